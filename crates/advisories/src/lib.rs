//! Known vulnerabilities of packages, names of malware, and names that imitate others: a compact index of facts.
//!
//! [`Index::load`] reads the index that `cargo xtask advisories import` wrote; [`Index::package`] answers for one
//! package. Which versions are affected follows OSV's rules for ranges, with PEP 440's order.
//! *Absent by design:* the network, prose, and any guess: what has no score has none.

pub mod bytes;
pub mod facts;
mod index;
mod look_alike;
mod package;

pub use index::{Index, LoadError, Meta};
pub use look_alike::{LookAlike, Trick};
pub use package::{Advisory, End, Interval, Package, Remedy, Score};
