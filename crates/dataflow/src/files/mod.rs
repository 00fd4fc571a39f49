//! What the files of a project tell each other.

pub(crate) mod link;
pub(crate) mod portable;
pub(crate) mod project;
