//! Comments that silence a finding: what they name, how far they reach, why, and whether they silence anything.
//!
//! Whoever wrote the comment, and for which tool, meant the place: a finding is suppressed by the comment of any
//! tool that names its rule, in the reach that this tool gives its comments.
//!
//! | comment | reach |
//! |---|---|
//! | `# noqa` | the row on which the finding begins, with the rows that a string or a backslash joins to it |
//! | `# nosec` | every row of the call, or of the statement where there is no call |
//! | `# nosemgrep` | the row on which the finding begins; on a row of its own, the row below |
//! | `# ruff: ignore[…]` | its row; on a row of its own, the logical line below |
//! | `# ruff: disable[…]` | up to the `enable` of the same codes, or the end of the block |
//! | `# ruff: noqa`, `# flake8: noqa`, `# ruff: file-ignore[…]` | the file |
//!
//! Beside that, a comment where the statement opens or closes its brackets speaks of the statement.

mod comment;
mod names;
mod range;
mod rows;

use rules::Rule;
use syntax::{Module, Span};

use comment::{Directive, Form, Names};
use names::Target;
use range::Reach;
use rows::Rows;
pub(crate) use rows::has_blocks;

/// What stands in a report where a comment says nothing.
pub(crate) const NO_JUSTIFICATION: &str = "no justification given";

/// Directives that reach over rows are looked at one by one; more than these are not.
const MAX_RANGES: usize = 1000;
/// Of the rows of a call, so many comments are looked at.
const MAX_INSIDE: usize = 8;

/// One directive of the file's comments.
#[derive(Debug)]
struct Suppression<'a> {
    directive: Directive<'a>,
    span: Span,
    reach: Reach,
    /// For each name whether it silenced something; one entry where none is named.
    used: Vec<bool>,
}

impl Suppression<'_> {
    /// The entries of `used` that speak of `rule`.
    fn naming(&self, rule: &Rule) -> Vec<usize> {
        match &self.directive.names {
            Names::All => vec![0],
            Names::These(names) => {
                let covering = names.iter().enumerate().filter(|(_, (_, target))| target.covers(rule));
                covering.map(|(at, _)| at).collect()
            }
        }
    }
}

/// Where a finding stands, as far as comments are concerned.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// What the finding points at.
    pub(crate) span: Span,
    /// The call that the finding is about, where it is about one.
    pub(crate) call: Option<Span>,
}

/// A comment that silences nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unused<'a> {
    /// The bytes of the directive.
    pub(crate) span: Span,
    /// The directive as written, without its reason.
    pub(crate) text: &'a str,
    /// The names that silence nothing; empty where it names none.
    pub(crate) names: Vec<&'a str>,
}

/// The silencing comments of one file.
#[derive(Debug, Default)]
pub(crate) struct Suppressions<'a> {
    all: Vec<Suppression<'a>>,
    /// Row and place in `all` of the directives that speak of their row, by row.
    by_row: Vec<(u32, usize)>,
    /// Places of those that reach further.
    ranges: Vec<usize>,
    rows: Rows,
}

impl<'a> Suppressions<'a> {
    /// Reads a file's comments.
    pub(crate) fn of(module: &'a Module) -> Self {
        let text: &'a str = module.source();
        let mut found: Vec<(Span, u32, Directive<'a>)> = Vec::new();
        for comment in module.comments() {
            let own = module.text(comment.span);
            for directive in comment::parse(own) {
                let offset = directive.text.as_ptr() as usize - own.as_ptr() as usize;
                let start = comment.span.start + offset as u32;
                let span = Span::new(start, start + directive.text.len() as u32);
                found.push((span, module.lines().line(start), directive));
            }
        }
        if found.is_empty() {
            return Self::default();
        }
        let rows = Rows::of(module);
        let mut suppressions = Self { all: Vec::new(), by_row: Vec::new(), ranges: Vec::new(), rows };
        let reaches = range::reaches(text, module, &suppressions.rows, &found);
        for ((span, row, directive), reach) in found.into_iter().zip(reaches) {
            let at = suppressions.all.len();
            match reach {
                Reach::Nothing => {}
                Reach::Row => suppressions.by_row.push((row, at)),
                _ if suppressions.ranges.len() < MAX_RANGES => suppressions.ranges.push(at),
                _ => continue,
            }
            let used = vec![false; directive.names.words().count().max(1)];
            suppressions.all.push(Suppression { directive, span, reach, used });
        }
        suppressions
    }

    /// If a comment silences a finding of `rule` at `place`: its justification. The comments that do are in use.
    pub(crate) fn silence(&mut self, rule: &Rule, place: Place, module: &Module) -> Option<&'a str> {
        if self.all.is_empty() {
            return None;
        }
        let mut justification = None;
        let mut silenced = false;
        for at in self.reaching(place, module) {
            let suppression = &mut self.all[at];
            for name in suppression.naming(rule) {
                suppression.used[name] = true;
                silenced = true;
                justification = justification.or(suppression.directive.justification);
            }
        }
        silenced.then(|| justification.unwrap_or(NO_JUSTIFICATION))
    }

    /// Whether Ruff, which reads its own comments alone, leaves out a row of `rule` that begins with `span`.
    pub(crate) fn silenced_for_ruff(&self, rule: &Rule, span: Span, module: &Module) -> bool {
        if self.all.is_empty() {
            return false;
        }
        let row = self.rows.end_of(module.lines().line(span.start));
        let ranges = self.ranges.iter().copied().filter(|&at| self.all[at].reach.holds(span));
        self.on(row).chain(ranges).any(|at| {
            let Directive { form, names, .. } = &self.all[at].directive;
            let by_name = matches!(form, Form::Ignore | Form::FileIgnore | Form::Disable);
            let is_own = !matches!(form, Form::Nosec | Form::Nosemgrep);
            let mut words = names.words();
            is_own
                && (*names == Names::All
                    || words.any(|word| names::replaced(word) == rule.code || by_name && word == rule.name))
        })
    }

    /// The directives whose reach holds `place`, whatever they name.
    fn reaching(&self, place: Place, module: &Module) -> Vec<usize> {
        let line = |offset: u32| module.lines().line(offset);
        let last_of = |span: Span| line(span.end.saturating_sub(1).max(span.start));
        let row = line(place.span.start);
        let statement = self.rows.statement(place.span.start);
        let end = self.rows.end_of(row);
        let mut found: Vec<usize> = Vec::new();
        found.extend(self.on(end).filter(|at| self.all[*at].directive.form != Form::Nosemgrep));
        let semgrep = |at: &usize| self.all[*at].directive.form == Form::Nosemgrep;
        found.extend(self.on(row).filter(semgrep));
        // On a row of its own it speaks of the next.
        let above = |at: &usize| is_own_line(module, self.all[*at].span.start);
        found.extend(row.checked_sub(1).into_iter().flat_map(|row| self.on(row)).filter(semgrep).filter(above));

        let nosec = |at: &usize| self.all[*at].directive.form == Form::Nosec;
        found.extend(self.on(row).filter(nosec));
        let node = place.call.or(statement).unwrap_or(place.span);
        for (first, last) in [(line(node.start), last_of(node)), (row, last_of(place.span))] {
            let begin = self.by_row.partition_point(|(row, _)| *row < first);
            let inside = self.by_row[begin..].iter().take_while(|(row, _)| *row <= last).map(|(_, at)| *at);
            found.extend(inside.filter(nosec).take(MAX_INSIDE));
        }
        if let Some(statement) = statement {
            for row in edges(module, line(statement.start), last_of(statement)) {
                found.extend(self.on(row));
            }
        }
        found.extend(self.ranges.iter().copied().filter(|&at| self.all[at].reach.holds(place.span)));
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The directives that speak of a row and stand on it.
    fn on(&self, row: u32) -> impl Iterator<Item = usize> {
        let begin = self.by_row.partition_point(|(other, _)| *other < row);
        self.by_row[begin..].iter().take_while(move |(other, _)| *other == row).map(|(_, at)| *at)
    }

    /// The directives, or their names, that silenced nothing although they speak of our rules. A blanket `# noqa` or
    /// `# nosemgrep` may serve other linters, and nothing is said of it. To be asked when every finding was.
    pub(crate) fn unused(&self) -> Vec<Unused<'a>> {
        let unused = self.all.iter().filter_map(|suppression| {
            let Directive { form, names, text, .. } = &suppression.directive;
            let names = match names {
                _ if *form == Form::Enable => return None,
                Names::All if *form == Form::Nosec && !suppression.used[0] => Vec::new(),
                Names::All => return None,
                Names::These(names) => {
                    let ours = names.iter().zip(&suppression.used);
                    let unused = ours.filter(|((word, target), used)| !**used && is_reported_here(word, *target));
                    let unused: Vec<&'a str> = unused.map(|((word, _), _)| *word).collect();
                    if unused.is_empty() {
                        return None;
                    }
                    unused
                }
            };
            Some(Unused { span: suppression.span, text, names })
        });
        unused.collect()
    }

    /// The lines on which a comment names `rule`, with its justification.
    pub(crate) fn lines_naming(&self, rule: &Rule) -> Vec<(u32, String)> {
        let named = |&(row, _): &(u32, usize)| Some((row, self.by_name(rule, row)?.to_owned()));
        self.by_row.iter().filter_map(named).collect()
    }

    /// If a comment on `row` names `rule`: its justification.
    pub(crate) fn by_name(&self, rule: &Rule, row: u32) -> Option<&'a str> {
        self.on(row).find_map(|at| {
            let Directive { names, justification, .. } = &self.all[at].directive;
            let Names::These(names) = names else { return None };
            let is_named = names.iter().any(|(_, target)| target.covers(rule));
            is_named.then(|| justification.unwrap_or(NO_JUSTIFICATION))
        })
    }
}

/// Whether a rule of ours would have been reported in the file where a name stands that silences it: not one about several
/// files, and of other linters' rules for quality only what is silenced by our own code, since they count in their own way.
fn is_reported_here(word: &str, target: Target) -> bool {
    match target {
        Target::Rule(rule) => {
            let is_ours = rule.kind == model::Kind::Security || word == rule.code || word == rule.name;
            is_ours && (rule.is_scanned() || rule.code == "PV160")
        }
        Target::Weakness(_) | Target::Foreign => false,
    }
}

/// The code of the rule that a tool knows by this code or name.
pub(crate) fn rule(name: &str) -> Option<&'static str> {
    match names::target(name) {
        Target::Rule(rule) => Some(rule.code),
        Target::Weakness(_) | Target::Foreign => None,
    }
}

/// Whether only white space stands before byte `offset` in its row.
fn is_own_line(module: &Module, offset: u32) -> bool {
    let row = module.lines().line_span(module.lines().line(offset), module.source());
    module.text(Span::new(row.start, offset)).trim().is_empty()
}

/// Rows on which a statement of several opens a bracket and says no more, or closes one: a comment there speaks of
/// the whole. (Flake8 reads `# noqa` so, too.)
fn edges(module: &Module, first: u32, last: u32) -> Vec<u32> {
    if first == last {
        return Vec::new();
    }
    let code = |row: u32| {
        let text = module.text(module.lines().line_span(row, module.source()));
        text.find(" #").map_or(text, |end| &text[..end]).trim()
    };
    let mut edges = Vec::new();
    if code(first).ends_with(['(', '[', '{', '\\']) {
        edges.push(first);
    }
    if code(last).chars().all(|c| matches!(c, ')' | ']' | '}' | ',' | ';')) {
        edges.push(last);
    }
    edges
}
