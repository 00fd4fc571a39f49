//! Checks that come late: `path = os.path.join(ROOT, name)`, and only then `if name not in NAMES: abort(404)`. What is found out of a name
//! holds for what was built of it before, which is built once more where it is used.

use semantic::BindingKind;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, FPart};

use crate::run::engine::Engine;
use crate::state::value::Value;

/// How many steps back it is asked what a name was built of.
const MAX_CHAIN: u32 = 2;
/// Ways on which it may have been built.
const MAX_WAYS: usize = 2;
/// Expressions that a text or path is built of.
const MAX_PARTS: usize = 24;
/// Methods of texts and paths that give another one.
const METHODS: [&str; 12] = [
    "format",
    "joinpath",
    "join",
    "with_suffix",
    "with_name",
    "strip",
    "lstrip",
    "rstrip",
    "lower",
    "upper",
    "encode",
    "decode",
];
/// Functions that give a text or path.
const FUNCTIONS: [&str; 10] = [
    "os.path.join",
    "posixpath.join",
    "os.path.abspath",
    "os.path.normpath",
    "os.path.realpath",
    "pathlib.Path",
    "pathlib.PurePath",
    "pathlib.PurePosixPath",
    "urllib.parse.urljoin",
    "builtins.str",
];

impl Engine<'_> {
    /// What the name `e` holds, if what it was built of was checked since: `held`, and what is known of that now.
    pub(crate) fn built_again(&mut self, e: ExprId, held: &Value) -> Option<Value> {
        let made = self.checked_late(e, MAX_CHAIN)?;
        let again = made.into_iter().fold(Value::CONSTANT, |all, made| all.merge(&self.eval(made)));
        Some(held.known_too(&again))
    }

    /// What the name `e` was built of on each way that leads here, if something in all of it was checked since; `chain` steps back.
    fn checked_late(&self, e: ExprId, chain: u32) -> Option<Vec<ExprId>> {
        let since = self.env.slot(self.text(e))?.since;
        let mut all = Vec::new();
        for binding in self.file.reaching(e) {
            match self.file.binding_info(binding).kind {
                BindingKind::Assign { value: Some(made), .. } if self.file.is_constant(made) => {}
                BindingKind::Assign { stmt, value: Some(made) }
                    if all.len() < MAX_WAYS
                        && self.file.enclosing_function_of(stmt) == self.body.function
                        && self.is_checked_since(e, made, since, chain) =>
                {
                    all.push(made);
                }
                _ => return None,
            }
        }
        (!all.is_empty()).then_some(all)
    }

    /// Whether `made` only builds a text or path, nothing in it was given another value since the time `since`, and something in
    /// it was checked.
    fn is_checked_since(&self, name: ExprId, made: ExprId, since: u32, chain: u32) -> bool {
        let mut pending = vec![made];
        let mut checked = false;
        for _ in 0..MAX_PARTS {
            let Some(part) = pending.pop() else { return checked };
            match self.kind(part) {
                ExprKind::Str(_) | ExprKind::Bytes(_) | ExprKind::Int => {}
                ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => {
                    if self.text(part) == self.text(name) {
                        return false;
                    }
                    if let Some(slot) = self.slot_of(part) {
                        if slot.since > since {
                            return false;
                        }
                        let is_built = || chain > 0 && matches!(self.kind(part), ExprKind::Name);
                        checked = checked
                            || slot.checked > since
                            || is_built() && self.checked_late(part, chain - 1).is_some();
                    }
                }
                ExprKind::Binary { left, op: BinaryOp::Add | BinaryOp::Mod | BinaryOp::Div, right } => {
                    pending.extend([*left, *right]);
                }
                ExprKind::FString(parts) => pending.extend(parts.iter().filter_map(|part| match part {
                    FPart::Interpolation { value, .. } => Some(*value),
                    FPart::Literal { .. } => None,
                })),
                ExprKind::Tuple(items) => pending.extend(items),
                ExprKind::Call { func, args } => {
                    match self.kind(*func) {
                        ExprKind::Attribute { value, attr }
                            if METHODS.contains(&self.file.module().text(attr.span))
                                && !self.is_module(*value)
                                && self.local_functions(*func).is_empty() =>
                        {
                            pending.push(*value);
                        }
                        _ if self.is_one_of(*func, &FUNCTIONS) => {}
                        _ => return false,
                    }
                    pending.extend(args.iter().map(Argument::value));
                }
                _ => return false,
            }
        }
        false
    }
}
