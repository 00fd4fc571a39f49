//! Rule pages, their matchers and detectors.
