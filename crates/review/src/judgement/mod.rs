//! The reviewer's judgement: what a candidate is worth, in its file, beside the other files, and where the code runs.

pub(crate) mod context;
pub(crate) mod deployment;
mod doors;
pub(crate) mod guarded;
pub(crate) mod headers;
pub(crate) mod once;
pub(crate) mod overlap;
pub(crate) mod project;
pub(crate) mod settled;
pub(crate) mod standing;
pub(crate) mod stored;
pub(crate) mod triage;
