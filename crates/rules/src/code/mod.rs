//! What several rules ask of any code: how it is written, what a name is for, what stands around it.

pub(crate) mod around;
pub(crate) mod attributes;
pub(crate) mod built;
pub(crate) mod conditions;
pub(crate) mod credentials;
pub(crate) mod development;
pub(crate) mod environment;
pub(crate) mod example;
pub(crate) mod handler;
pub(crate) mod import;
pub(crate) mod inherited;
pub(crate) mod leaks;
pub(crate) mod loops;
pub(crate) mod mapping;
pub(crate) mod old_scheme;
pub(crate) mod parameter;
pub(crate) mod reference;
pub(crate) mod secret;
pub(crate) mod shown;
pub(crate) mod sizes;
pub(crate) mod testing;
pub(crate) mod usage;
pub(crate) mod whole_statement;
pub(crate) mod written;
