//! Running a function once, abstractly: its statements and expressions, and what the language's own containers and texts do.

pub(crate) mod assign;
pub(crate) mod buffer;
pub(crate) mod cases;
pub(crate) mod command;
pub(crate) mod container;
pub(crate) mod display;
pub(crate) mod encoded;
pub(crate) mod engine;
pub(crate) mod eval;
pub(crate) mod exec;
pub(crate) mod failing;
pub(crate) mod failure;
pub(crate) mod format;
pub(crate) mod library;
pub(crate) mod loops;
pub(crate) mod text;
