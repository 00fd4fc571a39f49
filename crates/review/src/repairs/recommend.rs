//! The last phase: what may be changed, each change checked by reviewing its result.

use std::collections::BTreeMap;
use std::sync::Arc;

use fixes::{Merged, Proposal};
use model::{Finding, Fix, Kind, State};
use rules::Rule;
use semantic::FileModel;
use syntax::Module;

use crate::analysis::{self, Judged};
use crate::given::notebook::Notebook;
use crate::repairs::cells;
use crate::run::{Run, Seen, View};
use crate::telling::evidence::{self, Secrets};
use crate::{FileAnalysis, FileSettings, InputKind, repairs::edits};

/// Findings of one file that something is proposed for.
const MAX_PROPOSALS: usize = 400;
/// How often one file is reviewed to check what is proposed.
const MAX_REVIEWS: usize = 40;
/// Bytes that are reviewed to check what is proposed for one file.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// The checked fixes of one file, for [`FileAnalysis::keep`].
#[derive(Clone, Debug, Default)]
pub struct Recommended(Vec<(usize, Fix)>);

/// A file after some of its fixes.
#[derive(Clone, Debug)]
pub struct Fixed {
    /// The whole text.
    pub text: Arc<str>,
    /// The findings that are gone, as they were.
    pub done: Vec<Finding>,
    /// Whether there are more, which touch the same code: they come in another round.
    pub has_more: bool,
}

impl FileAnalysis {
    /// The findings of the file, without numbers.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.judged().map(|judged| &judged.finding)
    }

    /// Takes the fixes of the file over into its findings.
    pub fn keep(&mut self, fixes: Recommended) {
        let Some(python) = &mut self.python else { return };
        for (at, fix) in fixes.0 {
            if let Some(judged) = python.judged.get_mut(at) {
                judged.finding.fix = Some(fix);
            }
        }
    }
}

impl Run<'_> {
    /// What may be done about the open findings of a file, as `analysis` has them: each fix is one whose result was reviewed, so that
    /// the finding is gone and nothing worse has appeared: no other security finding, and at most one lesser concern in its place. All files must be analyzed and [linked](Self::link) before.
    pub fn recommend(
        &self,
        file: usize,
        analysis: &FileAnalysis,
        settings: &FileSettings,
        parsed: Option<Arc<Module>>,
    ) -> Recommended {
        let Some(trial) = Trial::new(self, file, analysis, settings, parsed, &|_| true) else {
            return Recommended::default();
        };
        let fixes = trial.verified().into_iter().filter_map(|at| Some((trial.proposals[at].0, trial.fix(at)?)));
        Recommended(fixes.collect())
    }

    /// The file after those of its fixes that `wanted` takes, if there is one; [recommended](Self::recommend) before.
    pub fn fixed(
        &self,
        file: usize,
        analysis: &FileAnalysis,
        settings: &FileSettings,
        wanted: &dyn Fn(&Finding, &Fix) -> bool,
    ) -> Option<Fixed> {
        let is_wanted = |finding: &Finding| finding.fix.as_ref().is_some_and(|fix| wanted(finding, fix));
        let trial = Trial::new(self, file, analysis, settings, None, &is_wanted)?;
        let verified = trial.verified();
        let (mut merged, mut chosen) = trial.merged(&verified);
        if !trial.holds(&merged, &chosen) {
            // Each of them is right, and all together are not: one is, and the next rounds go on from there.
            (merged, chosen) = trial.merged(verified.get(..1)?);
        }
        let done = chosen.iter().map(|at| trial.judged[trial.proposals[*at].0].finding.clone()).collect();
        Some(Fixed { text: trial.written(&merged)?.into(), done, has_more: chosen.len() < trial.proposals.len() })
    }
}

/// One file whose proposals are tried.
struct Trial<'a> {
    run: &'a Run<'a>,
    at: usize,
    path: &'a str,
    settings: &'a FileSettings,
    judged: &'a [Judged],
    secrets: &'a Secrets,
    /// The notebook whose code `file` is, if it is one's.
    notebook: Option<Notebook>,
    file: FileModel,
    before: Open,
    /// Each with the place of its finding among `judged`.
    proposals: Vec<(usize, Proposal)>,
}

impl<'a> Trial<'a> {
    /// `None` if there is nothing to try.
    fn new(
        run: &'a Run<'a>,
        at: usize,
        analysis: &'a FileAnalysis,
        settings: &'a FileSettings,
        parsed: Option<Arc<Module>>,
        wanted: &dyn Fn(&Finding) -> bool,
    ) -> Option<Self> {
        // What a test does wrong is most often what it tests.
        if run.is_mere_test(at) {
            return None;
        }
        let python = analysis.python.as_ref()?;
        let notebook = (analysis.kind == InputKind::Notebook).then(|| Notebook::read(run.text(at)));
        let sites = || {
            let open = |judged: &&Judged| judged.finding.state == State::Open && wanted(&judged.finding);
            let sites = python.judged.iter().enumerate().filter(move |(_, judged)| open(judged));
            sites.filter_map(|(at, judged)| Some((at, judged.site.as_ref()?))).take(MAX_PROPOSALS)
        };
        sites().next()?;
        let seen = Seen::default();
        let file = if let Some(notebook) = &notebook {
            FileModel::new(Arc::new(syntax::parse(notebook.code())))
        } else {
            let module = parsed.unwrap_or_else(|| Arc::new(syntax::parse(run.text(at).clone())));
            FileModel::in_project(module, &View::new(run, at, &seen))
        };
        let proposals: Vec<(usize, Proposal)> = sites()
            .filter_map(|(at, site)| Some((at, fixes::propose(&file, site)?)))
            .filter(|(_, proposal)| !proposal.edits.iter().any(|edit| python.secrets.has(&edit.text)))
            .collect();
        let before = Open::of(&python.judged);
        let trial = Self {
            run,
            at,
            path: &analysis.path,
            settings,
            judged: &python.judged,
            secrets: &python.secrets,
            notebook,
            file,
            before,
            proposals,
        };
        (!trial.proposals.is_empty()).then_some(trial)
    }

    /// The proposals whose result is right: all of them are tried at once, and where that fails, halves of them.
    fn verified(&self) -> Vec<usize> {
        let mut verified = Vec::new();
        let mut groups: Vec<Vec<usize>> = vec![(0..self.proposals.len()).collect()];
        let most = (MAX_BYTES / self.run.text(self.at).len().max(1)).clamp(1, MAX_REVIEWS);
        for _ in 0..most {
            let Some(group) = groups.pop() else { break };
            let (merged, taken) = self.merged(&group);
            let left: Vec<usize> = group.into_iter().filter(|at| !taken.contains(at)).collect();
            if taken.is_empty() {
                continue;
            }
            if !left.is_empty() {
                groups.push(left);
            }
            let wrong = self.wrong(&merged, &taken);
            if wrong.as_ref().is_some_and(Vec::is_empty) {
                verified.extend(taken);
            } else if taken.len() > 1 {
                // Mostly the fixes of one rule are to blame, and the others are right.
                let is_blamed = |at: &usize| wrong.iter().flatten().any(|rule| *rule == self.rule_of(*at));
                let (blamed, others): (Vec<usize>, Vec<usize>) = taken.iter().partition(|at| is_blamed(at));
                if blamed.is_empty() || others.is_empty() {
                    let (first, second) = taken.split_at(taken.len() / 2);
                    groups.extend([second.to_vec(), first.to_vec()]);
                } else {
                    groups.extend([blamed, others]);
                }
            }
        }
        verified.sort_unstable();
        verified
    }

    /// The edits of some proposals, and those that are among them: others may touch the same code.
    fn merged(&self, group: &[usize]) -> (Merged, Vec<usize>) {
        let proposals: Vec<&Proposal> = group.iter().map(|&at| &self.proposals[at].1).collect();
        let merged = fixes::merge(&self.file, &proposals);
        let taken = group.iter().zip(&merged.taken).filter(|(_, taken)| **taken).map(|(at, _)| *at).collect();
        (merged, taken)
    }

    /// The code after the edits.
    fn after(&self, merged: &Merged) -> String {
        merged.apply(self.file.module().source())
    }

    /// The file after the edits: the code, or the notebook that it is taken from. `None` for a notebook where an edit goes beyond what is
    /// code in it.
    fn written(&self, merged: &Merged) -> Option<String> {
        match &self.notebook {
            Some(notebook) => cells::rewritten(notebook, self.run.text(self.at), &merged.edits),
            None => Some(self.after(merged)),
        }
    }

    /// The rule of a proposal's finding.
    fn rule_of(&self, at: usize) -> &'static str {
        self.judged[self.proposals[at].0].rule.code
    }

    /// Whether the file is understood after the edits, the findings of `taken` are gone, and nothing is there that is worse.
    fn holds(&self, merged: &Merged, taken: &[usize]) -> bool {
        self.wrong(merged, taken).is_some_and(|wrong| wrong.is_empty())
    }

    /// The rules that have more findings after the edits than they may have; `None` if the file is not understood any more.
    fn wrong(&self, merged: &Merged, taken: &[usize]) -> Option<Vec<&'static str>> {
        let module = syntax::parse(Arc::from(self.after(merged)));
        if !module.errors().is_empty() {
            return None;
        }
        let module = Arc::new(module);
        let reviewed = if self.notebook.is_some() {
            self.written(merged)?;
            analysis::analyze_alone(self.path, &module, self.settings)
        } else {
            self.run.analyze_seeing(self.at, Some(module), self.settings, &Seen::default())
        };
        let python = reviewed.python?;
        let mut allowed = self.before.clone();
        for &at in taken {
            let rule = self.judged[self.proposals[at].0].rule;
            allowed.take(rule);
            // What a shell read becomes an argument, which may still be an option, of a program that the shell had looked for along the
            // same path: that is less, and said afterwards.
            if matches!(rule.code, "S602" | "S604" | "S605") {
                allowed.rules.entry("PV231").or_default().count += 1;
                allowed.rules.entry("S607").or_default().count += 1;
            }
        }
        Some(Open::of(&python.judged).beyond(&allowed))
    }

    /// The fix of one proposal by itself.
    fn fix(&self, at: usize) -> Option<Fix> {
        let (judged, proposal) = self.proposals.get(at)?;
        let judged = self.judged.get(*judged)?;
        let (merged, _) = self.merged(&[at]);
        let module = self.file.module();
        let (source, lines) = (module.source(), module.lines());
        // A finding in a notebook says its place in the file, not in the code.
        let (place, edits) = if self.notebook.is_some() {
            let span = judged.site.as_ref()?.span;
            let text = self.run.text(self.at);
            let place = (lines.line(span.start), lines.line(span.end.saturating_sub(1).max(span.start)));
            (place, edits::between(self.path, text, &self.written(&merged)?))
        } else {
            let edit =
                |edit: &fixes::Replace| edits::edit(self.path, source, lines, &edit.span.range(), edit.text.clone());
            ((judged.finding.line, judged.finding.end_line), merged.edits.iter().map(edit).collect())
        };
        Some(Fix {
            applicability: proposal.applicability,
            edits,
            note: self.secrets.mask(proposal.note.clone()),
            code: evidence::fixed_lines(source, lines, place, self.secrets, &merged.edits),
        })
    }
}

/// What is open in a file.
#[derive(Clone, Debug, Default)]
struct Open {
    rules: BTreeMap<&'static str, OfRule>,
    /// Findings that are no security findings.
    concerns: usize,
}

/// What is open of one rule.
#[derive(Clone, Copy, Debug, Default)]
struct OfRule {
    count: usize,
    /// Whether its findings are no security findings, and none of them is taken away.
    is_concern: bool,
}

impl Open {
    fn of(judged: &[Judged]) -> Self {
        let mut all = Self::default();
        for judged in judged.iter().filter(|judged| judged.finding.state == State::Open) {
            let is_concern = judged.rule.kind != Kind::Security;
            let of_rule = all.rules.entry(judged.rule.code).or_default();
            *of_rule = OfRule { count: of_rule.count + 1, is_concern };
            all.concerns += usize::from(is_concern);
        }
        all
    }

    /// Takes a finding of the rule away. Something of less weight may stand in its place: a check that no flag removes is one branch more,
    /// and `except Exception:` still catches much.
    fn take(&mut self, rule: &Rule) {
        if let Some(of_rule) = self.rules.get_mut(rule.code) {
            *of_rule = OfRule { count: of_rule.count.saturating_sub(1), is_concern: false };
        }
        self.concerns += usize::from(rule.kind == Kind::Security);
    }

    /// The rules of which more is open than `allowed` says. One concern may be there in place of another one.
    fn beyond(&self, allowed: &Self) -> Vec<&'static str> {
        let is_full = self.concerns > allowed.concerns;
        let is_over = |(code, now): &(&&'static str, &OfRule)| {
            let before = allowed.rules.get(**code).copied().unwrap_or(OfRule { count: 0, ..**now });
            now.count > before.count && (is_full || !before.is_concern)
        };
        self.rules.iter().filter(is_over).map(|(code, _)| *code).collect()
    }
}
