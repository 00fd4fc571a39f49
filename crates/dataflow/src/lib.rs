//! Where a value comes from: sources, sanitizers, propagators, traces.
