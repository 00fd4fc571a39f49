//! The command line: arguments, files, the clock and the screen around the analyzer.
//!
//! *Absent by design:* analysis and drawing. What is found decides `review`, what is printed draws `report`;
//! here files are collected and read, and the exit status is chosen.

mod advisory_data;
mod args;
mod code;
mod encoding;
mod files;
mod fix;
mod output;
mod parallel;
mod rules;
mod scan;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::{Arguments, Command};
use crate::output::Failure;

/// A review is many small pieces of memory: the system's allocator took a sixth of its time, and shared its heap with the
/// parser.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// No security finding is open.
const CLEAN: u8 = 0;
/// Security findings are open.
const FOUND: u8 = 1;
/// The input or the options are wrong; a message on stderr says what to do.
const WRONG: u8 = 2;

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Scan(arguments) => scan::run(&arguments),
        Command::Fix(arguments) => fix::run(&arguments),
        Command::Rule { code } => rules::page(&code),
        Command::Rules => rules::list(),
        Command::Advisories { file } => advisory_data::describe(file.as_deref()),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(Failure(message)) => {
            output::complain(&message);
            ExitCode::from(WRONG)
        }
    }
}
