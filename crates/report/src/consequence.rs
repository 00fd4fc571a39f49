//! What a finding means for the people who own the application, in their words: who could do what, through which door, with
//! which of the application's data. The words of each class of weaknesses come with the rules' pages; who, where and what are
//! this review's. Nothing is said to be possible from outside where no way from outside was shown.

use model::{EntryPoint, EntryPointKind, Finding, Kind, Recon, Review, Source, Stored};

use crate::catalogue;

/// Kinds of data, and names that show one, which a sentence has room for.
const KINDS: usize = 3;

/// What could happen: one or two sentences, code between backticks. `None` for what is no security finding, and where the
/// rules' texts are not there or say nothing about this class.
pub(crate) fn of(review: &Review, finding: &Finding) -> Option<String> {
    let page = catalogue::page(&finding.rule).filter(|_| finding.kind == Kind::Security)?;
    let door = door(&review.recon, finding);
    let harm = || page.harm.replace("{records}", &records(&review.recon));
    let told = match (&finding.attack_path, page.harm.is_empty(), page.as_is.is_empty()) {
        (_, true, true) => return None,
        (Some(_), false, _) => format!("{} could {}.", who(finding, door), harm()),
        // What depends on data says so, and that none was seen to come.
        (None, false, _) if catalogue::depends_on_data(&finding.rule) => {
            format!(
                "If data from outside reaches this place, whoever sends it could {}. No such way was shown.",
                harm()
            )
        }
        (_, _, false) => {
            let at = door.and_then(name_of).map(|name| format!("At {name}: ")).unwrap_or_default();
            page.as_is.replace("{at}", &at)
        }
        (None, false, true) => format!("Someone could {}.", harm()),
    };
    Some(told)
}

/// The function that the outside world calls on the way to the finding: where its data enters, or else where it stands.
fn door<'r>(recon: &'r Recon, finding: &Finding) -> Option<&'r EntryPoint> {
    let at = |file: &str, line: u32| {
        let holding = recon.entry_points.iter().filter(|entry| entry.holds(file, line));
        // The innermost one.
        holding.max_by_key(|entry| entry.location.line)
    };
    let enters = finding.trace.first().and_then(|step| at(&step.file, step.line));
    enters.or_else(|| at(&finding.file, finding.line))
}

/// `` `POST /orders` ``, or the function's name where no address is known.
fn name_of(entry: &EntryPoint) -> Option<String> {
    match (&entry.path, entry.kind) {
        (Some(path), EntryPointKind::Route) if entry.methods.is_empty() => Some(format!("`{path}`")),
        (Some(path), EntryPointKind::Route) => Some(format!("`{} {path}`", entry.methods.join(" or "))),
        (None, EntryPointKind::Route) => Some(format!("the page that `{}` answers", entry.function)),
        _ => None,
    }
}

/// Who could do it, as the subject of a sentence.
fn who(finding: &Finding, door: Option<&EntryPoint>) -> String {
    let words = match finding.source {
        Some(Source::Request) | None => return sender(finding, door),
        Some(Source::Model) => "Whoever has a say in what the language model reads",
        Some(Source::Archive) => "Whoever makes the archive that is opened here",
        Some(Source::Parameter) => "Whoever decides which data this function is called with",
        Some(Source::Network) => "Whoever answers in the place of the other machine",
        Some(Source::CommandLine) => "Whoever starts the program",
        Some(Source::File) => "Whoever writes or names the file that is read here",
        Some(Source::Database) => "Whoever can have a record stored",
        Some(Source::Environment) => "Whoever sets up the machine for the program",
        Some(Source::Error) => "Anyone whose request makes the program fail here",
    };
    words.to_owned()
}

/// Whoever may send the request: what the score says of the rights that it takes, with the guard that asks for them.
fn sender(finding: &Finding, door: Option<&EntryPoint>) -> String {
    let vector = finding.cvss.as_ref().map_or("", |cvss| &cvss.vector);
    let who = match vector.split('/').find_map(|part| part.strip_prefix("PR:")) {
        Some("L") => "Anyone with an account who sends a request",
        Some("H") => "Anyone with special rights who sends a request",
        _ => "Anyone who can send a request",
    };
    match door.and_then(|entry| Some((entry, name_of(entry)?))) {
        Some((entry, name)) => match entry.guards.first().filter(|_| !vector.contains("/PR:N")) {
            Some(guard) => format!("{who} to {name} (it asks for `{guard}`)"),
            None => format!("{who} to {name}"),
        },
        None => format!("{who} to the application"),
    }
}

/// What the application keeps.
fn records(recon: &Recon) -> String {
    let mut kinds: Vec<&Stored> = Vec::new();
    for one in &recon.stored {
        if !kinds.iter().any(|known| known.kind == one.kind) {
            kinds.push(one);
        }
    }
    if kinds.is_empty() {
        let keeps = !recon.orms.is_empty() || !recon.drivers.is_empty();
        let known = if keeps {
            "what the application keeps in its database"
        } else {
            "the data that the application works with"
        };
        return known.to_owned();
    }
    let named: Vec<String> =
        kinds.iter().take(KINDS).map(|one| format!("{} (`{}`)", one.kind.words(), one.name)).collect();
    let named = match named.as_slice() {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => named.join(""),
    };
    format!("the application's data, among it {named}")
}
