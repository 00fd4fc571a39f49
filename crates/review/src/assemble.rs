//! From the files' analyses to one review.

use std::cmp::Reverse;

use advisories::Index;
use dataflow::SourceKind;
use model::{
    Coverage, Dependency, Finding, Guard, Kind, Mode, NotRun, Options, Phase, Recon, Review, ReviewState, SCHEMA,
    Severity, Skipped, Source, State, ToolResult,
};
use rules::Rule;

use crate::analysis::{Judged, PythonFacts};
use crate::judgement::deployment::{self, SettingsFile};
use crate::telling::checks::{self, Scope};
use crate::telling::mask::Mask;
use crate::{
    Configuration, FileAnalysis, InputKind, audit,
    judgement::{context, guarded, project, standing},
    positives, recon,
    telling::anti_patterns,
};

/// Below this share of annotated parameters, type hints are called sparse.
const SPARSE_HINTS: f32 = 0.5;

/// Makes the review of `files` (in any order), which were analyzed under `configuration`, under `options`; no
/// dependency is audited.
pub fn assemble(files: &[&FileAnalysis], configuration: &Configuration, options: &Options) -> Review {
    assemble_with(files, configuration, options, None)
}

/// As [`assemble`]; the dependencies are audited with `advisories`.
pub fn assemble_with(
    files: &[&FileAnalysis],
    configuration: &Configuration,
    options: &Options,
    advisories: Option<&Index>,
) -> Review {
    let mut files: Vec<&FileAnalysis> = files.to_vec();
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let python: Vec<(&FileAnalysis, &PythonFacts)> =
        files.iter().filter_map(|file| Some((*file, file.python.as_ref()?))).collect();
    let manifests = files.iter().any(|file| audit::has_dependencies(file));
    let rules: Vec<&'static Rule> = rules::all().iter().filter(|rule| is_wanted(rule, options)).collect();

    let recon = recon_of(&files, &python, options);
    let mut coverage = coverage_of(&files, &python, &rules, &recon);
    coverage.partial.extend_from_slice(configuration.problems());
    let audit = match advisories {
        _ if !manifests => Err(checks::NO_DEPENDENCIES),
        _ if !matches!(options.mode, Mode::Full | Mode::Deps) => Err(checks::NO_MODE),
        None => Err(checks::NO_DATA),
        Some(index) => Ok((audit::audit(&files, &python, options, index), index)),
    };
    cover_dependencies(&mut coverage, &files, audit.as_ref().map(|(_, index)| *index).map_err(|why| *why));
    let audit = audit.map(|(audit, _)| audit);
    let scanned: Vec<&Judged> = files.iter().flat_map(|file| file.judged()).collect();
    let mut judged: Vec<Judged> =
        scanned.iter().filter(|judged| rules.contains(&judged.rule)).map(|&j| j.clone()).collect();
    standing::weigh(&mut judged, &python, &recon.entry_points);
    judged.extend(project::judge(&python, configuration, &rules, &recon));
    let settings: Vec<&SettingsFile> = python.iter().filter_map(|(_, facts)| facts.settings.as_ref()).collect();
    deployment::settle(&settings, judged.iter_mut());
    guarded::settle(&mut judged, &recon);
    context::adapt(&mut judged, options, &recon);
    let mask = Mask::new(files.iter().flat_map(|file| file.secrets()));
    for judged in &mut judged {
        judged.finding.fix.take_if(|_| judged.finding.state != State::Open);
        hide(&mask, &mut judged.finding);
        let Judged { finding, from, .. } = judged;
        finding.source = from.filter(|_| finding.attack_path.is_some()).map(|(kind, _)| source_of(kind));
    }
    judged.sort_by(|a, b| order(&a.finding).cmp(&order(&b.finding)));

    let open: Vec<&Rule> = judged
        .iter()
        .filter(|judged| judged.finding.state == State::Open && judged.finding.kind == Kind::Security)
        .map(|judged| judged.rule)
        .collect();
    let unparsed: Vec<String> = unparsed_reasons(&files, &python).collect();
    let reviewed = files.iter().any(|file| file.is_reviewed());
    let scope = Scope {
        code: !python.is_empty(),
        settings: reviewed,
        unread: &unread_settings(&files),
        audit: audit.as_ref().map_err(|why| *why),
        unparsed: &unparsed,
        rules: &rules,
    };
    let checks = checks::all(&open, &scope);
    let nothing = !reviewed && !manifests;
    // A clean result is a promise about something that was looked at.
    let checked = reviewed && !rules.is_empty() || audit.is_ok();
    if let (false, false, Err(no_audit)) = (nothing, checked, &audit) {
        let no_rule = "no rule of this mode and selection is about code";
        let why = if reviewed { no_rule } else { *no_audit };
        coverage.partial.insert(0, format!("Nothing was checked: {why}"));
    }
    let vulnerable = audit.as_ref().is_ok_and(|audit| audit.rows.iter().any(Dependency::is_open_issue));
    let guard = match (nothing, open.is_empty() && !vulnerable) {
        (true, _) => Some(Guard::NoActionableInput),
        (false, true) if checked => Some(Guard::NoSecurityIssues),
        (false, _) => None,
    };

    judged.retain(|Judged { finding, .. }| {
        finding.state != State::Open || options.min_severity.is_none_or(|least| finding.severity >= least)
    });
    for (at, judged) in judged.iter_mut().enumerate() {
        judged.finding.id = format!("F-{:03}", at + 1);
    }
    let anti_patterns = anti_patterns::matched(judged.iter());
    let findings: Vec<Finding> = judged.into_iter().map(|judged| judged.finding).collect();
    let bandit_clean = if python.is_empty() {
        ToolResult::NotRun(NotRun::NotRun)
    } else {
        ToolResult::Ran(!scanned.iter().any(|judged| judged.rule.bandit_tests().any(is_test_of_bandit)))
    };
    let pip_audit_clean =
        audit.as_ref().map_or(ToolResult::NotRun(NotRun::NotRun), |audit| ToolResult::Ran(audit.clean));
    let packages = if audit.is_ok() { audit::packages(&files) } else { Vec::new() };
    let mut dependencies = audit.map_or_else(|_| Vec::new(), |audit| audit.rows);
    dependencies.retain(|row| row.state != State::Open || options.min_severity.is_none_or(|least| row.rank() >= least));
    Review {
        schema: SCHEMA.to_owned(),
        guard,
        date: options.date.clone(),
        mode: options.mode,
        state: state_of(&findings, &dependencies, &recon, &coverage, (bandit_clean, pip_audit_clean), guard),
        positives: {
            let practices = python.iter().map(|(file, facts)| (&*file.path, &*facts.practices));
            positives::of_project(practices, &files, &recon.entry_points, &findings)
        },
        anti_patterns,
        recon,
        coverage,
        checks,
        findings,
        dependencies,
        packages,
        comparison: None,
    }
}

/// The report's word for where data comes from.
fn source_of(kind: SourceKind) -> Source {
    match kind {
        SourceKind::Request => Source::Request,
        SourceKind::Model => Source::Model,
        SourceKind::Archive => Source::Archive,
        SourceKind::Parameter => Source::Parameter,
        SourceKind::Network => Source::Network,
        SourceKind::CommandLine => Source::CommandLine,
        SourceKind::File => Source::File,
        SourceKind::Database => Source::Database,
        SourceKind::Environment => Source::Environment,
        SourceKind::Error => Source::Error,
    }
}

/// Whether the options ask for a rule.
pub(crate) fn is_wanted(rule: &Rule, options: &Options) -> bool {
    let by_mode = options.mode == Mode::Full || rule.modes.contains(&options.mode);
    let named = |list: &[String]| {
        list.iter().any(|code| {
            let covers = |known: &str| known.get(..code.len()).is_some_and(|head| head.eq_ignore_ascii_case(code));
            !code.is_empty() && (covers(rule.code) || rule.aliases.iter().any(|alias| covers(alias)))
        })
    };
    by_mode && (options.select.is_empty() || named(&options.select)) && !named(&options.ignore)
}

/// Hides the secrets of all files in what is said of one of them.
fn hide(mask: &Mask, finding: &mut Finding) {
    // A fix with something hidden in it would write asterisks into the code; `pyvigil fix` and the editor have the text itself.
    let shows = |text: &str| mask.hide(text.to_owned()) != text;
    finding.fix.take_if(|fix| fix.edits.iter().any(|edit| shows(&edit.text)));
    let code = finding.fix.iter_mut().map(|fix| &mut fix.code);
    for text in code.chain([&mut finding.evidence.code]) {
        *text = mask.hide(std::mem::take(text));
    }
    let notes = finding.fix.iter_mut().map(|fix| &mut fix.note);
    let texts =
        [&mut finding.message].into_iter().chain(notes).chain(&mut finding.attack_path).chain(&mut finding.reason);
    for text in texts.chain(finding.trace.iter_mut().map(|step| &mut step.note)) {
        *text = mask.hide_in_prose(std::mem::take(text));
    }
}

/// Open ones first, worst first; then suppressed, then dismissed; then by place.
fn order(finding: &Finding) -> impl Ord + use<'_> {
    let state = match finding.state {
        State::Open => 0,
        State::Suppressed => 1,
        State::Dismissed => 2,
    };
    // A score has one decimal; scores of one severity are told apart by it.
    let score = finding.cvss.as_ref().map_or(0, |cvss| (cvss.score * 10.0).round() as i32);
    (
        state,
        Reverse(finding.severity),
        Reverse(score),
        Reverse(finding.confidence),
        &finding.file,
        finding.line,
        finding.column,
        &finding.rule,
    )
}

fn recon_of(files: &[&FileAnalysis], python: &[(&FileAnalysis, &PythonFacts)], options: &Options) -> Recon {
    let configuration = files
        .iter()
        .filter(|file| matches!(file.kind, InputKind::Pyproject | InputKind::Env) || file.path.ends_with("setup.cfg"))
        .map(|file| file.path.clone())
        .collect();
    let mut recon = recon::merge(python.iter().map(|(file, facts)| (&*file.path, &facts.recon)), configuration, files);
    if let Some(framework) = options.framework {
        recon.frameworks = vec![framework];
    }
    recon.environment = options.environment.or(recon.environment);
    recon
}

fn coverage_of(
    files: &[&FileAnalysis],
    python: &[(&FileAnalysis, &PythonFacts)],
    rules: &[&Rule],
    recon: &Recon,
) -> Coverage {
    let reviewed = || files.iter().filter(|file| file.is_reviewed());
    let lines = reviewed().map(|file| file.lines).sum();
    let lost: u32 = python.iter().flat_map(|(_, facts)| &facts.unparsed).map(|(first, last)| last - first + 1).sum();
    let mut partial: Vec<String> = unparsed_reasons(files, python).collect();
    for (file, facts) in python {
        if facts.exhausted {
            partial.push(format!("{}: a function is too large for its data to be followed to the end", file.path));
        }
    }
    let untraced: u32 = python.iter().map(|(_, facts)| facts.untraced).sum();
    if untraced > 0 {
        let sinks = if untraced == 1 { "dynamic sink" } else { "dynamic sinks" };
        let hints = recon.type_hints;
        let sparse = hints.total > 0 && (hints.annotated as f32) < SPARSE_HINTS * hints.total as f32;
        let note = if sparse {
            format!(" ({} of {} parameters and returns have type hints)", hints.annotated, hints.total)
        } else {
            String::new()
        };
        partial.push(format!("{untraced} {sinks} could not be traced to the origin of the data{note}"));
    }
    Coverage {
        files: reviewed().count() as u32,
        manifests: 0,
        lines,
        lines_parsed: lines.saturating_sub(lost),
        rules: rules.len() as u32,
        partial,
        skipped: files.iter().filter_map(|file| skipped(file)).collect(),
        advisories_date: None,
    }
}

/// Says which dependency files were audited, with what, or why they were not.
fn cover_dependencies(coverage: &mut Coverage, files: &[&FileAnalysis], audit: Result<&Index, &str>) {
    let given = || files.iter().filter(|file| audit::has_dependencies(file));
    match audit {
        Ok(index) => {
            coverage.manifests = given().count() as u32;
            coverage.advisories_date = Some(index.meta().date.clone());
        }
        Err(why) => {
            let unaudited = given().filter(|file| file.python.is_none());
            let skipped = unaudited.map(|file| Skipped { file: file.path.clone(), reason: why.to_owned() });
            coverage.skipped.extend(skipped);
            coverage.skipped.sort_by(|a, b| a.file.cmp(&b.file));
        }
    }
}

/// Why a check did not see all of the code: files that could not be read, and lines that could not be parsed.
fn unparsed_reasons(files: &[&FileAnalysis], python: &[(&FileAnalysis, &PythonFacts)]) -> impl Iterator<Item = String> {
    let unread = files.iter().filter(|file| file.refused.is_some() && file.kind == InputKind::Python);
    unread
        .map(|file| format!("{} could not be read", file.path))
        .chain(python.iter().filter_map(|(file, facts)| unparsed_reason(file, facts)))
}

/// Files of settings that were given and could not be read.
fn unread_settings(files: &[&FileAnalysis]) -> Vec<String> {
    let unread = files.iter().filter(|file| file.refused.is_some() && file.kind.is_settings());
    unread.map(|file| format!("{} was not read", file.path)).collect()
}

/// `app.py could not be fully parsed (lines 3-9, 12)`
fn unparsed_reason(file: &FileAnalysis, facts: &PythonFacts) -> Option<String> {
    const SHOWN: usize = 8;
    let first = facts.unparsed.first()?;
    let ranges: Vec<String> = facts
        .unparsed
        .iter()
        .take(SHOWN)
        .map(|(first, last)| if first == last { first.to_string() } else { format!("{first}-{last}") })
        .collect();
    let more = if facts.unparsed.len() > SHOWN { " and more" } else { "" };
    let word = if facts.unparsed.len() == 1 && first.0 == first.1 { "line" } else { "lines" };
    Some(format!("{} could not be fully parsed ({word} {}{more})", file.path, ranges.join(", ")))
}

/// Why a file that was given was not reviewed. A blank file has nothing in it to review and needs no reason.
fn skipped(file: &FileAnalysis) -> Option<Skipped> {
    if file.is_reviewed() || file.blank {
        return None;
    }
    if let Some(reason) = &file.refused {
        return Some(Skipped { file: file.path.clone(), reason: reason.clone() });
    }
    let reason = match file.kind {
        InputKind::Python | InputKind::Unknown | InputKind::Notebook | InputKind::Env | InputKind::Settings => {
            "neither Python, nor settings, nor a dependency manifest"
        }
        InputKind::Requirements | InputKind::Pyproject | InputKind::Manifest | InputKind::Template => return None,
    };
    Some(Skipped { file: file.path.clone(), reason: reason.to_owned() })
}

fn state_of(
    findings: &[Finding],
    dependencies: &[Dependency],
    recon: &Recon,
    coverage: &Coverage,
    (bandit_clean, pip_audit_clean): (ToolResult, ToolResult),
    guard: Option<Guard>,
) -> ReviewState {
    let open = || findings.iter().filter(|finding| finding.state == State::Open);
    let issues = || dependencies.iter().filter(|row| row.is_open_issue());
    let count = |severity| {
        let rows = issues().filter(|row| row.rank() == severity).count();
        (open().filter(|finding| finding.severity == severity).count() + rows) as u32
    };
    let frameworks: Vec<&str> = recon.frameworks.iter().map(|framework| context::word(*framework)).collect();
    let (last_action, next_action) = if guard == Some(Guard::NoActionableInput) {
        let done = "Looked for Python code and dependencies, found none";
        (done.to_owned(), "Provide code or dependencies to analyze".to_owned())
    } else {
        let files = if coverage.files == 1 { "file" } else { "files" };
        let mut done = format!("Reviewed {} {files} with {} rules", coverage.files, coverage.rules);
        if coverage.manifests > 0 {
            let files = if coverage.manifests == 1 { "file" } else { "files" };
            done = format!("{done}, audited {} dependency {files}", coverage.manifests);
        }
        let next = match (open().next(), issues().next()) {
            (Some(worst), None) => format!("Fix {} first: {} ({}:{})", worst.id, worst.title, worst.file, worst.line),
            (Some(worst), Some(row)) if worst.severity >= row.rank() => {
                format!("Fix {} first: {} ({}:{})", worst.id, worst.title, worst.file, worst.line)
            }
            (_, Some(row)) => {
                format!("Start with {}: {}. {} ({}:{})", row.package, row.issue, row.action, row.file, row.line)
            }
            (None, None) if coverage.partial.is_empty() => "None: no finding is open".to_owned(),
            (None, None) => "Look at what the review did not cover".to_owned(),
        };
        (done, next)
    };
    ReviewState {
        phase: Phase::Complete,
        framework_detected: if frameworks.is_empty() { "unknown".to_owned() } else { frameworks.join(", ") },
        auth_mechanism: recon.auth_mechanism,
        findings_count: (open().count() + issues().count()) as u32,
        critical_count: count(Severity::Critical),
        high_count: count(Severity::High),
        medium_count: count(Severity::Medium),
        low_count: count(Severity::Low),
        bandit_clean,
        pip_audit_clean,
        last_action,
        next_action,
    }
}

/// Whether bandit has this test now; some codes are names of tests that it once had.
fn is_test_of_bandit(alias: &str) -> bool {
    !matches!(alias, "B309" | "B320" | "B322" | "B325" | "B410")
}
