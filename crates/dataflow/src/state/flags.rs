//! Flags: names that were set to a constant where a test held, and are asked later.
//!
//! `known = False`, then `if name in NAMES: known = True`: where `known` holds, so did the test. `error = None`, then
//! `if not name.isalnum(): error = "name"`: where there is no error, it did not. And `fine = True`, then
//! `for name in names: if not name.isalnum(): fine = False`: where `fine` holds, it held for every name.

use rustc_hash::FxHashMap;
use semantic::{BindingKind, Const, ScopeId};
use syntax::ast::{BinaryOp, ExprId, ExprKind, FPart, StmtId, StmtKind};

use crate::run::engine::Engine;
use crate::state::env::Key;

/// Places that set a flag; one with more says nothing.
const MAX_PLACES: usize = 6;
/// Statements around a place that are looked at.
const MAX_AROUND: usize = 12;
/// Names of a test that are looked at.
const MAX_TEST: usize = 64;

/// A place that gives a flag a constant.
struct Setting {
    stmt: StmtId,
    /// The tests around it and how they came out, outermost first.
    tests: Vec<(ExprId, bool)>,
    /// The innermost loop over items around it.
    item_loop: Option<StmtId>,
}

/// What was found out of a flag.
pub(crate) enum Asked {
    /// That it is true or false, or as good as that.
    Truth(bool),
    /// That it is a constant, or another one.
    Equal(Const, bool),
}

impl Asked {
    /// Whether it is so of a constant.
    fn is_so(&self, constant: &Const) -> bool {
        match self {
            Self::Truth(truth) => constant.truthy() == *truth,
            Self::Equal(other, equal) => (constant == other) == *equal,
        }
    }

    /// Whether it is so of a text that has something in it, if that can be said.
    fn is_so_of_text(&self) -> Option<bool> {
        match self {
            Self::Truth(truth) => Some(*truth),
            Self::Equal(Const::None | Const::Bool(_), equal) => Some(!equal),
            Self::Equal(..) => None,
        }
    }
}

/// The places that give a variable a value, where they begin, and how many of them are loops.
#[derive(Clone, Debug, Default)]
pub(crate) struct Places {
    starts: Vec<u32>,
    items: usize,
}

impl<'a> Engine<'a> {
    /// Takes in what was found out of the flag `name`.
    pub(crate) fn refine_flag(&mut self, name: ExprId, asked: &Asked) {
        let reaching = self.file.reaching(name);
        if !(2..=MAX_PLACES).contains(&reaching.len()) || self.file.may_be_unbound(name) {
            return;
        }
        let (mut so, mut otherwise) = (Vec::new(), Vec::new());
        for binding in reaching {
            let BindingKind::Assign { stmt, value: Some(value) } = self.file.binding_info(binding).kind else { return };
            let is_so = match self.file.constant(value) {
                Some(constant) => asked.is_so(&constant),
                None if self.is_surely_text(value) => match asked.is_so_of_text() {
                    Some(is_so) => is_so,
                    None => return,
                },
                None => return,
            };
            let setting = self.setting(stmt);
            if is_so { &mut so } else { &mut otherwise }.push(setting);
        }
        if let ([first], Some(at)) = (&so[..], self.file.enclosing_stmt(name)) {
            let undone: Vec<StmtId> = otherwise.iter().map(|setting| setting.stmt).collect();
            self.refine_unreached(&undone, at, &[first.stmt]);
        }
        match (&so[..], &otherwise[..]) {
            (so, _) if so.iter().all(|setting| !setting.tests.is_empty()) => self.refine_by_settings(so),
            ([first], [undone]) if first.tests.is_empty() => self.refine_items_of(undone),
            _ => {}
        }
    }

    /// Whether an expression is a text with something in it: `f"{name} is taken"`, `"%s is taken" % name`.
    fn is_surely_text(&self, e: ExprId) -> bool {
        let says_something = |e: ExprId| matches!(self.file.constant(e), Some(Const::Str(text)) if !text.is_empty());
        match self.kind(e) {
            ExprKind::FString(parts) => parts.iter().any(|part| matches!(part, FPart::Literal { .. })),
            ExprKind::Binary { left, op: BinaryOp::Add | BinaryOp::Mod, .. } => says_something(*left),
            ExprKind::Call { func, .. } => match self.kind(*func) {
                ExprKind::Attribute { value, attr } => {
                    self.file.module().text(attr.span) == "format" && says_something(*value)
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn setting(&self, stmt: StmtId) -> Setting {
        let module = self.file.module();
        let mut setting = Setting { stmt, tests: Vec::new(), item_loop: None };
        let mut at = stmt;
        for _ in 0..MAX_AROUND {
            let Some(around) = self.file.stmt_parent(at) else { break };
            match &module.stmt(around).kind {
                StmtKind::If { arms, orelse } => {
                    let arm = arms.iter().position(|arm| arm.body.contains(&at));
                    let before = arm.unwrap_or(if orelse.contains(&at) { arms.len() } else { 0 });
                    setting.tests.extend(arm.and_then(|arm| arms.get(arm)).map(|arm| (arm.test, true)));
                    setting.tests.extend(arms.iter().take(before).map(|arm| (arm.test, false)));
                }
                StmtKind::For { .. } if setting.item_loop.is_none() => setting.item_loop = Some(around),
                StmtKind::Function(_) | StmtKind::Class(_) => break,
                _ => {}
            }
            at = around;
        }
        setting.tests.reverse();
        setting
    }

    /// One of the places was reached: what the tests around them say together.
    fn refine_by_settings(&mut self, settings: &[Setting]) {
        let mut ways = Vec::new();
        for setting in settings {
            self.env.push();
            let mut items = Vec::new();
            for &(test, outcome) in &setting.tests {
                if let Some(targets) = self.names_that_stay(test) {
                    items.extend(targets);
                    self.refine(test, outcome);
                }
            }
            let mut way = self.env.pop();
            // What the test said of one item does not hold for the item that the loop's name stands for now.
            way.names.retain(|key, _| !items.iter().any(|item| key.split(['.', '[']).next() == Some(item)));
            ways.push(way);
        }
        self.env.join(ways);
    }

    /// Nothing undid the flag: the test that would have came out the other way for every item.
    fn refine_items_of(&mut self, undone: &Setting) {
        let Some(item_loop) = undone.item_loop else { return };
        let StmtKind::For { target, iter, body, .. } = &self.file.module().stmt(item_loop).kind else { return };
        let [(test, outcome)] = undone.tests[..] else { return };
        let around = self.file.stmt_parent(undone.stmt);
        let is_of_loop = around.is_some_and(|around| body.contains(&around));
        if !is_of_loop || !matches!(self.kind(*target), ExprKind::Name) || self.is_left_early(body, around) {
            return;
        }
        if self.names_that_stay(test).is_none() || self.places_of(*target).starts.len() != 1 {
            return;
        }
        let name: Key = self.text(*target).into();
        self.env.push();
        let item = self.trail.unknown(self.span(test));
        self.env.put(name.clone(), item, None);
        self.refine(test, !outcome);
        let checked = self.known_of_item(&name);
        self.env.pop();
        if let Some((sinks, without)) = checked {
            self.clear_items(*iter, sinks, without, test);
        }
    }

    /// Whether a loop's body, save the statement `but`, leaves the loop or a pass through it.
    fn is_left_early(&self, body: &[StmtId], but: Option<StmtId>) -> bool {
        let module = self.file.module();
        let mut pending: Vec<StmtId> = body.iter().copied().filter(|stmt| Some(*stmt) != but).collect();
        while let Some(stmt) = pending.pop() {
            match &module.stmt(stmt).kind {
                StmtKind::Break | StmtKind::Continue | StmtKind::Try { .. } => return true,
                StmtKind::If { arms, orelse } => {
                    pending.extend(arms.iter().flat_map(|arm| arm.body.iter()).chain(orelse.iter()));
                }
                StmtKind::With { body, .. } => pending.extend(body.iter()),
                _ => {}
            }
        }
        false
    }

    /// The loop variables of a test, if all other names in it have one value only.
    pub(crate) fn names_that_stay(&mut self, test: ExprId) -> Option<Vec<&'a str>> {
        let module = self.file.module();
        let (mut pending, mut items) = (vec![test], Vec::new());
        let mut left = MAX_TEST;
        while let Some(e) = pending.pop() {
            left = left.checked_sub(1)?;
            if matches!(self.kind(e), ExprKind::Name) {
                let places = self.places_of(e);
                match places.starts.len() {
                    0 | 1 if places.items == 0 => {}
                    all if all == places.items => items.push(self.text(e)),
                    _ => return None,
                }
            }
            module.children(e, &mut |child| pending.push(child));
        }
        Some(items)
    }

    /// Whether no name of a test gets another value between it and `later`, which stands further down.
    pub(crate) fn stays_until(&mut self, test: ExprId, later: StmtId) -> bool {
        let module = self.file.module();
        let between = module.expr(test).span.end..module.stmt(later).span.start;
        let mut pending = vec![test];
        for _ in 0..MAX_TEST {
            let Some(e) = pending.pop() else { return true };
            if matches!(self.kind(e), ExprKind::Name)
                && self.places_of(e).starts.iter().any(|start| between.contains(start))
            {
                return false;
            }
            module.children(e, &mut |child| pending.push(child));
        }
        false
    }

    /// How many places give the variable a value that a name stands for.
    fn places_of(&mut self, name: ExprId) -> Places {
        let file = self.file;
        let Some(binding) = file.binding(name).map(|binding| file.binding_info(binding)) else {
            return Places::default();
        };
        // What Python brings stands at no place of the file.
        if matches!(binding.kind, BindingKind::Builtin) {
            return Places::default();
        }
        let places = self.places.get_or_insert_with(|| {
            let mut places: FxHashMap<(ScopeId, &str), Places> = FxHashMap::default();
            for binding in file.bindings() {
                let known = places.entry((binding.scope, file.module().text(binding.span))).or_default();
                known.starts.push(binding.span.start);
                known.items += usize::from(matches!(binding.kind, BindingKind::LoopTarget { .. }));
            }
            places
        });
        places.get(&(binding.scope, file.module().text(binding.span))).cloned().unwrap_or_default()
    }
}
