//! The nouns: severity, CVSS, CWE, OWASP, finding, review, and the messages between page and worker.
//!
//! Every other room speaks these words, so this one depends on nothing but serde.
//! *Absent by design:* Python, analysis, drawing. The serialized form of [`Review`] is the public JSON
//! contract `pyvigil/1`; its JSON Schema stands in `crates/report/schema/`.

pub mod anti_pattern;
mod comparison;
pub mod cvss;
pub mod dependency;
pub mod finding;
pub mod hash;
pub mod message;
pub mod owasp;
pub mod repair;
pub mod review;
pub mod severity;

pub use anti_pattern::AntiPattern;
pub use comparison::{Closed, Compared, Comparison, Earlier, EarlierDependency, EarlierFinding, How};
pub use cvss::Cvss;
pub use dependency::{Dependency, DependencyKind, Package, PackageSource};
pub use finding::{Applicability, Edit, Evidence, Finding, Fix, Kind, Source, State, Step};
pub use hash::Fnv;
pub use owasp::Owasp;
pub use repair::{Remark, Repair};
pub use review::{
    AuthMechanism, Check, Coverage, DataKind, EntryPoint, EntryPointKind, Environment, Framework, Guard, Library,
    Location, Mode, NotRun, Options, Outcome, Phase, Platform, Positive, Recon, Review, ReviewState, SCHEMA, Skipped,
    SourceText, Stored, ToolResult, TypeHints,
};
pub use severity::{Confidence, Severity};
