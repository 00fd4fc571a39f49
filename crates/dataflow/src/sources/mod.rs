//! Where data enters: parameters of handlers, calls that bring it in, what a route or a schema lets through.

pub(crate) mod arguments;
pub(crate) mod dependency;
pub(crate) mod entrance;
pub(crate) mod entry;
pub(crate) mod harmless_types;
mod items;
pub(crate) mod registered;
pub(crate) mod route;
pub(crate) mod schema;
pub(crate) mod tables;
pub(crate) mod upload;
