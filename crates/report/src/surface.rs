//! The attack surface: by which doors data comes in, who stands before them, and what is open behind them.

use model::{EntryPoint, EntryPointKind, Environment, Finding, Recon};

use crate::drawing::{Drawing, line, location, plural};
use crate::md;

/// Doors that a report lists.
pub(crate) const LISTED: usize = 200;

/// `method path`, as a person reads a door.
pub(crate) fn door(entry: &EntryPoint) -> String {
    match entry.kind {
        EntryPointKind::Route => {
            let path = entry.path.as_deref().unwrap_or("(path not known)");
            let methods = entry.methods.join(", ");
            if methods.is_empty() { path.to_owned() } else { format!("{methods} {path}") }
        }
        EntryPointKind::CliMain => "command line".to_owned(),
        EntryPointKind::TaskHandler => "task".to_owned(),
    }
}

/// What the code is, as names and values; values that are not known are left out.
pub(crate) fn facts(recon: &Recon) -> Vec<(&'static str, String)> {
    let libraries: Vec<String> = recon
        .libraries
        .iter()
        .map(|library| match &library.version {
            Some(version) => format!("{} {version}", library.name),
            None => library.name.clone(),
        })
        .collect();
    let mechanism = match recon.auth_mechanism {
        model::AuthMechanism::Jwt => "JSON web tokens",
        model::AuthMechanism::Session => "sessions",
        model::AuthMechanism::Oauth2 => "OAuth 2",
        model::AuthMechanism::Apikey => "API keys",
        model::AuthMechanism::Custom => "its own",
        model::AuthMechanism::None => "",
    };
    let environment = match recon.environment {
        Some(Environment::Development) => "development",
        Some(Environment::Container) => "container",
        Some(Environment::Cloud) => "cloud",
        Some(Environment::Production) => "production",
        None => "",
    };
    let databases: Vec<String> = recon.orms.iter().chain(&recon.drivers).cloned().collect();
    let facts = [
        ("Libraries", libraries.join(", ")),
        ("Authentication", mechanism.to_owned()),
        ("Databases", databases.join(", ")),
        ("Logging", recon.logging.join(", ")),
        ("Configuration", recon.configuration.join(", ")),
        ("Runs on", recon.hosting.join(", ")),
        ("Environment", environment.to_owned()),
    ];
    facts.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

/// How many doors there are, and how many of the routes have a guard.
pub(crate) fn tally(recon: &Recon) -> String {
    let of = |kind: EntryPointKind| recon.entry_points.iter().filter(move |entry| entry.kind == kind);
    let guarded = of(EntryPointKind::Route).filter(|entry| !entry.guards.is_empty()).count();
    format!(
        "{}, {guarded} of them with a guard in sight; {}; {}.",
        plural(of(EntryPointKind::Route).count(), "route"),
        plural(of(EntryPointKind::CliMain).count(), "command-line program"),
        plural(of(EntryPointKind::TaskHandler).count(), "task"),
    )
}

/// The open security findings behind a door, with their numbers.
fn behind<'d>(drawing: &Drawing<'d>, entry: &EntryPoint) -> Vec<(usize, &'d Finding)> {
    drawing
        .security()
        .filter(|(_, finding)| {
            let begins = finding.trace.first().map_or((&finding.file, finding.line), |step| (&step.file, step.line));
            entry.holds(&finding.file, finding.line) || entry.holds(begins.0, begins.1)
        })
        .collect()
}

/// A door, and the open findings behind it.
pub(crate) type Door<'d> = (&'d EntryPoint, Vec<(usize, &'d Finding)>);

/// All doors in the order in which a reader needs them, since a large application has more than anybody reads: those with open
/// findings behind them, then routes without a guard in sight, of these first what changes something, then the others; each group
/// in the order of the files.
pub(crate) fn doors<'d>(drawing: &Drawing<'d>) -> Vec<Door<'d>> {
    let mut doors: Vec<Door<'d>> =
        drawing.review.recon.entry_points.iter().map(|entry| (entry, behind(drawing, entry))).collect();
    doors.sort_by_key(|(entry, open)| {
        let only_reads = entry.methods.iter().all(|method| matches!(&**method, "GET" | "HEAD" | "OPTIONS"));
        (open.is_empty(), entry.kind != EntryPointKind::Route, !entry.guards.is_empty(), only_reads)
    });
    doors
}

/// What is said of routes that a computation registers; nothing where there are none.
pub(crate) fn computed(recon: &Recon) -> Option<String> {
    /// Places that are named.
    const NAMED: usize = 5;
    let places = &recon.computed_routes;
    let named: Vec<String> = places.iter().take(NAMED).map(|place| format!("{}:{}", place.file, place.line)).collect();
    let more = if places.len() > NAMED { format!(" and {} more", places.len() - NAMED) } else { String::new() };
    (!places.is_empty()).then(|| {
        format!("registered by a computation at {}{more}: which routes these are is not in the code, and they are not listed.", named.join(", "))
    })
}

/// The section of the Markdown report.
pub(crate) fn draw(out: &mut String, drawing: &Drawing<'_>) {
    let recon = &drawing.review.recon;
    line!(out, "## Attack Surface");
    line!(out);
    for (name, value) in facts(recon) {
        line!(out, "- **{name}:** {}", md::text(&value));
    }
    line!(out, "- **Entry points:** {}", tally(recon));
    if let Some(computed) = computed(recon) {
        line!(out, "- **Further routes:** {}", md::text(&computed));
    }
    line!(out);
    if recon.entry_points.is_empty() {
        return;
    }
    line!(out, "| Entry | Guards | Function | Place | Open findings |");
    line!(out, "|-------|--------|----------|-------|---------------|");
    for (entry, open) in doors(drawing).into_iter().take(LISTED) {
        let guards: Vec<String> = entry.guards.iter().map(|guard| md::code(guard)).collect();
        line!(
            out,
            "| {} | {} | {} | {} | {} |",
            md::code(&door(entry)),
            if guards.is_empty() { "none in sight".to_owned() } else { guards.join(", ") },
            md::code(&entry.function),
            location(&entry.location),
            if open.is_empty() { "–".to_owned() } else { drawing.links(&open) }
        );
    }
    if recon.entry_points.len() > LISTED {
        line!(out);
        line!(out, "And {} more, all of them in the JSON report.", recon.entry_points.len() - LISTED);
    }
    line!(out);
}
