//! What was given: bytes, notebooks, templates, settings; what of it is Python, and in which order it is read.

pub(crate) mod coverage;
pub(crate) mod input;
pub(crate) mod loads;
pub(crate) mod notebook;
pub(crate) mod plan;
pub(crate) mod texts;
