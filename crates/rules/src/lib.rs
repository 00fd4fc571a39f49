//! Rule pages, their matchers and detectors: what a rule is, and where its pattern occurs in a file.
//!
//! One page per rule, `pages/CODE.md`; `build.rs` reads, checks and links them. A page whose pattern is a
//! call, an import, an assignment, a keyword or a string says so in `[[match]]` blocks; where more is
//! needed it names a detector, a file of `src/detectors`. A new rule is one new page (and, if it needs
//! code, one new detector file) and nothing else.
//!
//! *Absent by design:* judgement. [`scan`] reports every place that shows a pattern, as a [`Candidate`];
//! where its data comes from and what that means is decided by the room above.

mod access;
mod address;
mod archive;
mod around;
mod attributes;
mod built;
mod candidate;
mod command;
mod detector;
mod django_settings;
mod environment;
mod example;
mod facts;
mod fix;
mod flask;
mod handler;
mod import;
mod jwt;
mod llm;
mod login;
mod loops;
mod matcher;
mod page;
mod parameter;
mod process;
mod reference;
mod request_json;
mod routes;
mod rule;
mod scan;
mod secret;
mod secrets_in_text;
mod settings;
mod shell;
mod shown;
mod sizes;
mod sql;
mod sql_pattern;
mod stored;
mod templates_in_text;
mod testing;
mod tls;
mod uploads;
mod usage;
mod whole_statement;
mod written;

/// The detectors, one file each, registered by the build script.
mod detectors {
    include!(concat!(env!("OUT_DIR"), "/detectors.rs"));
}

/// Why a candidate is dismissed that counts only where a program is deployed: a person may say that it is.
pub const NOT_DEPLOYED: &str = "nothing here shows that this program is deployed";

pub use access::{Access, Gates, catches_refusal};
pub use around::imports;
pub use candidate::Candidate;
pub use django_settings::{SettingsModule, Stage};
pub use fix::{FixAction, FixBlock};
pub use flask::escapes_all;
pub use matcher::Argument;
pub use page::{Example, Page, WrongPages, has_pages, load_pages};
pub use request_json::{FieldRead, JsonOrigin, RequestJson, Requests};
pub use routes::{Guards, Route, authenticators, is_guard, is_identity, refuses, routes};
pub use rule::{Category, Rule, Triage, all, find};
pub use scan::{one_line, scan};
pub use secrets_in_text::scan_text;
pub use settings::Settings;
pub use templates_in_text::scan_template;
pub use testing::{is_aside, is_test_file};
pub use uploads::limits_uploads;
