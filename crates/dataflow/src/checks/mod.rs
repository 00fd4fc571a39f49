//! What makes a value harmless, and for which kind of sink: checks, conversions, escaping.

pub(crate) mod begins;
pub(crate) mod bounds;
pub(crate) mod chars;
pub(crate) mod collection;
pub(crate) mod containment;
pub(crate) mod ending;
pub(crate) mod escaping;
pub(crate) mod folder;
pub(crate) mod guard;
pub(crate) mod late;
pub(crate) mod lines;
pub(crate) mod mark;
pub(crate) mod matching;
pub(crate) mod opening;
pub(crate) mod own_check;
pub(crate) mod pattern;
pub(crate) mod resolved;
pub(crate) mod subset;
pub(crate) mod tested;
pub(crate) mod translate;
