//! Python text to a typed, spanned tree; tree-sitter lives only here.
//!
//! *Absent by design:* any failure. [`parse`] takes any text and gives a [`Module`]; what is not Python
//! is kept as `Error` nodes and counted.

pub mod ast;
mod document;
mod kinds;
mod literal;
mod logical;
mod lower;
mod mask;
mod module;
mod parse;
mod span;
mod visit;

pub use document::Document;
pub use logical::{LogicalLine, LogicalLines};
pub use module::Module;
pub use parse::{MAX_BLOCK_DEPTH, MAX_EXPR_DEPTH, MAX_SPEC_DEPTH, parse};
pub use span::{LineIndex, Position, Span};
