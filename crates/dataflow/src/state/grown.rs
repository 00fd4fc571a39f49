//! Lists that grow where something is wrong: `if not name.isalnum(): errors.append("name")`. Where the list is found to be empty, no
//! such place was reached, so the tests before them came out the other way.

use rustc_hash::FxHashMap;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::run::engine::Engine;

/// Places that put something in; a collection with more says nothing.
const MAX_PLACES: usize = 32;
/// Statements around a place that are looked at.
const MAX_AROUND: usize = 12;
const GROWING: [&str; 6] = ["append", "add", "insert", "extend", "update", "setdefault"];
const SHRINKING: [&str; 6] = ["clear", "pop", "popitem", "remove", "discard", "__delitem__"];

/// What a function does to one collection, by statements.
#[derive(Clone, Debug, Default)]
pub(crate) struct Growth {
    grows: Vec<StmtId>,
    made: Vec<StmtId>,
    shrinks: bool,
}

/// By the function, and the collection as it is written there.
pub(crate) type Grown<'a> = FxHashMap<(Option<StmtId>, &'a str), Growth>;

impl<'a> Engine<'a> {
    /// Takes in that the collection `e` was found to be empty.
    pub(crate) fn refine_grown(&mut self, e: ExprId) {
        let Some(asked) = self.file.enclosing_stmt(e) else { return };
        let function = self.file.enclosing_function_of(asked);
        if self.grown.is_none() {
            self.grown = Some(self.all_grown());
        }
        let known = self.grown.as_ref().and_then(|grown| grown.get(&(function, self.text(e))));
        let Some(growth) = known.filter(|growth| !growth.shrinks && growth.grows.len() <= MAX_PLACES).cloned() else {
            return;
        };
        self.refine_unreached(&growth.grows, asked, &growth.made);
    }

    /// Takes in at `asked` that control came by none of `places` since it was at those of `made`: the tests before each came out the
    /// other way.
    pub(crate) fn refine_unreached(&mut self, places: &[StmtId], asked: StmtId, made: &[StmtId]) {
        let mut decided: Vec<(ExprId, bool)> = Vec::new();
        for &place in places {
            let Some(tests) = self.tests_before(place, asked, made) else { continue };
            for &(test, _) in &tests {
                decided.extend(self.file.constant(test).map(|constant| (test, constant.truthy())));
            }
            if tests.iter().any(|(test, outcome)| decided.contains(&(*test, !*outcome))) {
                continue;
            }
            let open: Vec<(ExprId, bool)> = tests.into_iter().filter(|test| !decided.contains(test)).collect();
            if let [(test, outcome)] = open[..] {
                decided.push((test, !outcome));
                if self.stays_until(test, asked) {
                    self.refine(test, !outcome);
                }
            }
        }
    }

    /// The tests that decide whether `place` is reached, if control came by them on its way to `asked`.
    fn tests_before(&self, place: StmtId, asked: StmtId, made: &[StmtId]) -> Option<Vec<(ExprId, bool)>> {
        let module = self.file.module();
        let mut tests = Vec::new();
        let mut at = place;
        let mut around = self.file.stmt_parent(at);
        let mut is_same_block = false;
        for _ in 0..MAX_AROUND {
            let Some(parent) = around else { break };
            let StmtKind::If { arms, orelse } = &module.stmt(parent).kind else { break };
            // The question stands further down in the same branch.
            let has_both =
                |block: &[StmtId]| block.contains(&at) && block.iter().any(|stmt| self.is_within(asked, *stmt));
            is_same_block = arms.iter().any(|arm| has_both(&arm.body)) || has_both(orelse);
            if is_same_block {
                break;
            }
            let arm = arms.iter().position(|arm| arm.body.contains(&at));
            let before = arm.unwrap_or(if orelse.contains(&at) { arms.len() } else { 0 });
            tests.extend(arms.iter().take(before).map(|arm| (arm.test, false)));
            tests.extend(arm.and_then(|arm| arms.get(arm)).map(|arm| (arm.test, true)));
            at = parent;
            around = self.file.stmt_parent(at);
        }
        // Behind `at`, in the same block, everything came by it.
        let is_straight = is_same_block
            || match around.map(|around| &module.stmt(around).kind) {
                None | Some(StmtKind::Function(_) | StmtKind::With { .. }) => true,
                Some(StmtKind::For { orelse, .. } | StmtKind::While { orelse, .. }) => orelse.is_empty(),
                _ => false,
            };
        let start = |stmt: StmtId| module.stmt(stmt).span.start;
        let mut later = asked;
        for _ in 0..MAX_AROUND {
            if self.file.stmt_parent(later) == around {
                break;
            }
            later = self.file.stmt_parent(later)?;
        }
        let in_order = self.file.stmt_parent(later) == around
            && start(at) < start(later)
            && made.iter().all(|made| start(*made) < start(at));
        (is_straight && in_order).then_some(tests)
    }

    fn is_within(&self, stmt: StmtId, around: StmtId) -> bool {
        let module = self.file.module();
        module.stmt(around).span.contains(module.stmt(stmt).span)
    }

    fn all_grown(&self) -> Grown<'a> {
        let module = self.file.module();
        let mut grown: Grown<'a> = FxHashMap::default();
        let is_path = |e: ExprId| matches!(self.kind(e), ExprKind::Name | ExprKind::Attribute { .. });
        for (id, stmt) in module.stmts() {
            let mut note = |e: ExprId, what: fn(&mut Growth, StmtId)| {
                if is_path(e) {
                    let known = grown.entry((self.file.enclosing_function_of(id), self.text(e))).or_default();
                    what(known, id);
                }
            };
            match &stmt.kind {
                StmtKind::Expr(call) => {
                    let ExprKind::Call { func, .. } = self.kind(*call) else { continue };
                    let ExprKind::Attribute { value, attr } = self.kind(*func) else { continue };
                    let method = module.text(attr.span);
                    if GROWING.contains(&method) {
                        note(*value, |growth, id| growth.grows.push(id));
                    } else if SHRINKING.contains(&method) {
                        note(*value, |growth, _| growth.shrinks = true);
                    }
                }
                StmtKind::Assign { targets, .. } => {
                    for target in targets {
                        match self.kind(*target) {
                            ExprKind::Subscript { value, .. } => note(*value, |growth, id| growth.grows.push(id)),
                            _ => note(*target, |growth, id| growth.made.push(id)),
                        }
                    }
                }
                StmtKind::AnnAssign { target, .. } => note(*target, |growth, id| growth.made.push(id)),
                StmtKind::AugAssign { target, .. } => note(*target, |growth, id| growth.grows.push(id)),
                StmtKind::Delete(targets) => {
                    for target in targets {
                        match self.kind(*target) {
                            ExprKind::Subscript { value, .. } => note(*value, |growth, _| growth.shrinks = true),
                            _ => note(*target, |growth, _| growth.shrinks = true),
                        }
                    }
                }
                _ => {}
            }
        }
        grown.retain(|_, growth| !growth.grows.is_empty());
        grown
    }
}
