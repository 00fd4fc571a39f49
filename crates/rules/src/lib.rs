//! Rule pages, their matchers and detectors: what a rule is, and where its pattern occurs in a file.
//!
//! One page per rule, `pages/CODE.md`; `build.rs` reads, checks and links them. A page whose pattern is a
//! call, an import, an assignment, a keyword or a string says so in `[[match]]` blocks; where more is
//! needed it names a detector, a file of `src/detectors`. A new rule is one new page (and, if it needs
//! code, one new detector file) and nothing else.
//!
//! *Absent by design:* judgement. [`scan`] reports every place that shows a pattern, as a [`Candidate`];
//! where its data comes from and what that means is decided by the room above.

mod candidate;
mod code;
mod detector;
mod facts;
mod fix;
mod languages;
mod matcher;
mod page;
mod rule;
mod scan;
mod secrets_in_text;
mod settings;
mod templates_in_text;
mod web;

/// The detectors, one file each, registered by the build script.
mod detectors {
    include!(concat!(env!("OUT_DIR"), "/detectors.rs"));
}

/// Why a candidate is dismissed that counts only where a program is deployed: a person may say that it is.
pub const NOT_DEPLOYED: &str = "nothing here shows that this program is deployed";

pub use candidate::Candidate;
pub use code::around::{calls_in, imports};
pub use code::testing::{is_aside, is_test_file};
pub use fix::{FixAction, FixBlock};
pub use matcher::Argument;
pub use page::{Example, Page, WrongPages, has_pages, load_pages};
pub use rule::{Category, Hint, Rule, Triage, all, find};
pub use scan::{one_line, scan};
pub use secrets_in_text::scan_text;
pub use settings::Settings;
pub use templates_in_text::scan_template;
pub use web::access::{Access, Gates, asked_by_name, catches_refusal, denies};
pub use web::brought::{Brought, BroughtRoute, brought};
pub use web::django_settings::{SettingsModule, Stage, sends_on_to_https, writes_own_keys};
pub use web::enclosed::encloses;
pub use web::flask::escapes_all;
pub use web::gatekeepers::gatekeepers;
pub use web::guard_names::{is_guard, is_identity};
pub use web::known_key::refuses_known_key;
pub use web::other_sites::{names_cors_origins, refuses_foreign_forms};
pub use web::questions::rights_asked;
pub use web::request_json::{FieldRead, JsonOrigin, RequestJson, Requests};
pub use web::routes::{Guards, Route, authenticators, refuses, routes};
pub use web::uploads::limits_uploads;
