//! Python text to a typed, spanned tree; tree-sitter lives only here.
//!
//! *Absent by design:* any failure. [`parse`] takes any text and gives a [`Module`]; what is not Python
//! is kept as `Error` nodes and counted.

pub mod ast;
mod module;
mod span;

pub use module::Module;
pub use span::{LineIndex, Position, Span};
