//! What a review says of its findings, secrets masked: evidence, identity, checks, patterns, what changed since.

pub(crate) mod anti_patterns;
pub(crate) mod checks;
pub(crate) mod compare;
pub(crate) mod compat;
pub(crate) mod evidence;
pub(crate) mod fingerprint;
pub(crate) mod mask;
pub(crate) mod sources;
