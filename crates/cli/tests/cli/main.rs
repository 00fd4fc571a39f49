//! The built program, run as a person runs it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, reason = "helpers of tests are tests")]

mod configuration;
mod consequences;
mod dependencies;
mod fix;
mod fix_code;
mod hostile;
mod input;
mod options;
mod output;
mod projects;
mod secrets;
mod support;
mod templates;
