//! Steps that say what they do and how long it took, and failures that say what to do next.

use std::fmt;
use std::io::Write as _;
use std::time::{Duration, Instant};

/// What went wrong, and what the person at the terminal can do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    what: String,
    next: String,
}

impl Failure {
    /// `what` happened; `next` is what to do, as an imperative sentence.
    pub(crate) fn new(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self { what: what.into(), next: next.into() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\nWhat to do: {}", self.what, self.next)
    }
}

/// The result of a step.
pub(crate) type Done<T = ()> = Result<T, Failure>;

/// Makes `thing` be there. `find` looks for it in earnest, before and after `install`; `cost` is a word on
/// how long installing takes ("about 2 minutes").
pub(crate) fn ensure<T>(
    thing: &str,
    cost: &str,
    find: impl Fn() -> Option<T>,
    install: impl FnOnce() -> Done,
) -> Done<T> {
    print!("setup: {thing} … ");
    flush();
    if let Some(found) = find() {
        println!("ready");
        return Ok(found);
    }
    print!("installing ({cost}) … ");
    flush();
    let start = Instant::now();
    let found = install().and_then(|()| {
        find().ok_or_else(|| {
            Failure::new(
                format!("{thing} was installed, but does not work here"),
                "look at the messages above; remove it by hand and run the command again",
            )
        })
    });
    println!("{} {}", if found.is_ok() { "done," } else { "failed after" }, seconds(start.elapsed()));
    found
}

/// Runs `work`, which prints nothing of its own, under the name `name`.
pub(crate) fn quiet<T>(name: &str, work: impl FnOnce() -> Done<T>) -> Done<T> {
    print!("{name} … ");
    flush();
    let start = Instant::now();
    let result = work();
    println!("{}{}", if result.is_ok() { "" } else { "failed after " }, seconds(start.elapsed()));
    result
}

/// Runs `work`, whose own output goes to the terminal between two lines that name it.
pub(crate) fn loud<T>(name: &str, work: impl FnOnce() -> Done<T>) -> Done<T> {
    println!("\n{name} …");
    let start = Instant::now();
    let result = work();
    println!("{name} {} {}", if result.is_ok() { "…" } else { "failed after" }, seconds(start.elapsed()));
    result
}

/// `1.2 s` below ten seconds, `31 s` above.
pub(crate) fn seconds(time: Duration) -> String {
    let seconds = time.as_secs_f64();
    if seconds < 10.0 { format!("{seconds:.1} s") } else { format!("{seconds:.0} s") }
}

fn flush() {
    // A closed terminal is no reason to stop working.
    let _ = std::io::stdout().flush();
}
