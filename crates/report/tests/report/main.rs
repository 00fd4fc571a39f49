//! The deliverables as their readers see them: bytes, Markdown parsed back, JSON against its schema, archives
//! opened by others.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests are tests")]

mod documents;
mod fixture;
mod guard;
mod machine;
mod markdown;
mod sarif;
mod template;
mod terminal;
