//! The deliverables as their readers see them: bytes, Markdown parsed back, JSON against its schema, archives
//! opened by others.

mod fixture;
mod guard;
mod machine;
mod markdown;
mod template;
mod terminal;
