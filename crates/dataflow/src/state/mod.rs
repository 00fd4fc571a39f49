//! What is known at one point of a function: values, the objects they refer to, and the environment that holds them.

pub(crate) mod env;
pub(crate) mod flags;
pub(crate) mod grown;
pub(crate) mod instances;
pub(crate) mod keys;
pub(crate) mod names;
pub(crate) mod object;
pub(crate) mod place;
pub(crate) mod records;
pub(crate) mod rows;
pub(crate) mod shared;
pub(crate) mod stores;
pub(crate) mod value;
pub(crate) mod watch;
