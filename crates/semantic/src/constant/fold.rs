//! Computes values from literals.
//!
//! On demand, with a memo. An expression that needs another's value first waits on an explicit stack;
//! one that needs its own (a loop) has no known value.

use std::sync::Arc;

use syntax::ast::{Argument, BoolOp, CompareOp, ExprId, ExprKind, FPart, UnaryOp};

use super::{Const, MAX_LENGTH, MAX_WEIGHT, operators, text};
use crate::{BindingKind, FileModel};

/// All computed texts and containers of one file together, in bytes and values.
const MAX_TOTAL: usize = 32 * 1024 * 1024;

/// What is known of an expression so far.
#[derive(Clone, Debug)]
enum Known {
    NotAsked,
    /// `None` also while the value is being computed.
    Asked(Option<Const>),
}

/// What was computed so far.
#[derive(Debug, Default)]
pub(super) struct Memo {
    /// By the expressions' indices, since most are asked for; empty before the first one is.
    values: Vec<Known>,
    /// Size of the values, to keep [`MAX_TOTAL`].
    total: usize,
}

impl Memo {
    fn known(&self, e: ExprId) -> &Known {
        self.values.get(e.index()).unwrap_or(&Known::NotAsked)
    }

    fn put(&mut self, model: &FileModel, e: ExprId, value: Option<Const>) {
        if self.values.is_empty() {
            self.values = vec![Known::NotAsked; model.module().exprs().len()];
        }
        if let Some(place) = self.values.get_mut(e.index()) {
            *place = Known::Asked(value);
        }
    }

    /// The value, unless it breaks the limits. Names and the like only pass on what was counted before.
    fn admit(&mut self, value: Option<Const>, kind: &ExprKind) -> Option<Const> {
        let made = !matches!(
            kind,
            ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Named { .. } | ExprKind::Conditional { .. }
        );
        if made {
            self.total += value.as_ref()?.weight()?;
        }
        value.filter(|_| self.total <= MAX_TOTAL)
    }
}

pub(super) fn fold(model: &FileModel, root: ExprId, memo: &mut Memo) -> Option<Const> {
    let kind = &model.module().expr(root).kind;
    // Sooner told than looked up.
    match kind {
        ExprKind::True => return Some(Const::Bool(true)),
        ExprKind::False => return Some(Const::Bool(false)),
        ExprKind::None => return Some(Const::None),
        _ => {}
    }
    if let Known::Asked(known) = memo.known(root) {
        return known.clone();
    }
    // Most of what is asked for is a text or number that waits on nothing.
    if matches!(kind, ExprKind::Str(_) | ExprKind::Bytes(_) | ExprKind::Int | ExprKind::Float) {
        let value = Folder { model, memo, need: Vec::new() }.expr(root);
        let value = memo.admit(value, kind);
        memo.put(model, root, value.clone());
        return value;
    }
    let mut stack = vec![(root, false)];
    while let Some(&(top, started)) = stack.last() {
        if !started && matches!(memo.known(top), Known::Asked(_)) {
            stack.pop();
            continue;
        }
        memo.put(model, top, None);
        let mut folder = Folder { model, memo, need: Vec::new() };
        let value = folder.expr(top);
        let need = folder.need;
        if need.is_empty() {
            let value = memo.admit(value, &model.module().expr(top).kind);
            memo.put(model, top, value);
            stack.pop();
        } else {
            if let Some(last) = stack.last_mut() {
                last.1 = true;
            }
            stack.extend(need.into_iter().map(|e| (e, false)));
        }
    }
    match memo.known(root) {
        Known::Asked(value) => value.clone(),
        Known::NotAsked => None,
    }
}

struct Folder<'f> {
    model: &'f FileModel,
    memo: &'f Memo,
    need: Vec<ExprId>,
}

impl Folder<'_> {
    /// The value of `e`, or none and a note that it is needed.
    fn get(&mut self, e: ExprId) -> Option<Const> {
        match self.memo.known(e) {
            Known::Asked(known) => known.clone(),
            Known::NotAsked => {
                self.need.push(e);
                None
            }
        }
    }

    fn expr(&mut self, e: ExprId) -> Option<Const> {
        let module = self.model.module();
        match &module.expr(e).kind {
            ExprKind::Str(tokens) => {
                // Decoding never makes a text longer.
                let length: u32 = tokens.iter().map(|token| token.content.len()).sum();
                (length as usize <= MAX_LENGTH).then(|| Const::Str(module.string_value(tokens).into()))
            }
            ExprKind::Bytes(tokens) => {
                let length: u32 = tokens.iter().map(|token| token.content.len()).sum();
                (length as usize <= MAX_LENGTH).then(|| Const::Bytes(module.bytes_value(tokens).into()))
            }
            ExprKind::Int => module.int_value(e).map(Const::Int),
            ExprKind::Float => module.float_value(e).map(Const::Float),
            ExprKind::True => Some(Const::Bool(true)),
            ExprKind::False => Some(Const::Bool(false)),
            ExprKind::None => Some(Const::None),
            ExprKind::Ellipsis => Some(Const::Ellipsis),
            ExprKind::Tuple(items) => self.items(items).map(Const::Tuple),
            ExprKind::List(items) => self.items(items).map(Const::List),
            ExprKind::Set(items) => self.items(items).map(Const::Set),
            ExprKind::Dict(entries) => self.dict(entries),
            ExprKind::FString(parts) => self.f_string(parts),
            ExprKind::Name => self.name(e),
            ExprKind::Named { value, .. } => self.get(*value),
            ExprKind::Attribute { value, attr } => {
                self.attribute(e).or_else(|| self.member_value(*value, module.text(attr.span)))
            }
            ExprKind::Binary { left, op, right } => {
                let (left, right) = (self.get(*left), self.get(*right));
                operators::binary(&left?, *op, &right?)
            }
            ExprKind::Unary { op, operand } => {
                let operand = self.get(*operand)?;
                match (op, operand) {
                    (UnaryOp::Not, value) => Some(Const::Bool(!value.truthy())),
                    (UnaryOp::USub, Const::Float(value)) => Some(Const::Float(-value)),
                    (UnaryOp::UAdd, Const::Float(value)) => Some(Const::Float(value)),
                    (UnaryOp::USub, value) => value.as_int()?.checked_neg().map(Const::Int),
                    (UnaryOp::UAdd, value) => value.as_int().map(Const::Int),
                    (UnaryOp::Invert, value) => value.as_int().map(|value| Const::Int(!value)),
                }
            }
            ExprKind::BoolOp { op, values } => {
                let mut last = None;
                for &value in values {
                    let value = self.get(value)?;
                    let decides = value.truthy() == (*op == BoolOp::Or);
                    last = Some(value);
                    if decides {
                        break;
                    }
                }
                last
            }
            ExprKind::Conditional { test, body, orelse } => {
                if let Some(test) = self.get(*test) {
                    return self.get(if test.truthy() { *body } else { *orelse });
                }
                let (body, orelse) = (self.get(*body), self.get(*orelse));
                body.filter(|body| Some(body) == orelse.as_ref())
            }
            ExprKind::Compare { left, rest } => self.compare(*left, rest),
            ExprKind::Subscript { value, index } => self.subscript(*value, *index),
            ExprKind::Call { func, args } => self.call(*func, args),
            _ => None,
        }
    }

    fn items(&mut self, items: &[ExprId]) -> Option<Arc<[Const]>> {
        if items.len() > MAX_WEIGHT {
            return None;
        }
        let values: Vec<Option<Const>> = items.iter().map(|&item| self.get(item)).collect();
        values.into_iter().collect()
    }

    fn dict(&mut self, entries: &[(Option<ExprId>, ExprId)]) -> Option<Const> {
        if entries.len() > MAX_WEIGHT {
            return None;
        }
        let mut values: Vec<(Option<Const>, Option<Const>)> = Vec::with_capacity(entries.len());
        for &(key, value) in entries {
            let Some(key) = key else {
                // `**other`: what stands behind it wins.
                let Some(Const::Dict(other)) = self.get(value) else { return None };
                if values.len() + other.len() > MAX_WEIGHT {
                    return None;
                }
                for (key, value) in other.iter() {
                    let own = Some(key.clone());
                    values.retain(|(known, _)| *known != own);
                    values.push((own, Some(value.clone())));
                }
                continue;
            };
            let key = self.get(key);
            values.retain(|(known, _)| known.is_none() || *known != key);
            values.push((key, self.get(value)));
        }
        let entries: Option<Arc<[(Const, Const)]>> =
            values.into_iter().map(|(key, value)| Some((key?, value?))).collect();
        entries.map(Const::Dict)
    }

    fn f_string(&mut self, parts: &[FPart]) -> Option<Const> {
        let module = self.model.module();
        let mut text = String::new();
        for part in parts {
            match part {
                FPart::Literal { .. } => text.push_str(&module.piece_value(part)),
                FPart::Interpolation { value, conversion: None | Some(b's'), spec, debug: false, .. }
                    if spec.is_empty() =>
                {
                    text.push_str(&text::display(&self.get(*value)?)?);
                }
                FPart::Interpolation { .. } => return None,
            }
            if text.len() > MAX_LENGTH {
                return None;
            }
        }
        Some(Const::Str(text.into()))
    }

    fn name(&mut self, e: ExprId) -> Option<Const> {
        let reaching = self.model.flow.reaching(e);
        if reaching.incomplete {
            return None;
        }
        if reaching.bindings.is_empty() {
            return self.model.names.foreign_values.get(&e)?.constant.clone();
        }
        let kinds = reaching.bindings.iter().map(|&binding| self.model.binding_info(binding).kind);
        let value = self.common(kinds)?;
        let changes = || self.model.flow.variable(e).is_none_or(|var| self.model.mutations().changes(var));
        (!value.is_mutable() || !changes()).then_some(value)
    }

    fn attribute(&mut self, e: ExprId) -> Option<Const> {
        if let Some(text) = self.model.qualified_name(e).and_then(library_text) {
            return Some(Const::Str(text.into()));
        }
        let Some((kinds, complete)) = self.model.attribute_bindings(e) else {
            return self.model.names.foreign_values.get(&e)?.constant.clone();
        };
        if !complete {
            return None;
        }
        self.common(kinds.into_iter()).filter(|value| !value.is_mutable())
    }

    /// `Statement.BY_NAME.value`: plain values have no attribute of that name, so what is known of the attribute before it is a
    /// member's of an enumeration.
    fn member_value(&mut self, member: ExprId, attr: &str) -> Option<Const> {
        (attr == "value" && matches!(self.model.module().expr(member).kind, ExprKind::Attribute { .. }))
            .then(|| self.get(member))
            .flatten()
    }

    /// The one value that all bindings give.
    fn common(&mut self, kinds: impl Iterator<Item = BindingKind>) -> Option<Const> {
        let mut common: Option<Const> = None;
        for kind in kinds {
            let value = match kind {
                BindingKind::Assign { value: Some(value), .. } | BindingKind::Named { value } => self.get(value)?,
                BindingKind::AugAssign(stmt) => {
                    let syntax::ast::StmtKind::AugAssign { target, op, value } = self.model.module().stmt(stmt).kind
                    else {
                        return None;
                    };
                    let (target, value) = (self.get(target), self.get(value));
                    operators::binary(&target?, op, &value?)?
                }
                BindingKind::Import { stmt, alias } => {
                    self.model.names.import_values.get(&(stmt, alias))?.constant.clone()?
                }
                _ => return None,
            };
            if *common.get_or_insert_with(|| value.clone()) != value {
                return None;
            }
        }
        common
    }

    fn compare(&mut self, left: ExprId, rest: &[(CompareOp, ExprId)]) -> Option<Const> {
        let mut left = self.get(left)?;
        for &(op, right) in rest {
            let right = self.get(right)?;
            if !operators::compare(&left, op, &right)? {
                return Some(Const::Bool(false));
            }
            left = right;
        }
        Some(Const::Bool(true))
    }

    fn subscript(&mut self, value: ExprId, index: ExprId) -> Option<Const> {
        if let ExprKind::Slice { lower, upper, step: None } = self.model.module().expr(index).kind {
            let value = self.get(value)?;
            let mut bound = |end: Option<ExprId>| end.map_or(Some(None), |end| self.get(end)?.as_int().map(Some));
            let (lower, upper) = (bound(lower)?, bound(upper)?);
            return operators::slice(&value, lower, upper);
        }
        let (value, index) = (self.get(value), self.get(index));
        operators::item(&value?, &index?)
    }

    fn call(&mut self, func: ExprId, args: &[Argument]) -> Option<Const> {
        let mut positional = Vec::new();
        let mut keywords = Vec::new();
        if args.len() > 64 {
            return None;
        }
        let module = self.model.module();
        let candidate = self.model.candidates(func).next().filter(|candidate| !candidate.weak);
        let is_method = matches!(module.expr(func).kind, ExprKind::Attribute { .. });
        if candidate.is_none() && !is_method {
            return None;
        }
        for arg in args {
            match *arg {
                Argument::Positional(value) => positional.push(self.get(value)?),
                Argument::Keyword { name, value } => keywords.push((module.text(name.span), self.get(value)?)),
                Argument::Star(_) | Argument::DoubleStar(_) => return None,
            }
        }
        if let Some(candidate) = candidate
            && let Some(value) = text::function(candidate.name, &positional, &keywords)
        {
            return Some(value);
        }
        let ExprKind::Attribute { value, attr } = module.expr(func).kind else { return None };
        text::method(&self.get(value)?, module.text(attr.span), &positional, &keywords)
    }
}

/// The texts of the standard library's module `string`, and the separators of POSIX.
fn library_text(name: &str) -> Option<&'static str> {
    Some(match name {
        "string.ascii_lowercase" => "abcdefghijklmnopqrstuvwxyz",
        "string.ascii_uppercase" => "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "string.ascii_letters" => "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "string.digits" => "0123456789",
        "string.hexdigits" => "0123456789abcdefABCDEF",
        "string.octdigits" => "01234567",
        "string.punctuation" => "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use syntax::ast::BinaryOp;

    use super::*;

    /// A chain as long as a file may be is folded without a deep stack.
    #[test]
    fn long_chains_of_names() {
        let lines = (1..20_000).map(|at| format!("a{at} = a{} + 1\n", at - 1));
        let source: String = std::iter::once("a0 = 1\n".to_owned()).chain(lines).collect();
        let model = FileModel::new(Arc::new(syntax::parse(source)));
        let mut sums =
            model.module().exprs().filter(|(_, e)| matches!(e.kind, ExprKind::Binary { op: BinaryOp::Add, .. }));
        let (last, _) = sums.next_back().expect("there are additions");
        assert_eq!(model.constant(last), Some(Const::Int(20_000)));
    }
}
