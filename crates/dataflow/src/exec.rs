//! Statements: how they change the environment, and which of them run at all.

use semantic::Const;
use syntax::Span;
use syntax::ast::{
    Argument, ExprId, ExprKind, Handler, IfArm, MatchCase, PatternId, PatternKind, StmtId, StmtKind, WithItem,
};

use crate::env::{Key, Layer};
use crate::eval::{Engine, MAX_DEPTH, short};
use crate::models;
use crate::value::{Note, SinkSet, Value};

/// Alternatives of one pattern that are compared with a constant.
const MAX_OR: usize = 64;

impl<'a> Engine<'a> {
    /// Runs statements in order. False if the end is never reached.
    pub(crate) fn block(&mut self, block: &'a [StmtId]) -> bool {
        if self.depth > MAX_DEPTH {
            self.exhausted = true;
            return true;
        }
        self.depth += 1;
        let mut live = true;
        for (at, stmt) in block.iter().enumerate() {
            live = self.stmt(*stmt);
            if !live {
                let span = |stmt: &StmtId| self.file.module().stmt(*stmt).span;
                if let (Some(first), Some(last)) = (block.get(at + 1), block.last()) {
                    let dead = Span::new(span(first).start, span(last).end);
                    self.mark_dead(dead, "the statement before it always leaves".to_owned(), span(stmt));
                }
                break;
            }
        }
        self.depth -= 1;
        live
    }

    fn stmt(&mut self, id: StmtId) -> bool {
        match &self.file.module().stmt(id).kind {
            StmtKind::Expr(value) => {
                self.eval(*value);
                self.check_by_exception(*value);
                return !self.never_returns(*value);
            }
            StmtKind::Assign { targets, value } => {
                let result = self.eval(*value);
                for target in targets {
                    self.assign(*target, &result, Some(*value));
                }
            }
            StmtKind::AnnAssign { target, value: Some(value), .. } => {
                let result = self.eval(*value);
                self.assign(*target, &result, Some(*value));
            }
            StmtKind::AugAssign { target, value, .. } => {
                let added = self.eval(*value);
                let before = self.eval(*target);
                if let Some(key) = self.key(*target) {
                    let added = self.trail.advance(&added, self.span(*target), &Note::BecomesPart(key.clone()));
                    self.current.assigned.insert(key.clone());
                    self.env.forget_fields(&key);
                    self.env.put(key, before.merge(&added), None);
                }
            }
            StmtKind::Return(value) => {
                let result = value.map_or(Value::CONSTANT, |value| self.eval(value));
                self.leave(*value, &result);
                return false;
            }
            StmtKind::Raise { exc, cause } => {
                self.eval_all(exc.iter().chain(cause).copied());
                return false;
            }
            StmtKind::Break => return self.leave_pass(|exits| &mut exits.out),
            StmtKind::Continue => return self.leave_pass(|exits| &mut exits.again),
            StmtKind::If { arms, orelse } => return self.if_stmt(arms, orelse),
            StmtKind::While { test, body, orelse } => return self.while_stmt(*test, body, orelse),
            StmtKind::For { target, iter, body, orelse, .. } => {
                return self.for_stmt(*target, *iter, body, orelse);
            }
            StmtKind::With { items, body, .. } => return self.with_stmt(items, body),
            StmtKind::Match { subject, cases } => return self.match_stmt(*subject, cases),
            StmtKind::Try { body, handlers, orelse, finally, .. } => {
                return self.try_stmt(body, handlers, orelse, finally);
            }
            StmtKind::Delete(targets) => self.delete(targets),
            StmtKind::Assert { test, message } => {
                self.eval_all([Some(*test), *message].into_iter().flatten());
            }
            StmtKind::Function(function) => {
                self.eval_all(function.decorators.iter().copied());
                self.eval_all(function.params.params.iter().filter_map(|param| param.default));
                self.define(function.name.span);
            }
            StmtKind::Class(class) => {
                self.eval_all(class.decorators.iter().copied());
                self.eval_all(class.args.iter().map(Argument::value));
                // The names of a class body are not seen by what follows.
                self.env.push();
                self.block(&class.body);
                self.env.pop();
                self.define(class.name.span);
            }
            StmtKind::Import(names) | StmtKind::ImportFrom { names, .. } => {
                for alias in names {
                    let whole = self.file.module().text(alias.asname.map_or(alias.name, |name| name.span));
                    self.env.forget(whole.split('.').next().unwrap_or(whole));
                }
            }
            StmtKind::Print { dest, values } => {
                self.eval_all(dest.iter().chain(values).copied());
            }
            StmtKind::Exec { body, scope } => {
                self.eval(*body);
                self.eval_all(scope.iter().copied());
            }
            StmtKind::Error { exprs, body } => {
                self.eval_all(exprs.iter().copied());
                self.env.push();
                self.block(body);
                let layer = self.env.pop();
                self.env.join(&[layer]);
            }
            StmtKind::AnnAssign { value: None, .. }
            | StmtKind::TypeAlias { .. }
            | StmtKind::Global(_)
            | StmtKind::Nonlocal(_)
            | StmtKind::Pass => {}
        }
        true
    }

    fn delete(&mut self, targets: &[ExprId]) {
        for target in targets {
            self.eval(*target);
            if let ExprKind::Subscript { value, index } = self.kind(*target)
                && let Some(whole) = self.key(*value)
            {
                if self.delete_item(*value, *index) {
                    continue;
                }
                self.env.forget_items(&whole);
            }
            if let Some(key) = self.key(*target) {
                self.env.forget(&key);
            }
        }
    }

    /// A `def` or `class`: the name now stands for something of this file.
    fn define(&mut self, name: Span) {
        let name: Key = self.file.module().text(name).into();
        self.env.forget_fields(&name);
        self.env.put(name, Value::CONSTANT, None);
    }

    /// Whether the expression is a call that never comes back, such as `abort(404)`.
    fn never_returns(&self, e: ExprId) -> bool {
        match self.kind(e) {
            ExprKind::Call { func, .. } => {
                self.file.qualified_names(*func).any(|name| models::has(models::NEVER_RETURN, name))
                    || self.always_leaves(*func)
            }
            _ => false,
        }
    }

    /// One branch: `enter` sets the scene, then `body` runs. Gives what it wrote if its end is reached.
    pub(crate) fn branch(&mut self, body: &'a [StmtId], enter: impl FnOnce(&mut Self)) -> Option<Layer> {
        self.env.push();
        enter(self);
        let live = self.block(body);
        let layer = self.env.pop();
        live.then_some(layer)
    }

    /// Goes on after branches of which one was taken. False if none of them ends.
    pub(crate) fn merge_branches(&mut self, ends: &[Layer]) -> bool {
        self.env.join(ends);
        !ends.is_empty()
    }

    pub(crate) fn block_span(&self, block: &[StmtId]) -> Option<Span> {
        let module = self.file.module();
        Some(Span::new(module.stmt(*block.first()?).span.start, module.stmt(*block.last()?).span.end))
    }

    fn if_stmt(&mut self, arms: &'a [IfArm], orelse: &'a [StmtId]) -> bool {
        let mut ends = Vec::new();
        // What holds because the tests so far were false.
        self.env.push();
        let mut decided = None;
        for arm in arms {
            if let Some(at) = decided {
                if let Some(span) = self.block_span(&arm.body) {
                    self.mark_dead(span, "an earlier condition is always true".to_owned(), at);
                }
                continue;
            }
            self.eval(arm.test);
            let constant = self.file.constant(arm.test).map(|constant| constant.truthy());
            if constant == Some(false) {
                if let Some(span) = self.block_span(&arm.body) {
                    self.mark_dead(span, "the condition is always false".to_owned(), self.span(arm.test));
                }
                continue;
            }
            let refused = self.env.pop();
            let mut end = self.branch(&arm.body, |engine| {
                engine.env.join(std::slice::from_ref(&refused));
                engine.refine(arm.test, true);
            });
            ends.extend(end.take());
            self.env.push_layer(refused);
            if constant == Some(true) {
                decided = Some(self.span(arm.test));
            } else {
                self.refine(arm.test, false);
            }
        }
        let live = match decided {
            None => self.block(orelse),
            Some(at) => {
                if let Some(span) = self.block_span(orelse) {
                    self.mark_dead(span, "the condition is always true".to_owned(), at);
                }
                false
            }
        };
        let rest = self.env.pop();
        if live {
            ends.push(rest);
        }
        self.merge_branches(&ends)
    }

    fn with_stmt(&mut self, items: &'a [WithItem], body: &'a [StmtId]) -> bool {
        for item in items {
            let value = self.eval(item.context);
            if let Some(target) = item.target {
                self.assign(target, &value, Some(item.context));
            }
        }
        self.block(body)
    }

    fn try_stmt(
        &mut self,
        body: &'a [StmtId],
        handlers: &'a [Handler],
        orelse: &'a [StmtId],
        finally: &'a [StmtId],
    ) -> bool {
        self.env.push();
        let mut live = self.block(body);
        let tried = self.env.pop();
        let mut ends = Vec::new();
        if live {
            self.env.push_layer(tried.clone());
            live = self.block(orelse);
            let end = self.env.pop();
            if live {
                ends.push(end);
            }
        }
        for handler in handlers {
            let end = self.branch(&handler.body, |engine| {
                // The body may have stopped anywhere.
                engine.env.join(&[tried.clone(), Layer::new()]);
                if let Some(types) = handler.types {
                    engine.eval(types);
                }
                if let Some(name) = handler.name {
                    let value = engine.caught(handler.types, name.span);
                    engine.env.put(engine.file.module().text(name.span).into(), value, None);
                }
            });
            ends.extend(end);
        }
        if ends.is_empty() {
            // `finally` runs on the way out as well.
            self.env.push();
            self.env.join(&[tried, Layer::new()]);
            self.block(finally);
            self.env.pop();
            return false;
        }
        self.env.join(&ends);
        self.block(finally)
    }

    fn match_stmt(&mut self, subject: ExprId, cases: &'a [MatchCase]) -> bool {
        let value = self.eval(subject);
        let mut ends = Vec::new();
        let mut complete = false;
        let known = self.file.constant(subject);
        for case in cases {
            let decided = known.as_ref().and_then(|known| self.decides(case.pattern, known));
            if decided == Some(false) || complete {
                if let Some(span) = self.block_span(&case.body) {
                    let at = self.file.module().pattern(case.pattern).span;
                    self.mark_dead(span, "the `case` never applies".to_owned(), at);
                }
                continue;
            }
            let end = self.branch(&case.body, |engine| {
                engine.bind_pattern(case.pattern, &value);
                if engine.is_literal_pattern(case.pattern) {
                    let at = engine.file.module().pattern(case.pattern).span;
                    engine.clear(subject, SinkSet::ALL, "the `case` that it equals".to_owned(), at);
                }
                if let Some(guard) = case.guard {
                    engine.eval(guard);
                    engine.refine(guard, true);
                }
            });
            ends.extend(end);
            complete |= case.guard.is_none() && decided == Some(true)
                || case.guard.is_none()
                    && matches!(self.file.module().pattern(case.pattern).kind, PatternKind::As { pattern: None, .. });
        }
        if !complete {
            ends.push(Layer::new());
        }
        self.merge_branches(&ends)
    }

    /// Whether a pattern of literals matches the constant `subject`, if that can be said.
    fn decides(&self, pattern: PatternId, subject: &Const) -> Option<bool> {
        match &self.file.module().pattern(pattern).kind {
            PatternKind::Value(e) => Some(self.file.constant(*e)? == *subject),
            PatternKind::Or(patterns) => {
                let mut any = false;
                for &pattern in patterns.iter().take(MAX_OR) {
                    any |= self.decides_one(pattern, subject)?;
                }
                (any || patterns.len() <= MAX_OR).then_some(any)
            }
            _ => None,
        }
    }

    fn decides_one(&self, pattern: PatternId, subject: &Const) -> Option<bool> {
        match &self.file.module().pattern(pattern).kind {
            PatternKind::Value(e) => Some(self.file.constant(*e)? == *subject),
            _ => None,
        }
    }

    /// Whether the pattern matches only constants.
    fn is_literal_pattern(&self, pattern: PatternId) -> bool {
        match &self.file.module().pattern(pattern).kind {
            PatternKind::Value(e) => self.file.is_constant(*e),
            PatternKind::Or(patterns) => patterns.iter().all(|pattern| {
                matches!(&self.file.module().pattern(*pattern).kind, PatternKind::Value(e) if self.file.is_constant(*e))
            }),
            PatternKind::As { pattern: Some(inner), .. } => {
                matches!(&self.file.module().pattern(*inner).kind, PatternKind::Value(e) if self.file.is_constant(*e))
            }
            _ => false,
        }
    }

    /// Every name that a pattern captures holds some of the subject.
    fn bind_pattern(&mut self, pattern: PatternId, value: &Value) {
        let mut pending = vec![pattern];
        while let Some(pattern) = pending.pop() {
            let module = self.file.module();
            let name = match &module.pattern(pattern).kind {
                PatternKind::Value(e) => {
                    self.eval(*e);
                    None
                }
                PatternKind::Sequence(items) | PatternKind::Or(items) => {
                    pending.extend(items.iter().copied());
                    None
                }
                PatternKind::Mapping { entries, rest } => {
                    pending.extend(entries.iter().map(|(_, inner)| *inner));
                    *rest
                }
                PatternKind::Class { positional, keywords, .. } => {
                    pending.extend(positional.iter().copied());
                    pending.extend(keywords.iter().map(|(_, inner)| *inner));
                    None
                }
                PatternKind::Star(name) => *name,
                PatternKind::As { pattern: inner, name } => {
                    pending.extend(inner.iter().copied());
                    *name
                }
                PatternKind::Error => None,
            };
            if let Some(name) = name {
                let key: Key = module.text(name.span).into();
                let held = self.trail.advance(value, name.span, &Note::Assigned(key.clone()));
                self.env.forget_fields(&key);
                self.env.put(key, held, None);
            }
        }
    }

    /// A statement that raises unless something holds: `path.relative_to(base)`, `int(text)`.
    fn check_by_exception(&mut self, e: ExprId) {
        if let ExprKind::Call { func, args } = self.kind(e)
            && let [Argument::Positional(text)] = **args
            && self
                .file
                .qualified_names(*func)
                .any(|name| matches!(name, "builtins.int" | "builtins.float" | "uuid.UUID"))
        {
            let by = format!("the check `{}`", short(self.text(e)));
            self.clear(text, SinkSet::NUMBER, by, self.span(e));
        }
        if let ExprKind::Call { func, .. } = self.kind(e)
            && let ExprKind::Attribute { value, attr } = self.kind(*func)
            && self.file.module().text(attr.span) == "relative_to"
        {
            self.contained(*value, e);
        }
    }
}
