//! The reviewer's judgement: where a candidate's data comes from, and what that means.

use std::fmt::Write as _;
use std::sync::Arc;

use crate::joined::Whole;
use dataflow::{EXCEPTION_TEXT, FileFlow, FlowStep, Origin, Place, Reach, Source, SourceKind};
use model::{Confidence, Cvss, Severity};
use rules::{Access, Candidate, Category, Rule, Triage};
use semantic::{BindingKind, Const, FileModel, SinkKind};
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use crate::recon::FileRecon;

/// What triage decided about a candidate.
#[derive(Clone, Debug)]
pub(crate) enum Verdict {
    /// It is a finding.
    Open {
        confidence: Confidence,
        cvss: Option<Cvss>,
        severity: Severity,
        attack_path: Option<String>,
        /// Where the attack path begins, if there is one, and how surely it arrives.
        from: Option<(SourceKind, Reach)>,
        /// Source first.
        trace: Vec<FlowStep>,
        /// Whether it stands because the origin of its data could not be seen.
        untraced: bool,
    },
    /// It is harmless, and why.
    Dismissed(String),
    /// Everyday code, not worth a word.
    Nothing,
}

/// Why data that is not seen to come from outside is harmless in a test.
const TEST: &str = "this is a test: nobody but its authors chooses the data";

/// Why the protection of a service is not needed in a test.
const UNREACHED: &str = "this is a test: nobody attacks it";

/// Whether a rule of our own is about the protection of a running service. What other tools report too is said in tests as well.
fn is_of_a_deployment(rule: &Rule) -> bool {
    let about_service = matches!(
        rule.category,
        Category::AccessControl
            | Category::Authentication
            | Category::Configuration
            | Category::Cryptography
            | Category::DenialOfService
            | Category::Deserialization
            | Category::Logging
            | Category::Templates
            | Category::Transport
    );
    about_service && rule.triage == Triage::Pattern && rule.aliases.is_empty()
}

/// Who is asked where data comes from: the file, or the whole that it is a part of.
pub(crate) struct Asked<'a> {
    pub(crate) flow: FileFlow<'a>,
    pub(crate) whole: Option<Whole<'a>>,
}

impl Asked<'_> {
    /// Where the value of an expression comes from, as far as it matters to the sink.
    pub(crate) fn origin(&self, e: ExprId, sink: SinkKind) -> Origin {
        let whole = self.whole.as_ref().and_then(|whole| whole.origin(e, sink));
        whole.unwrap_or_else(|| self.flow.origin(e, sink))
    }

    /// What calls by value give to the function that `e` names: calls of what comes out of a table.
    fn given_by_value(&self, e: ExprId, sink: SinkKind) -> Option<Origin> {
        let whole = self.whole.as_ref().and_then(|whole| whole.origin_by_value(e, sink));
        whole.or_else(|| self.flow.origin_by_value(e, sink))
    }
}

/// Judges one candidate.
pub(crate) fn judge(candidate: &Candidate, file: &FileModel, flow: Option<&Asked<'_>>, recon: &FileRecon) -> Verdict {
    match weighed(candidate, file, flow, recon) {
        // What the program wrote itself: somebody has to get at its store first.
        Verdict::Open { confidence, attack_path, from, trace, untraced, .. }
            if candidate.own
                && !from.is_some_and(|(kind, _)| matches!(kind, SourceKind::Request | SourceKind::Model)) =>
        {
            let (cvss, severity) = within_the_program(candidate.rule);
            Verdict::Open { confidence, cvss, severity, attack_path, from, trace, untraced }
        }
        verdict => verdict,
    }
}

fn weighed(candidate: &Candidate, file: &FileModel, flow: Option<&Asked<'_>>, recon: &FileRecon) -> Verdict {
    let rule = candidate.rule;
    if let Some(reason) = &candidate.dismissed {
        return Verdict::Dismissed(reason.clone());
    }
    if recon.is_test && is_of_a_deployment(rule) {
        return Verdict::Dismissed(UNREACHED.to_owned());
    }
    let sink = match rule.triage {
        Triage::Pattern => return standing(candidate, Confidence::High),
        Triage::Data(sink) if candidate.focus.is_empty() => {
            return match candidate.expr.and_then(|e| flow?.given_by_value(e, sink)) {
                Some(Origin::Tainted { source, steps, reach }) if source.kind == SourceKind::Request => {
                    tainted(candidate, sink, &source, reach, steps, file, recon)
                }
                Some(Origin::Unreachable { why, at }) => never_runs(&why, at, file),
                _ => standing(candidate, Confidence::Low),
            };
        }
        Triage::Data(sink) => candidate.context.unwrap_or(sink),
    };
    let Some(flow) = flow else { return in_test(candidate) };
    let origins: Vec<(ExprId, Origin)> =
        candidate.focus.iter().map(|&focus| (focus, flow.origin(focus, sink))).collect();
    let late = checked_late(candidate, file, flow, sink);
    let worst = late.as_ref().or_else(|| origins.iter().min_by_key(|(_, origin)| rank(origin)));
    match worst {
        Some((_, Origin::Tainted { source, .. })) if !matters(sink, source.kind, recon) => Verdict::Nothing,
        Some((_, Origin::Tainted { source, .. }))
            if !comes_from_others(sink, source)
                && let Some(reason) = &candidate.callers_decide =>
        {
            Verdict::Dismissed(reason.clone())
        }
        Some((_, Origin::Tainted { source: Source { kind: SourceKind::Parameter, .. }, .. })) if recon.is_test => {
            Verdict::Dismissed(TEST.to_owned())
        }
        Some((_, Origin::Tainted { source, steps, reach })) => {
            let mut trace = steps.clone();
            arrive(&mut trace, candidate, file);
            tainted(candidate, sink, source, *reach, trace, file, recon)
        }
        Some((_, Origin::Unknown | Origin::Constant)) if candidate.needs_source => Verdict::Nothing,
        Some((focus, origin @ (Origin::Unknown | Origin::Constant))) if rule.needs_source => {
            everyday(rule, file, *focus, matches!(origin, Origin::Constant), sink)
        }
        Some((_, Origin::Unknown)) if recon.is_test => Verdict::Dismissed(TEST.to_owned()),
        Some((_, Origin::Unknown)) => match standing(candidate, Confidence::Low) {
            Verdict::Open { confidence, cvss, severity, attack_path, from, trace, .. } => {
                Verdict::Open { confidence, cvss, severity, attack_path, from, trace, untraced: true }
            }
            other => other,
        },
        // What is built there is judged where it is built.
        Some((_, Origin::Sanitized { .. })) if sink == SinkKind::Disclosure => Verdict::Nothing,
        Some((_, Origin::Sanitized { by, at })) => {
            let line = file.module().lines().line(at.start);
            Verdict::Dismissed(format!("the data is made harmless by {by} (line {line})"))
        }
        Some((_, Origin::Unreachable { why, at })) => never_runs(why, *at, file),
        Some((focus, Origin::Constant)) => Verdict::Dismissed(constant_reason(file, *focus, sink)),
        None => standing(candidate, Confidence::Low),
    }
}

/// What the name is known to hold that a statement was built under, where that is run, if a check between the two made it harmless.
fn checked_late(candidate: &Candidate, file: &FileModel, flow: &Asked<'_>, sink: SinkKind) -> Option<(ExprId, Origin)> {
    let (text, call) = (candidate.expr?, candidate.sink?);
    let holds_text = |e: ExprId| match file.reaching(e)[..] {
        [binding] => {
            matches!(file.binding_info(binding).kind, BindingKind::Assign { value: Some(value), .. } if value == text)
        }
        _ => false,
    };
    let given = file.call_args(call).all().iter().map(Argument::value);
    let name = given.into_iter().find(|&e| matches!(file.module().expr(e).kind, ExprKind::Name) && holds_text(e))?;
    let origin = flow.origin(name, sink);
    matches!(origin, Origin::Sanitized { .. }).then_some((name, origin))
}

fn never_runs(why: &str, at: Span, file: &FileModel) -> Verdict {
    Verdict::Dismissed(format!("this code never runs: {why} (line {})", file.module().lines().line(at.start)))
}

/// Whether data of that kind is worth a word where it reaches such a sink. Every function is given numbers, and
/// every program shows its errors to whoever runs it.
fn matters(sink: SinkKind, kind: SourceKind, recon: &FileRecon) -> bool {
    match sink {
        SinkKind::Size
        | SinkKind::Attribute
        | SinkKind::Header
        | SinkKind::Upload
        | SinkKind::Right
        | SinkKind::Option => {
            matches!(kind, SourceKind::Request | SourceKind::Model)
        }
        SinkKind::Pollution => matches!(kind, SourceKind::Request | SourceKind::Model | SourceKind::Parameter),
        SinkKind::Disclosure => !recon.is_test,
        _ => true,
    }
}

/// Judges a place in a test of other code, where no data is followed.
fn in_test(candidate: &Candidate) -> Verdict {
    let rule = candidate.rule;
    if candidate.needs_source || rule.needs_source && rule.aliases.is_empty() {
        return Verdict::Nothing;
    }
    Verdict::Dismissed(TEST.to_owned())
}

/// A place at which no data from outside is seen to arrive, of a rule that wants to see it. Where other tools report the
/// pattern alone, the reader is told why this one does not.
fn everyday(rule: &Rule, file: &FileModel, focus: ExprId, is_constant: bool, sink: SinkKind) -> Verdict {
    if rule.aliases.is_empty() {
        Verdict::Nothing
    } else if is_constant {
        Verdict::Dismissed(constant_reason(file, focus, sink))
    } else {
        Verdict::Dismissed("nothing here shows that anyone outside of the program decides it".to_owned())
    }
}

/// The worst origin among several arguments decides; smaller is worse.
fn rank(origin: &Origin) -> (u8, Option<SourceKind>, Option<Reach>) {
    match origin {
        Origin::Tainted { source, reach, .. } => (0, Some(source.kind), Some(*reach)),
        Origin::Unknown => (1, None, None),
        Origin::Sanitized { .. } => (2, None, None),
        Origin::Unreachable { .. } => (3, None, None),
        Origin::Constant => (4, None, None),
    }
}

/// Judges a candidate that has no data: what the place itself shows decides.
pub(crate) fn by_itself(candidate: &Candidate) -> Verdict {
    match &candidate.dismissed {
        Some(reason) => Verdict::Dismissed(reason.clone()),
        None => standing(candidate, Confidence::High),
    }
}

/// A candidate as it stands, whatever its data is.
pub(crate) fn unjudged(candidate: &Candidate) -> Verdict {
    standing(candidate, Confidence::Low)
}

/// A candidate that stands without an attack path.
fn standing(candidate: &Candidate, otherwise: Confidence) -> Verdict {
    let rule = candidate.rule;
    let vector = candidate.cvss.or(rule.cvss_unconfirmed).or(rule.cvss);
    open(candidate.confidence.unwrap_or(otherwise), vector, rule, Shown::default())
}

/// What is shown of the data that arrives at a place.
#[derive(Default)]
struct Shown {
    attack_path: Option<String>,
    from: Option<(SourceKind, Reach)>,
    trace: Vec<FlowStep>,
}

/// The one place where a finding is opened, and so the one that keeps the promise: **without an attack path nothing
/// is Critical**, and the severity is the band of the score that is shown.
fn open(confidence: Confidence, vector: Option<&str>, rule: &Rule, shown: Shown) -> Verdict {
    let Shown { attack_path, from, trace } = shown;
    let (cvss, severity) = score(vector, rule, attack_path.is_some());
    Verdict::Open { confidence, cvss, severity, attack_path, from, trace, untraced: false }
}

fn score(vector: Option<&str>, rule: &Rule, has_path: bool) -> (Option<Cvss>, Severity) {
    let parsed = vector.and_then(Cvss::parse);
    let cvss = if has_path { parsed } else { parsed.map(|cvss| below(Severity::Critical, cvss)) };
    let severity = cvss.as_ref().map_or(rule.severity.min(Severity::High), Cvss::severity);
    (cvss.filter(|_| rule.kind == model::Kind::Security), severity)
}

/// The score of a finding of `rule` whose data comes from the program itself, as far as the project shows.
pub(crate) fn within_the_program(rule: &Rule) -> (Option<Cvss>, Severity) {
    let vector = rule.cvss_unconfirmed.or(rule.cvss).map(|vector| {
        let hard = [("AV:N", "AV:L"), ("PR:N", "PR:H"), ("PR:L", "PR:H")];
        hard.iter().fold(slight(vector), |vector, (easy, hard)| vector.replace(easy, hard))
    });
    score(vector.as_deref(), rule, false)
}

/// The score of a finding of `rule` whose data no entry of a large program is seen to bring: Medium at most.
pub(crate) fn without_an_entry(rule: &Rule) -> (Option<Cvss>, Severity) {
    let (cvss, severity) = unconfirmed(rule);
    let cvss = cvss.map(|cvss| below(Severity::High, cvss));
    let severity = cvss.as_ref().map_or(severity.min(Severity::Medium), Cvss::severity);
    (cvss, severity)
}

/// The score of a finding of `rule` whose data stands in a file of the machine: somebody has to write it, somebody to load it.
pub(crate) fn of_a_file(rule: &Rule) -> (Option<Cvss>, Severity) {
    let vector = rule.cvss_unconfirmed.or(rule.cvss).map(|vector| {
        let hard = [("AV:N", "AV:L"), ("AC:L", "AC:H"), ("PR:N", "PR:L"), ("UI:N", "UI:R")];
        hard.iter().fold(vector.to_owned(), |vector, (easy, hard)| vector.replace(easy, hard))
    });
    score(vector.as_deref(), rule, false)
}

/// The score of the same attack, if it needs luck and gains little.
pub(crate) fn slighter(cvss: &Cvss) -> Option<Cvss> {
    Cvss::parse(&slight(&cvss.vector))
}

/// The score of the same attack on a visitor whose browser would have to send what no other site can make it send. An attack
/// that only changes something still does.
pub(crate) fn unlikely(cvss: &Cvss) -> Option<Cvss> {
    let less = slight(&cvss.vector);
    Cvss::parse(&if less.contains("/C:L") { less.replace("/I:L", "/I:N") } else { less })
}

/// The score of a finding of `rule` without an attack path.
pub(crate) fn unconfirmed(rule: &Rule) -> (Option<Cvss>, Severity) {
    score(rule.cvss_unconfirmed.or(rule.cvss), rule, false)
}

/// The vector of an attack that needs luck and gains little.
fn slight(vector: &str) -> String {
    let less = [("AC:L", "AC:H"), ("/C:H", "/C:L"), ("/I:H", "/I:L"), ("/A:H", "/A:L")];
    less.iter().fold(vector.to_owned(), |vector, (much, little)| vector.replace(much, little))
}

/// The score of an attack for which somebody needs an account, or rights.
pub(crate) fn behind(access: Access, cvss: &Cvss) -> Option<Cvss> {
    let vector = match access {
        Access::Anyone => return None,
        Access::Account => cvss.vector.replace("PR:N", "PR:L"),
        Access::Privileged => cvss.vector.replace("PR:N", "PR:H").replace("PR:L", "PR:H"),
    };
    Cvss::parse(&vector)
}

/// The score without the certainty, below a severity: an attack that nobody has described is a complex one, then one that needs rights.
fn below(severity: Severity, cvss: Cvss) -> Cvss {
    let mut cvss = cvss;
    for (easy, hard) in [("AC:L", "AC:H"), ("PR:N", "PR:L"), ("UI:N", "UI:R"), ("AV:N", "AV:L")] {
        if cvss.severity() < severity {
            break;
        }
        cvss = Cvss::parse(&cvss.vector.replace(easy, hard)).unwrap_or(cvss);
    }
    cvss
}

/// Whether somebody else than the caller of a function chose the data, whatever the function may be meant to be given.
fn comes_from_others(sink: SinkKind, source: &Source) -> bool {
    match source.kind {
        SourceKind::Request | SourceKind::Model | SourceKind::Archive => true,
        SourceKind::Database => leaves_the_program(sink, source),
        _ => false,
    }
}

/// Whether data of that kind is an attack path to such a sink: someone else than the owner of the program chose it.
fn leaves_the_program(sink: SinkKind, source: &Source) -> bool {
    match source.kind {
        // From the request that stores an address the objects of a mapper are followed to where it is asked; rows of statements and
        // records that a function is given are not.
        SourceKind::Database if sink == SinkKind::Url => {
            !source.label.contains('(') || source.label.contains(".fetch") || source.label.contains(".execute(")
        }
        SourceKind::Archive => sink == SinkKind::Path,
        // Who fills in a form writes a row, and with it the template that is made of the row.
        SourceKind::Database => {
            matches!(
                sink,
                SinkKind::Html | SinkKind::Prompt | SinkKind::Retrieved | SinkKind::Template | SinkKind::Format
            )
        }
        SourceKind::Network => matches!(sink, SinkKind::Prompt | SinkKind::Retrieved),
        _ => true,
    }
}

/// Who has an account stores an address, and learns little of what it leads to.
const STORED_ADDRESS: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:C/C:L/I:N/A:N";

/// Whether a rule is about questions to a server with rights of its own, so that data which comes with this program's rights
/// can still do harm there. Who sets the environment set up both.
fn asks_another(rule: &Rule, kind: SourceKind) -> bool {
    let asks = matches!(rule.triage, Triage::Data(SinkKind::Sql | SinkKind::NoSql | SinkKind::Ldap | SinkKind::Xpath));
    asks && kind != SourceKind::Environment
}

fn tainted(
    candidate: &Candidate,
    sink: SinkKind,
    source: &Source,
    reach: Reach,
    trace: Vec<FlowStep>,
    file: &FileModel,
    recon: &FileRecon,
) -> Verdict {
    let rule = candidate.rule;
    let needs_source = rule.needs_source || candidate.needs_source;
    let confirmed = candidate.cvss.or(rule.cvss);
    let confidence = match (source.kind, reach) {
        (SourceKind::Request | SourceKind::Model | SourceKind::Error, Reach::Direct) => Confidence::High,
        (SourceKind::Parameter | SourceKind::Error, Reach::ThroughUnknownCall) => Confidence::Low,
        _ => Confidence::Medium,
    };
    let confidence = candidate.confidence.map_or(confidence, |own| own.min(confidence));
    if needs_source && source.kind == SourceKind::Parameter && made_elsewhere(source, &trace, file) {
        return Verdict::Dismissed(
            "whoever makes the object chooses it, once; each place that makes one is judged where it is".to_owned(),
        );
    }
    let from = Some((source.kind, reach));
    if candidate.names_table && source.kind == SourceKind::Parameter {
        return named_by_caller(
            rule,
            made_elsewhere(source, &trace, file),
            attack_path(source, &trace, file, recon),
            from,
            trace,
        );
    }
    match source.kind {
        // A guess on a guess is no attack path: the caller may be harmless, and the call in between may be a check.
        SourceKind::Parameter if reach == Reach::ThroughUnknownCall || candidate.no_sink => {
            open(confidence, rule.cvss_unconfirmed.or(confirmed), rule, Shown { attack_path: None, from, trace })
        }
        // What was looked up by the data, or made of it, is rarely the data: who signed in, by the name that they gave.
        SourceKind::Request if reach == Reach::ThroughUnknownCall && sink == SinkKind::Session => {
            open(Confidence::Low, Some(LOOKED_UP), rule, Shown { attack_path: None, from, trace })
        }
        SourceKind::Request
        | SourceKind::Model
        | SourceKind::Parameter
        | SourceKind::Archive
        | SourceKind::Error
        | SourceKind::Database
        | SourceKind::Network
            if leaves_the_program(sink, source) =>
        {
            let path = attack_path(source, &trace, file, recon);
            let one_name = confirmed.map(slight);
            // Many functions are meant to be given a path or an address: without a request in sight the attack is a
            // complex one.
            let vector = match (source.kind, rule.cvss_unconfirmed) {
                (SourceKind::Error, unconfirmed) if reach == Reach::ThroughUnknownCall || tells_words(source) => {
                    unconfirmed.or(confirmed)
                }
                (SourceKind::Parameter, Some(unconfirmed)) if needs_source => Some(unconfirmed),
                // The folder above, or on other systems what a backslash leads to.
                _ if reach == Reach::AsOneName => one_name.as_deref(),
                // Who makes an archive is rarely who may send one.
                (SourceKind::Archive, Some(unconfirmed)) => Some(unconfirmed),
                // So it is with a text that a model is given: its author has to be one who is read.
                (SourceKind::Network | SourceKind::Database, Some(unconfirmed))
                    if sink == SinkKind::Prompt && candidate.cvss.is_none() =>
                {
                    Some(unconfirmed)
                }
                (SourceKind::Database, _) if sink == SinkKind::Url => Some(STORED_ADDRESS),
                (SourceKind::Database, Some(unconfirmed)) if matches!(sink, SinkKind::Template | SinkKind::Format) => {
                    Some(unconfirmed)
                }
                _ => confirmed,
            };
            open(confidence, vector, rule, Shown { attack_path: Some(path), from, trace })
        }
        kind if needs_source && !asks_another(rule, kind) => Verdict::Dismissed(format!(
            "the value is {}: whoever sets it already has the rights of this program",
            local_origin(kind, source)
        )),
        _ => open(confidence, rule.cvss_unconfirmed.or(confirmed), rule, Shown { attack_path: None, from, trace }),
    }
}

/// A table whose name a caller gives: as severe as what no entry of a program is seen to bring, and hardly anything where the object
/// was given it once, for all of its methods.
fn named_by_caller(
    rule: &Rule,
    once: bool,
    path: String,
    from: Option<(SourceKind, Reach)>,
    trace: Vec<FlowStep>,
) -> Verdict {
    let (cvss, severity) = if once { within_the_program(rule) } else { without_an_entry(rule) };
    let attack_path = (!once).then_some(path);
    Verdict::Open { confidence: Confidence::Low, cvss, severity, attack_path, from, trace, untraced: false }
}

/// Less harm: what is stored was found by what a visitor gave, and is most likely the program's own.
const LOOKED_UP: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:L/A:N";

/// Whether an exception tells its words alone: the way to it, with lines and paths, is made by functions of `traceback`.
fn tells_words(source: &Source) -> bool {
    source.label.starts_with(EXCEPTION_TEXT) || source.label.starts_with("`sys.exc")
}

/// Whether data came into an object when it was made, and is used by another of its methods.
fn made_elsewhere(source: &Source, trace: &[FlowStep], file: &FileModel) -> bool {
    let Some(function) = source.function.filter(|&id| file.definition_name(id) == "__init__") else { return false };
    trace.last().is_some_and(|step| !file.module().stmt(function).span.contains(step.span))
}

/// Where the data is built into something that a later call takes, the path goes on to that call.
fn arrive(trace: &mut Vec<FlowStep>, candidate: &Candidate, file: &FileModel) {
    let (Some(text), Some(call)) = (candidate.expr, candidate.sink) else { return };
    let module = file.module();
    let ExprKind::Call { func, .. } = module.expr(call).kind else { return };
    trace.pop();
    let target = file.enclosing_stmt(text).and_then(|stmt| match &module.stmt(stmt).kind {
        StmtKind::Assign { targets, .. } => targets.first().copied(),
        StmtKind::AugAssign { target, .. } | StmtKind::AnnAssign { target, .. } => Some(*target),
        _ => None,
    });
    if let Some(target) = target.map(|target| module.expr(target).span) {
        trace.push(here(target, format!("becomes part of `{}`", quote(module.text(target)))));
    }
    let span = module.expr(call).span;
    trace.push(here(span, format!("reaches `{}`", quote(module.text(module.expr(func).span)))));
}

/// A step in the file at hand.
const fn here(span: Span, note: String) -> FlowStep {
    FlowStep { span, elsewhere: None, note }
}

fn local_origin(kind: SourceKind, source: &Source) -> String {
    let place = match kind {
        SourceKind::CommandLine => "taken from the command line",
        SourceKind::Environment => "taken from the environment",
        SourceKind::File => "taken from a file",
        SourceKind::Database => "taken from the database",
        SourceKind::Archive => "the name of an archive's entry",
        _ => "taken from another machine's answer",
    };
    format!("{place} ({})", source.label)
}

/// Who attacks where nothing stands in the way.
pub(crate) const ANYONE: &str = "Anyone who can send a request";

/// The way from the source to the sink as sentences.
fn attack_path(source: &Source, trace: &[FlowStep], file: &FileModel, recon: &FileRecon) -> String {
    let line = |span: &Span, elsewhere: &Option<Arc<Place>>| match elsewhere {
        Some(place) => format!("{}, line {}", place.file, place.start.line),
        None => format!("line {}", file.module().lines().line(span.start)),
    };
    let here = || source.function.or_else(|| enclosing_function(file, source.span));
    let function = if source.elsewhere.is_none() { here() } else { None };
    let who = match (source.kind, function) {
        (SourceKind::Parameter, _) => format!("Whoever calls this public function controls {}", source.label),
        (SourceKind::Model, _) => format!("Whoever can influence the language model's input controls {}", source.label),
        (SourceKind::Archive, _) => format!("Whoever makes the archive controls {}", source.label),
        (SourceKind::Database, _) => format!("Whoever can have a row written controls {}", source.label),
        (SourceKind::Network, _) => format!("Whoever writes what the other machine sends controls {}", source.label),
        (SourceKind::Error, _) => format!("Anyone whose request makes the program fail here is shown {}", source.label),
        (_, function) => {
            let route =
                function.and_then(|id| recon.route_of(file.definition_name(id), file.module().stmt(id).span, file));
            match route {
                Some(route) => format!("{ANYONE} to `{route}` controls {}", source.label),
                None => format!("{ANYONE} controls {}", source.label),
            }
        }
    };
    let mut text = format!("{who} ({}).", line(&source.span, &source.elsewhere));
    let steps: Vec<&FlowStep> = trace.iter().skip(1).collect();
    // A long way is told by its beginning and its end; the trace has all of it.
    let told: Vec<&&FlowStep> = if steps.len() > 6 {
        steps.iter().take(3).chain(&steps[steps.len() - 2..]).collect()
    } else {
        steps.iter().collect()
    };
    for (at, step) in told.iter().enumerate() {
        text.push_str(match at {
            0 => " It ",
            _ if at + 1 == told.len() => " and ",
            _ => ", ",
        });
        let _ = write!(text, "{} ({})", step.note, line(&step.span, &step.elsewhere));
    }
    if !told.is_empty() {
        text.push('.');
    }
    text
}

fn enclosing_function(file: &FileModel, span: Span) -> Option<syntax::ast::StmtId> {
    let holds = |id: &&syntax::ast::StmtId| file.module().stmt(**id).span.contains(span);
    file.functions().iter().filter(holds).min_by_key(|id| file.module().stmt(**id).span.len()).copied()
}

/// Why a constant is harmless at this kind of sink.
fn constant_reason(file: &FileModel, focus: ExprId, sink: SinkKind) -> String {
    let what = match file.constant(focus) {
        Some(Const::Str(text)) => format!("the constant \"{}\"", quote(&text)),
        Some(Const::Int(number)) => format!("the constant {number}"),
        Some(Const::Bytes(_)) => "a constant of bytes".to_owned(),
        Some(Const::List(_) | Const::Tuple(_) | Const::Set(_) | Const::Dict(_)) => {
            "a collection of constants".to_owned()
        }
        Some(_) => "a constant".to_owned(),
        None => "made of constants of this file".to_owned(),
    };
    let effect = match sink {
        SinkKind::Sql | SinkKind::NoSql | SinkKind::Xpath | SinkKind::Ldap => "what is asked",
        SinkKind::Command => "what is run",
        SinkKind::Code => "what is evaluated",
        SinkKind::Path | SinkKind::Archive => "which file is used",
        SinkKind::Url | SinkKind::Redirect => "which address is requested",
        SinkKind::Deserialize | SinkKind::Xml => "what is read",
        SinkKind::Template | SinkKind::Html | SinkKind::Format => "what is rendered",
        _ => "what is used",
    };
    format!("the argument is {what}: nobody else can change {effect}")
}

/// A text as it is quoted in a reason: on one line, not long.
pub(crate) fn quote(text: &str) -> String {
    const LIMIT: usize = 60;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LIMIT) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rules_score_can_be_brought_below_critical() {
        let worst = ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"];
        for vector in rules::all().iter().filter_map(|rule| rule.cvss).chain(worst) {
            let Some(cvss) = Cvss::parse(vector) else { continue };
            assert!(below(Severity::Critical, cvss).severity() < Severity::Critical, "{vector}");
        }
    }

    #[test]
    fn a_score_that_is_no_critical_is_left_alone() {
        let cvss = Cvss::parse("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N");
        assert_eq!(cvss.clone().map(|cvss| below(Severity::Critical, cvss)), cvss);
    }
}
