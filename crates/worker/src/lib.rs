//! The analyzer as a Web Worker: a [`Workspace`] of open files that answers the page's messages.
//!
//! Everything here but `glue` is plain Rust and is tested natively. *Absent by design:* judgement (that is
//! review's) and drawing (that is report's); this room keeps texts, analyzes only what changed, and
//! converts positions to the editor's UTF-16 units.

mod fixes;
#[cfg(target_family = "wasm")]
mod glue;
mod repairs;
mod text;
mod units;
mod workspace;

pub use workspace::Workspace;
