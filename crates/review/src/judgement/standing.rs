//! What the project says of a finding that one file's code has shown.

use std::collections::BTreeSet;

use dataflow::{Reach, SourceKind};
use model::{Confidence, Cvss, EntryPoint, Finding, Kind, Severity, State};
use rules::{Rule, Triage};
use semantic::SinkKind;

use crate::FileAnalysis;
use crate::analysis::{Judged, PythonFacts};
use crate::judgement::doors::Doors;
use crate::judgement::settled::Settled;
use crate::judgement::triage;
use crate::recon::FileRecon;

/// Weighs what was found against the other files:
///
/// - Data of whoever calls a public function, where the program serves requests: who calls its functions is the program
///   itself, and no call was seen that passes data of a request. The place stays open, without an attack path. The same goes for
///   what its queue of tasks passes, for what whoever starts it says, and for what nobody could trace.
/// - So it is in a large program that a command starts, by whatever it serves: who calls its functions are its other files, and what
///   its operator writes. A value that is put into a query's text, or is run as code, stays where it is seen; a text that is evaluated
///   as it is (`eval`, `exec`) does so in small projects alone, for large ones and libraries mean to.
/// - What a library of many files is given of addresses, paths, keys of records and instructions, its user configures.
/// - Data that goes through a function which is in none of the files: what comes out of it is a guess. The same; but what then runs
///   as a program is no everyday value, so data of a request or a model keeps its path there, and loses the certainty of the score.
/// - So it goes in a large program for data that is followed far, into collections and out of them: that it is the same item is a guess.
/// - An attack path through functions that not everybody gets to is one for those who do: by what their own file puts before them, or
///   another one before their routes (`entries`).
/// - A program that asks language models is not thought to mean it: what they answer is what it evaluates.
/// - In a large program a path on which the project itself looked at the data with a check that nobody can judge, to a place where most
///   checks are good enough, is no path. One that leads through several files to such a place is a guess.
/// - In a large program what a rule sees as a hint alone, and another place decides, is said lower, with that place ([`rules::Hint`]).
/// - Who gives rights or sets fields behind a question for rights may.
/// - What no deployment runs does little harm: tests, examples, code that builds a package. Real secrets leak there too.
pub(crate) fn weigh(judged: &mut [Judged], python: &[(&FileAnalysis, &PythonFacts)], entries: &[EntryPoint]) {
    let beside: BTreeSet<&str> = python
        .iter()
        .filter(|(file, facts)| rules::is_aside(&file.path) || is_for_invoke(&file.path, &facts.recon))
        .map(|(file, _)| &*file.path)
        .collect();
    let for_debugging =
        python.iter().flat_map(|(_, facts)| facts.recon.joined_for_debugging.iter().map(String::as_str));
    let beside: BTreeSet<&str> = beside.into_iter().chain(for_debugging).collect();
    let is_beside = |path: &str| beside.contains(path) || rules::is_aside(path);
    let code = || python.iter().filter(|(file, facts)| !facts.recon.is_test && !is_beside(&file.path));
    let scale = Scale::of(&code().map(|(_, facts)| &facts.recon).collect::<Vec<_>>());
    // One of many parts of a program that asks a model says nothing of the others.
    let asks_models = code().filter(|(_, facts)| facts.recon.asks_models()).count() * ONE_IN > code().count();
    let doors = Doors::of(python, entries);
    let has_code = code().next().is_some();
    // Also by settings that no deployment has: they show who else takes the module over.
    let completed: BTreeSet<&str> =
        python.iter().flat_map(|(_, facts)| &facts.recon.takes_over).map(String::as_str).collect();
    let settled: Vec<Settled> = code().flat_map(|(_, facts)| facts.recon.settled.iter().copied()).collect();
    for Judged { rule, finding, from, .. } in judged {
        if finding.state != State::Open || finding.kind != Kind::Security {
            continue;
        }
        if let Some(settled) = settled.iter().find(|settled| settled.answers(rule, finding)) {
            settled.settle(rule, finding);
            continue;
        }
        let stem = finding.file.rsplit('/').next().unwrap_or_default().trim_end_matches(".py");
        if OF_SETTINGS.contains(&rule.code) && completed.contains(stem) {
            lessen(finding, triage::within_the_program(rule));
        }
        if let Some(hint) = rule.hint.as_ref().filter(|_| scale.is_large() && finding.attack_path.is_none())
            && finding.severity > Severity::Low
            && hint.is_about(&finding.message)
        {
            lessen(finding, triage::within_the_program(rule));
            finding.message = format!("{} In a program of this size {}.", finding.message, hint.text);
        }
        match weight(rule, finding, *from, (scale, asks_models), &doors) {
            Weight::Stands => {}
            Weight::Within => lessen(finding, triage::within_the_program(rule)),
            Weight::Unshown => lessen(finding, triage::without_an_entry(rule)),
            Weight::Indirect => (finding.cvss, finding.severity) = triage::within_the_program(rule),
            Weight::Stored => (finding.cvss, finding.severity) = triage::without_an_entry(rule),
            Weight::Kept => {
                let (cvss, severity) = triage::of_a_file(rule);
                if severity <= finding.severity {
                    (finding.cvss, finding.severity) = (cvss, severity);
                }
            }
            Weight::Guessed => (finding.cvss, finding.severity) = triage::unconfirmed(rule),
            Weight::Unlikely => finding.cvss.as_mut().into_iter().for_each(|cvss| {
                if let Some(less) = triage::unlikely(cvss) {
                    finding.severity = less.severity();
                    *cvss = less;
                }
            }),
            Weight::Doors => doors.stand_before(rule, finding),
            Weight::Helped => {
                doors.stand_before(rule, finding);
                let (cvss, severity) = triage::unconfirmed(rule);
                if severity < finding.severity {
                    (finding.cvss, finding.severity) = (cvss, severity);
                }
            }
        }
        if !may_be_fixed(rule, finding) {
            finding.fix = None;
        }
        if has_code && is_beside(&finding.file) && rule.code != PROVIDERS_SECRET {
            let path = finding.attack_path.take();
            let confidence = finding.confidence;
            lessen(finding, triage::within_the_program(rule));
            (finding.attack_path, finding.confidence) = (path, confidence);
        }
    }
}

/// Whether a file holds what developers run by `invoke` or `fabric`. A queue's `tasks.py` is a part of the program.
fn is_for_invoke(path: &str, recon: &FileRecon) -> bool {
    path.rsplit('/').next() == Some("tasks.py")
        && ["invoke", "fabric", "fabric2"].iter().any(|module| recon.modules.contains_key(*module))
}

/// How much of a program the files are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scale {
    /// A file or a few: who calls their functions is not here.
    Part,
    /// A library: who calls its functions is not here either, and most of them are for the configuration of whoever uses it.
    Library,
    /// Files that serve requests.
    Service { is_large: bool },
    /// A large program that a command starts, and no known framework calls.
    Program,
}

impl Scale {
    /// Of how many files on a program is large: its functions are there for its other files.
    const MANY: usize = 40;
    /// Of how many files on functions that nobody here calls are a library's.
    const SOME: usize = 12;

    /// What the files of the code, without those that stand beside it, are together.
    fn of(code: &[&FileRecon]) -> Self {
        let is_large = code.len() >= Self::MANY;
        if code.len() > 1 && code.iter().any(|recon| recon.serves) {
            Self::Service { is_large }
        } else if is_large && code.iter().any(|recon| recon.is_started) {
            Self::Program
        } else if code.len() >= Self::SOME {
            Self::Library
        } else {
            Self::Part
        }
    }

    fn is_project(self) -> bool {
        !matches!(self, Self::Part | Self::Library)
    }

    fn is_large(self) -> bool {
        matches!(self, Self::Program | Self::Service { is_large: true })
    }
}

/// Takes back where something would be tried about findings of which the project leaves too little: to be asked before
/// [`Run::recommend`](crate::Run::recommend), when all files were analyzed.
pub fn spare(analyses: &mut [FileAnalysis]) {
    // All of them at once: what the files are together is found out for the first as for the last.
    let mut all: Vec<Judged> = analyses.iter().flat_map(FileAnalysis::judged).cloned().collect();
    let python: Vec<(&FileAnalysis, &PythonFacts)> =
        analyses.iter().filter_map(|analysis| Some((analysis, analysis.python.as_ref()?))).collect();
    // What stands before a route in another file makes a finding no surer.
    weigh(&mut all, &python, &[]);
    let mut weighed = all.into_iter();
    for analysis in analyses {
        let mut weighed = weighed.by_ref().take(analysis.judged().count());
        // What is no Python has its findings behind those of the code.
        let found = analysis.python.iter_mut().flat_map(|python| &mut python.judged);
        for (judged, weighed) in found.zip(weighed.by_ref()) {
            if weighed.finding.state != State::Open || !may_be_fixed(judged.rule, &weighed.finding) {
                judged.site = None;
            }
        }
        weighed.for_each(drop);
    }
}

/// Whether a change of the rule is worth it for a finding that is no surer than this.
fn may_be_fixed(rule: &Rule, finding: &Finding) -> bool {
    rule.fixes.iter().any(|block| block.confidence <= finding.confidence)
}

/// The rule about secrets that a provider gave out: they open something wherever they stand.
const PROVIDERS_SECRET: &str = "PV150";

/// What the project says of a finding.
enum Weight {
    /// Nothing.
    Stands,
    /// That the program itself is who brings the data, or that its path is a guess.
    Within,
    /// That no entry shows who brings the data, and the place is wrong whoever does.
    Unshown,
    /// That somebody has to get the data into a database or an archive before, and nothing shows who can.
    Indirect,
    /// That somebody has to get a template into a database before, which runs as code when it is used.
    Stored,
    /// That somebody has to write a file on the machine.
    Kept,
    /// That a step of its path is a guess, to a place where little can have made the data harmless: what runs a text as a program.
    Guessed,
    /// That a visitor's browser cannot be made to send the data.
    Unlikely,
    /// That its path may lead through doors, and through a helper whose other callers are as sure of themselves.
    Helped,
    /// That its path may lead through doors.
    Doors,
}

/// Rules about what a module of settings does not say, or says for a start: the module that takes it over may.
const OF_SETTINGS: [&str; 2] = ["PV302", "PV303"];

/// Rules about a text that is run as it is: a function that does so with what it is given is a trap for its next caller.
const RUN_TEXT: [&str; 2] = ["S102", "S307"];

/// Rules about engines of templates that escape nothing.
const OF_PAGES: [&str; 2] = ["S701", "S702"];

/// A program asks language models where more than one file in so many does.
const ONE_IN: usize = 50;

/// Rules about passwords that a name betrays: what is no word in them is sure.
const ARE_WORDS: [&str; 3] = ["S105", "S106", "PV154"];

/// A large program or a library has expressions in its settings, its templates and its tools, and mostly means to.
fn means_to_run_text(scale: Scale) -> bool {
    scale.is_large() || scale == Scale::Library
}

/// Whether what such a program does with texts is its business: it runs those of its settings, and pages that nobody is
/// served, it makes of what its owner wrote.
fn is_meant(rule: &Rule, scale: Scale, means_to_run_text: bool) -> bool {
    means_to_run_text && RUN_TEXT.contains(&rule.code)
        || matches!(scale, Scale::Program | Scale::Library) && OF_PAGES.contains(&rule.code)
}

fn weight(
    rule: &Rule,
    finding: &Finding,
    from: Option<(SourceKind, Reach)>,
    (scale, asks_models): (Scale, bool),
    doors: &Doors<'_>,
) -> Weight {
    let is_project = scale.is_project();
    let is_guess = finding.confidence == Confidence::Low && finding.attack_path.is_none();
    let means_to = means_to_run_text(scale) && !asks_models;
    if finding.attack_path.is_none() && is_meant(rule, scale, means_to) {
        return Weight::Within;
    }
    let Some((kind, reach)) = from else {
        let is_pattern = rule.triage == Triage::Pattern;
        // Of the many texts of a large program that a name takes for a password, words are kinds, labels and names of fields.
        if scale.is_large() && finding.confidence == Confidence::Medium && ARE_WORDS.contains(&rule.code) {
            return Weight::Within;
        }
        return if is_guess && (is_project || is_pattern) { Weight::Within } else { Weight::Stands };
    };
    let sink = match rule.triage {
        Triage::Data(sink) => Some(sink),
        Triage::Pattern => None,
    };
    let is_shown = matches!(sink, Some(SinkKind::Html | SinkKind::Redirect));
    let is_query = matches!(sink, Some(SinkKind::Sql | SinkKind::NoSql | SinkKind::Ldap | SinkKind::Xpath));
    match kind {
        // A library that also has a command is taken for a program: what it runs as code stays where it is seen as well.
        SourceKind::Parameter
            if reach != Reach::ThroughUnknownCall
                && (is_project && !means_to && RUN_TEXT.contains(&rule.code)
                    || scale == Scale::Program && (is_query || sink == Some(SinkKind::Code))) =>
        {
            Weight::Unshown
        }
        SourceKind::Parameter if is_project => Weight::Within,
        // What a library evaluates of its arguments is a trap for its next caller, and for nobody before.
        SourceKind::Parameter if scale == Scale::Library && RUN_TEXT.contains(&rule.code) => Weight::Unshown,
        // What a library is given of addresses, paths and keys of records, its user configures; each program is judged on its own.
        SourceKind::Parameter if scale == Scale::Library && sink.is_some_and(is_given_to_libraries) => Weight::Indirect,
        // A tool may run what its user has the right to ask for, and a statement that nothing is seen to run is a text.
        SourceKind::Model
            if is_project && is_query && (finding.confidence == Confidence::Low || doors.asks_for_rights(finding)) =>
        {
            Weight::Within
        }
        // Roles of messages are no rights, and what a model answers is rarely more than a line of the log.
        SourceKind::Model if matches!(sink, Some(SinkKind::Right | SinkKind::Log)) => Weight::Within,
        _ if scale.is_large() && goes_far(finding, sink == Some(SinkKind::Code) && !rule.needs_source) => {
            Weight::Within
        }
        // The mapping that another file's function goes through was put together on the way, mostly of fixed names.
        _ if scale.is_large() && sink == Some(SinkKind::Attribute) && crosses_files(finding) => Weight::Within,
        _ if is_project && doors.leave_to_themselves(finding) => Weight::Within,
        SourceKind::CommandLine | SourceKind::Environment if is_project => Weight::Within,
        SourceKind::Archive if is_project && finding.attack_path.is_some() => Weight::Indirect,
        // Who writes a program's templates may, where its language runs no code.
        SourceKind::Database
            if is_project && sink == Some(SinkKind::Template) && finding.message.contains("run no code") =>
        {
            Weight::Indirect
        }
        SourceKind::Database
            if is_project && sink == Some(SinkKind::Template) && reach != Reach::ThroughUnknownCall =>
        {
            Weight::Stored
        }
        // In a large one most rows are the program's own.
        SourceKind::Database if is_project && (is_shown || is_query) => Weight::Indirect,
        SourceKind::Database
            if scale.is_large() && !matches!(sink, Some(SinkKind::Prompt | SinkKind::Retrieved | SinkKind::Code)) =>
        {
            Weight::Indirect
        }
        // Programs that read their settings or their plugins as code are meant to; large ones have their commands in settings, too.
        SourceKind::File if is_project && sink == Some(SinkKind::Code) => Weight::Within,
        SourceKind::File if scale.is_large() && matches!(sink, Some(SinkKind::Command | SinkKind::Template)) => {
            Weight::Within
        }
        SourceKind::File if is_project && is_guess => Weight::Within,
        SourceKind::File if is_project => Weight::Kept,
        // In a large one a request is somewhere behind most objects.
        SourceKind::Request | SourceKind::Model
            if is_project
                && reach == Reach::ThroughUnknownCall
                && (kind == SourceKind::Model || !scale.is_large())
                && matches!(sink, Some(SinkKind::Code | SinkKind::Command | SinkKind::Template)) =>
        {
            Weight::Guessed
        }
        _ if is_project && reach == Reach::ThroughUnknownCall => Weight::Within,
        SourceKind::Request | SourceKind::Model
            if scale.is_large() && reach == Reach::Tested && sink.is_some_and(is_everyday) =>
        {
            Weight::Within
        }
        // Who asks for rights before, gives them.
        SourceKind::Request
            if is_project
                && matches!(sink, Some(SinkKind::Right | SinkKind::Attribute))
                && doors.asks_for_rights(finding) =>
        {
            Weight::Within
        }
        SourceKind::Request if scale.is_large() && sink.is_some_and(is_of_helpers) && leaves_the_file(finding) => {
            Weight::Helped
        }
        // The visitor is the one who is attacked: what another site cannot make a browser send does not reach them.
        SourceKind::Request if is_shown && is_project && is_own_to_the_browser(finding, sink) => Weight::Unlikely,
        // Who wrote what into a session, the functions of a large program know that read it again.
        SourceKind::Request if scale.is_large() && sink == Some(SinkKind::Session) => Weight::Unlikely,
        // A forged entry harms those alone who believe it.
        SourceKind::Request | SourceKind::Model if is_project && sink == Some(SinkKind::Log) => Weight::Unlikely,
        SourceKind::Request => Weight::Doors,
        _ => Weight::Stands,
    }
}

/// Whether a sink is a place to which programs hand data of requests every day, and mostly check it before.
const fn is_everyday(sink: SinkKind) -> bool {
    matches!(
        sink,
        SinkKind::Path
            | SinkKind::Url
            | SinkKind::Scheme
            | SinkKind::Redirect
            | SinkKind::Html
            | SinkKind::Header
            | SinkKind::Attribute
            | SinkKind::Pollution
            | SinkKind::Right
            | SinkKind::Session
            | SinkKind::Upload
    )
}

/// Whether a sink is a place to which libraries hand what their users configure or ask for.
const fn is_given_to_libraries(sink: SinkKind) -> bool {
    matches!(
        sink,
        SinkKind::Path
            | SinkKind::Url
            | SinkKind::Scheme
            | SinkKind::NoSql
            | SinkKind::Prompt
            | SinkKind::Retrieved
            | SinkKind::Log
            | SinkKind::Header
            | SinkKind::Format
    )
}

/// Whether it is one of those that stand in helpers which many functions call, each with its own reason why that is in order.
const fn is_of_helpers(sink: SinkKind) -> bool {
    matches!(sink, SinkKind::Path | SinkKind::Url | SinkKind::Attribute | SinkKind::Right)
}

/// Whether the data comes in by another file than the one in which it arrives.
fn crosses_files(finding: &Finding) -> bool {
    finding.trace.first().is_some_and(|step| step.file != finding.file)
}

/// Whether it goes through another file than the one in which it arrives.
fn leaves_the_file(finding: &Finding) -> bool {
    finding.trace.iter().any(|step| step.file != finding.file)
}

/// Whether the data is followed over so many steps, into collections and texts and out of them again, that it may well be another
/// item which arrives, or one that something on the way has checked: in large projects no such path was one. What is run as code
/// (`runs`) is rarely anything but the data itself.
fn goes_far(finding: &Finding, runs: bool) -> bool {
    /// Steps from the source to the sink of a path that a reader still follows.
    const FEW: usize = 8;
    let mixed = finding.trace.iter().filter(|step| step.note.starts_with("becomes part of")).count();
    finding.trace.len() > FEW && mixed > usize::from(runs)
}

/// Whether what a path begins with is a part of a request that no link and no form of another site decides: a body of JSON,
/// headers, cookies, the address of this site.
fn is_own_to_the_browser(finding: &Finding, sink: Option<SinkKind>) -> bool {
    const PARTS: [&str; 14] = [
        "get_json",
        ".json",
        "headers",
        "environ",
        "META",
        "cookies",
        "COOKIES",
        "user_agent",
        "referrer",
        ".host",
        ".url`",
        "base_url",
        "url_root",
        "remote_addr",
    ];
    /// Parts of a form that was sent: no link leads to a redirect that it decides. A page of another site can send one all the same,
    /// so what such a form writes into a page is an attack.
    const OF_FORM: [&str; 3] = [".POST", "request.form.", "request.form["];
    /// Parts of the address that the visitor came to: at the beginning of another one they stay on this site.
    const OF_ADDRESS: [&str; 6] =
        ["query_string", "request.uri", "request.path", "full_path", "scope[\"path\"]", "scope['path']"];
    finding.trace.first().is_some_and(|step| {
        let begins = |parts: &[&str]| parts.iter().any(|part| step.note.contains(part));
        begins(&PARTS) || sink == Some(SinkKind::Redirect) && (begins(&OF_ADDRESS) || begins(&OF_FORM))
    })
}

/// Gives a finding a lower score, and takes its path back.
fn lessen(finding: &mut Finding, (cvss, severity): (Option<Cvss>, Severity)) {
    if severity <= finding.severity {
        (finding.cvss, finding.severity) = (cvss, severity);
    }
    finding.confidence = Confidence::Low;
    finding.attack_path = None;
}
