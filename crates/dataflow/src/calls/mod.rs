//! Calls: of the file's functions and classes, of what other files tell of theirs, and of what nobody knows.

pub(crate) mod by_name;
pub(crate) mod call;
pub(crate) mod chosen;
pub(crate) mod class;
pub(crate) mod context;
pub(crate) mod decorated;
pub(crate) mod follow;
pub(crate) mod foreign;
pub(crate) mod frame;
pub(crate) mod handed;
pub(crate) mod heirs;
pub(crate) mod loose;
pub(crate) mod named;
pub(crate) mod outcome;
pub(crate) mod own;
pub(crate) mod queued;
pub(crate) mod signature;
pub(crate) mod summary;
pub(crate) mod typed;
pub(crate) mod yielded;
