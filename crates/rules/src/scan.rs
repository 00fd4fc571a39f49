//! The scan: one pass over a file's calls, statements and expressions, each looked up once.

use std::cell::OnceCell;

use model::{Confidence, Kind};
use semantic::{FileModel, Handed, HandedKind};
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::reference::{self, Use};
use crate::detector::Context;
use crate::facts::Facts;
use crate::matcher::{Entry, INDEX};
use crate::{
    Candidate, Rule, Settings, Triage,
    code::{import, written},
};

/// Every place of the file that shows a rule's pattern, in source order, whatever the rule's mode. `path`
/// is the file's, `/`-separated; a pattern may depend on it (`settings.py`). `settings` are the project's for the
/// peers' rules.
pub fn scan(file: &FileModel, path: &str, settings: &Settings) -> Vec<Candidate> {
    let mut scan = Scan { file, path, settings, facts: OnceCell::new(), found: Vec::new() };
    for &call in file.calls() {
        scan.call(call);
    }
    for (_, handed) in file.handed() {
        scan.handed(handed);
    }
    for (id, stmt) in file.module().stmts() {
        scan.statement(id, &stmt.kind);
    }
    scan.references();
    if INDEX.has_texts() || INDEX.has_keys() {
        for (id, expr) in file.module().exprs() {
            match &expr.kind {
                ExprKind::Str(_) if INDEX.has_texts() => scan.string(id),
                ExprKind::Dict(entries) => entries.iter().for_each(|&(key, value)| scan.entry(key, value)),
                _ => {}
            }
        }
    }
    let kinds = Kinds::of(file);
    for rule in crate::all() {
        scan.detect(rule, &kinds);
    }
    let mut found = scan.found;
    // What Ruff reports too goes before what it does not: the former stands for both.
    found.sort_by_key(|candidate| (candidate.span, candidate.rule.code, candidate.beyond));
    // What one way to the same place looks at, the other one may not see.
    found.dedup_by(|again, first| {
        let is_same = again.span == first.span && again.rule.code == first.rule.code;
        if is_same {
            first
                .focus
                .extend(again.focus.iter().filter(|focus| !first.focus.contains(focus)).copied().collect::<Vec<_>>());
        }
        is_same
    });
    found
}

struct Scan<'a> {
    file: &'a FileModel,
    path: &'a str,
    settings: &'a Settings,
    facts: OnceCell<Facts>,
    found: Vec<Candidate>,
}

impl Scan<'_> {
    fn call(&mut self, call: ExprId) {
        let ExprKind::Call { func, ref args } = self.file.module().expr(call).kind else { return };
        let name = self.file.module().expr(func).span;
        for (entry, inferred) in INDEX.call(self.file, func) {
            let place = Place { expr: call, span: self.file.module().expr(call).span, name, inferred };
            self.propose(entry, place);
        }
        for found in import::of_call(self.file, call) {
            self.keep(found);
        }
        for entry in INDEX.further(self.file, func, self.settings) {
            let place = Place { expr: call, span: self.file.module().expr(call).span, name, inferred: true };
            self.propose(entry, place);
        }
        for arg in args {
            let Argument::Keyword { name, value } = *arg else { continue };
            for &entry in INDEX.keyword(self.file.module().text(name.span)) {
                let end = self.file.module().expr(value).span.end;
                let span = Span::new(name.span.start, end);
                self.propose_in(entry, Place { expr: value, span, name: name.span, inferred: false }, Some(call));
            }
        }
    }

    /// A listed function that somebody else calls: `asyncio.to_thread(os.system, command)`. Its name stands for the call.
    fn handed(&mut self, handed: &Handed) {
        let span = self.file.module().expr(handed.func).span;
        for (entry, _) in INDEX.call(self.file, handed.func) {
            // How it runs, and how long, is the matter of who calls it.
            let is_security = entry.rule.kind == Kind::Security;
            let is_whole = handed.kind != HandedKind::Bound || !entry.block.focus.is_empty();
            if is_security && is_whole {
                let place = Place { expr: handed.func, span, name: span, inferred: true };
                self.propose_in(entry, place, Some(handed.func));
            }
        }
    }

    fn statement(&mut self, id: StmtId, kind: &StmtKind) {
        match kind {
            StmtKind::Import(_) | StmtKind::ImportFrom { .. } => {
                for found in import::of_statement(self.file, self.path, id) {
                    self.keep(found);
                }
            }
            StmtKind::Assign { targets, value } => {
                for &target in targets {
                    self.assign(target, *value);
                }
            }
            StmtKind::AnnAssign { target, value: Some(value), .. } => self.assign(*target, *value),
            _ => {}
        }
    }

    /// Listed functions that are named and not called.
    fn references(&mut self) {
        let tree = self.file.module();
        let roots = reference::roots(self.file);
        if roots.is_empty() {
            return;
        }
        for (e, expr) in tree.exprs() {
            let first = match expr.kind {
                ExprKind::Name => tree.text(expr.span),
                ExprKind::Attribute { .. } => {
                    tree.text(expr.span).split(['.', ' ', '\\', '\n']).next().unwrap_or_default()
                }
                _ => continue,
            };
            if !roots.contains(first) {
                continue;
            }
            let Some(name) = self.file.written_name(e) else { continue };
            let entries = INDEX.reference(&name);
            if entries.is_empty() {
                continue;
            }
            let Some(used) = reference::use_of(self.file, e) else { continue };
            for entry in entries {
                let mut candidate =
                    self.candidate(entry, Place { expr: e, span: expr.span, name: expr.span, inferred: false });
                match &used {
                    Use::Passed(with) => {
                        candidate.focus.clone_from(with);
                        // Nobody calls it here.
                        if entry.rule.triage == Triage::Pattern {
                            candidate.confidence = Some(Confidence::Low);
                        }
                    }
                    Use::Harmless(why) => {
                        candidate.dismissed.get_or_insert_with(|| (*why).to_owned());
                    }
                }
                self.keep(candidate);
            }
        }
    }

    fn assign(&mut self, target: ExprId, value: ExprId) {
        let tree = self.file.module();
        let name = match tree.expr(target).kind {
            ExprKind::Name => tree.expr(target).span,
            ExprKind::Attribute { attr, .. } => attr.span,
            ExprKind::Subscript { index, .. } => tree.expr(index).span,
            _ => return,
        };
        let span = Span::new(tree.expr(target).span.start, tree.expr(value).span.end);
        for entry in INDEX.assign(self.file, target, tree.text(name).trim_matches(['"', '\''])) {
            self.propose_in(entry, Place { expr: value, span, name, inferred: false }, None);
        }
    }

    /// An entry of a dictionary display whose key is written there.
    fn entry(&mut self, key: Option<ExprId>, value: ExprId) {
        let tree = self.file.module();
        let Some(key) = key else { return };
        let ExprKind::Str(tokens) = &tree.expr(key).kind else { return };
        let entries = INDEX.key(&tree.string_value(tokens));
        let span = Span::new(tree.expr(key).span.start, tree.expr(value).span.end);
        for &entry in entries {
            self.propose_in(entry, Place { expr: value, span, name: tree.expr(key).span, inferred: false }, None);
        }
    }

    fn string(&mut self, string: ExprId) {
        let span = self.file.module().expr(string).span;
        for entry in written::text(self.file, string).map(|text| INDEX.text(&text)).unwrap_or_default() {
            self.propose(entry, Place { expr: string, span, name: span, inferred: false });
        }
    }

    fn propose(&mut self, entry: Entry, place: Place) {
        let call = matches!(self.file.module().expr(place.expr).kind, ExprKind::Call { .. }).then_some(place.expr);
        self.propose_in(entry, place, call);
    }

    /// Checks the block's conditions, with the arguments of `call`, and makes the candidate.
    fn propose_in(&mut self, entry: Entry, place: Place, call: Option<ExprId>) {
        let block = entry.block;
        let facts = || self.facts.get_or_init(|| Facts::new(self.file));
        if !block.imports.is_empty() && !block.imports.iter().any(|module| facts().imports(module)) {
            return;
        }
        if !block.conditions.iter().all(|condition| condition.holds(self.file, place.expr, call)) {
            return;
        }
        let mut candidate = self.candidate(entry, place);
        if let Some(call) = call {
            if let Some(span) = block.at.and_then(|argument| argument.span(self.file, call)) {
                candidate.span = span;
            }
            candidate.beyond |= block.conditions.iter().any(|condition| condition.is_inferred(self.file, call));
            candidate.focus = block.focus.iter().filter_map(|argument| argument.of(self.file, call)).collect();
            let args = self.file.call_args(call);
            let leaves_out = candidate.focus.is_empty() && !block.focus.is_empty();
            // What is given later is not seen.
            if leaves_out && self.file.handed_as(call).is_some_and(|handed| handed.kind == HandedKind::Bound) {
                return;
            }
            // Nothing is given that outside data could be in. What other tools report by the name of a call stays a candidate.
            if leaves_out
                && entry.rule.needs_source
                && entry.rule.code.starts_with("PV")
                && !args.has_star()
                && !args.has_double_star()
            {
                return;
            }
            if block.conditions.iter().any(|condition| condition.is_uncertain(self.file, call)) {
                candidate.confidence = Some(Confidence::Low);
            }
        }
        self.keep(candidate);
    }

    /// What the block itself says of the place.
    fn candidate(&self, entry: Entry, place: Place) -> Candidate {
        let block = entry.block;
        let name = self.file.module().text(place.name);
        let message = block.message.replace("{name}", &one_line(name));
        let mut candidate = Candidate::new(entry.rule, place.span, message);
        candidate.expr = Some(place.expr);
        candidate.confidence = block.confidence;
        candidate.cvss = block.cvss;
        candidate.dismissed = block.dismissed.map(str::to_owned);
        candidate.beyond = block.beyond || place.inferred;
        candidate.needs_source = block.needs_source;
        candidate
    }

    /// Gives a candidate to the rule's detector, if it has one, and keeps what comes back.
    fn keep(&mut self, candidate: Candidate) {
        let rule = candidate.rule;
        let candidate = match rule.detector {
            Some(detector) => {
                detector.refine(&Context::new(self.file, self.path, self.settings, &self.facts, rule), candidate)
            }
            None => Some(candidate),
        };
        self.found.extend(candidate);
    }

    fn detect(&mut self, rule: &'static Rule, kinds: &Kinds) {
        let Some(detector) = rule.detector else { return };
        let mut cx = Context::new(self.file, self.path, self.settings, &self.facts, rule);
        detector.module(&mut cx);
        let tree = self.file.module();
        cx.each(self.file.functions(), |cx, &function| detector.function(cx, function));
        cx.each(tree.stmts(), |cx, (stmt, _)| detector.statement(cx, stmt));
        cx.each(&kinds.assignments, |cx, &stmt| detector.assignment(cx, stmt));
        cx.each(&kinds.attempts, |cx, &stmt| detector.attempt(cx, stmt));
        cx.each(&kinds.classes, |cx, &stmt| detector.class(cx, stmt));
        cx.each(&kinds.calls, |cx, &call| detector.call(cx, call));
        cx.each(&kinds.texts, |cx, &expr| detector.text(cx, expr));
        cx.each(&kinds.comparisons, |cx, &expr| detector.comparison(cx, expr));
        cx.each(&kinds.displays, |cx, &expr| detector.display(cx, expr));
        cx.each(&kinds.subscripts, |cx, &expr| detector.subscript(cx, expr));
        let others = tree.exprs().filter(|(_, expr)| !matches!(expr.kind, ExprKind::Call { .. }));
        cx.each(others, |cx, (expr, _)| detector.expression(cx, expr));
        self.found.extend(cx.into_found());
    }
}

/// The statements and expressions that detectors ask for by their kind, each in the order of the tree: children first.
#[derive(Default)]
struct Kinds {
    assignments: Vec<StmtId>,
    attempts: Vec<StmtId>,
    classes: Vec<StmtId>,
    calls: Vec<ExprId>,
    texts: Vec<ExprId>,
    comparisons: Vec<ExprId>,
    displays: Vec<ExprId>,
    subscripts: Vec<ExprId>,
}

impl Kinds {
    fn of(file: &FileModel) -> Self {
        let mut kinds = Self::default();
        for (id, stmt) in file.module().stmts() {
            match stmt.kind {
                StmtKind::Assign { .. } | StmtKind::AnnAssign { .. } | StmtKind::AugAssign { .. } => {
                    kinds.assignments.push(id);
                }
                StmtKind::Try { .. } => kinds.attempts.push(id),
                StmtKind::Class(_) => kinds.classes.push(id),
                _ => {}
            }
        }
        for (id, expr) in file.module().exprs() {
            match expr.kind {
                ExprKind::Call { .. } => kinds.calls.push(id),
                ExprKind::Str(_) | ExprKind::FString(_) | ExprKind::Binary { .. } => kinds.texts.push(id),
                ExprKind::Compare { .. } => kinds.comparisons.push(id),
                ExprKind::Dict(_) | ExprKind::Tuple(_) => kinds.displays.push(id),
                ExprKind::Subscript { .. } => kinds.subscripts.push(id),
                _ => {}
            }
        }
        kinds
    }
}

/// Where a block's name was found.
#[derive(Clone, Copy)]
struct Place {
    /// The call, or the matched value.
    expr: ExprId,
    /// What the candidate points at.
    span: Span,
    /// The name as written.
    name: Span,
    /// Whether what the name means had to be inferred: it is not what imports alone say.
    inferred: bool,
}

/// A name as written, on one line and of bounded length, for a message.
pub fn one_line(text: &str) -> String {
    const LIMIT: usize = 60;
    // A line of a message needs no more, and a long chain of calls is not copied for each of its links.
    let text = &text[..text.floor_char_boundary(4 * LIMIT)];
    let joined = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if joined.chars().count() <= LIMIT {
        return joined;
    }
    joined.chars().take(LIMIT - 1).chain(['…']).collect()
}
