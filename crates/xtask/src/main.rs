//! The project's own commands: set-up, build, serve, test, and the skeleton of a new rule.
//!
//! *Absent by design:* anything that the product needs at run time.
#![allow(clippy::print_stdout, clippy::print_stderr)] // talking to the terminal is this program's work

mod advisories;
mod apt;
mod bench;
mod browser;
mod build;
mod cargo_tools;
mod clang;
mod conformance;
mod corpus;
mod deny;
mod executed;
mod fixes;
mod formats;
mod guide;
mod new_rule;
mod npm;
mod process;
mod secrets;
mod serve;
mod setup;
mod step;
mod test;
mod wasm;
mod workspace;

use std::process::ExitCode;

use step::{Done, Failure};

const HELP: &str = "\
cargo xtask COMMAND

  setup                 install everything that the other commands need
  build                 build the release page into dist/ (static, works from any sub-path)
  size                  build the page and print what its files weigh, raw and as brotli
  serve [--port N]      build the page and serve it on 127.0.0.1 (port 8080, or the next free one)
  test [PART...]        run the checks; without PART all of them:
                          lint     formatting and clippy
                          rust     the Rust tests
                          guide    CONTRIBUTING.md, followed word for word
                          wasm     the analyzer's wasm build, under Node
                          browser  the release page in Chromium
                          deny     licences and sources of the dependencies
                          conformance
                                   what Ruff and bandit report, on a part of the code
                          executed random programs, labelled by running them with attacks
                          formats  SARIF, CycloneDX, CSV and HTML, read by programs that are not ours
  conformance [--slice] [--list CODE]...
                        compare with the real Ruff and bandit, rule by rule, on their own test files and
                        on millions of lines of real code; --slice takes less of it, --list shows the
                        rows of a rule that only one side has
  bench                 time a review beside the parse alone, Ruff and bandit, on Django's sources
  secrets [--show] [SEED]
                        find the secrets of the labelled set in tests/secrets, by us and by detect-secrets;
                        SEED makes another set, --show lists what we get wrong
  advisories import [SOURCE] [--malicious TSV] [--popular TXT] [--date YYYY-MM-DD]
                        write public/advisories.bin from OSV records: a folder, a zip archive or a
                        .jsonl file (default: the facts in tests/advisories)
  new-rule CODE NAME    begin a rule page: crates/rules/pages/CODE.md

What is missing is installed first; a second run finds it and starts at once. Tools and test data are
kept in the user's cache folder, so that a second clone finds them too.

Variables, all optional:
  PYVIGIL_CACHE         where tools and test data are kept
  PYVIGIL_CHROMIUM      the Chromium or Chrome to test in
  PYVIGIL_PYTHON        the CPython that the tests compare with (default: the newest python3.x found)
  PYVIGIL_WASM          `rustup` or `debian`: which compiler builds the wasm
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\nxtask: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Done {
    match words {
        [] | ["help" | "--help" | "-h", ..] | [_, "--help" | "-h", ..] => {
            print!("{HELP}");
            Ok(())
        }
        ["setup"] => setup::everything(),
        ["build"] => build::command(),
        ["size"] => build::size(),
        ["serve"] => serve::command(None),
        ["serve", "--port", port] => match port.parse() {
            Ok(port) => serve::command(Some(port)),
            Err(_) => Err(usage(&format!("`{port}` is not a port"))),
        },
        ["test", parts @ ..] => test::command(parts),
        ["conformance", options @ ..] => conformance::command(options),
        ["bench"] => bench::command(),
        ["secrets"] => secrets::command(None, false),
        ["secrets", "--show"] => secrets::command(None, true),
        ["secrets", seed] => secrets::command(Some(seed), false),
        ["secrets", "--show", seed] => secrets::command(Some(seed), true),
        ["advisories", "import", rest @ ..] => advisories::import(rest),
        ["new-rule", code, name] => new_rule::command(code, name),
        _ => Err(usage(&format!("cannot read `{}`", words.join(" ")))),
    }
}

fn usage(problem: &str) -> Failure {
    Failure::new(problem, "`cargo xtask --help` lists the commands")
}
