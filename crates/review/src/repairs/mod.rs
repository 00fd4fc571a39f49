//! What may be changed: fixes that are tried, as edits of texts and of notebooks.

pub(crate) mod cells;
pub(crate) mod edits;
pub(crate) mod recommend;
