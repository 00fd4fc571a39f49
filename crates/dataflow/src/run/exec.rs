//! Statements: how they change the environment, and which of them run at all.

use semantic::Const;
use syntax::Span;
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, Handler, IfArm, StmtId, StmtKind, WithItem};

use crate::calls::frame::Given;
use crate::models;
use crate::run::engine::Engine;
use crate::run::eval::MAX_DEPTH;
use crate::run::failing::Fails;
use crate::state::env::{Key, Layer};
use crate::state::object::Kind;
use crate::state::value::{By, Form, Note, Value};

/// Modules whose decorators call what they are given only when the program does.
const MARKING: [&str; 7] = ["abc.", "builtins.", "contextlib.", "dataclasses.", "enum.", "functools.", "typing."];

impl<'a> Engine<'a> {
    /// Runs statements in order. False if the end is never reached.
    pub(crate) fn block(&mut self, block: &'a [StmtId]) -> bool {
        if self.depth > MAX_DEPTH {
            self.observed.exhausted = true;
            return true;
        }
        self.depth += 1;
        let mut live = true;
        for (at, stmt) in block.iter().enumerate() {
            let decided = self.observed.decided;
            live = self.stmt(*stmt);
            if !live {
                let span = |stmt: &StmtId| self.file.module().stmt(*stmt).span;
                if let (Some(first), Some(last)) = (block.get(at + 1), block.last()) {
                    let dead = Span::new(span(first).start, span(last).end);
                    // What leaves because of what is known in this run alone may go on in another one.
                    let always = decided == self.observed.decided;
                    self.mark_left(dead, "the statement before it always leaves", span(stmt), always);
                }
                break;
            }
        }
        self.depth -= 1;
        live
    }

    #[allow(clippy::too_many_lines)] // one arm a kind of statement
    fn stmt(&mut self, id: StmtId) -> bool {
        match &self.file.module().stmt(id).kind {
            StmtKind::Expr(value) => {
                self.eval(*value);
                self.check_by_exception(*value);
                return !self.take_diverged() && !self.never_returns(*value);
            }
            StmtKind::Assign { targets, value } => {
                let result = self.hold(*value);
                self.check_by_exception(*value);
                for target in targets {
                    self.assign(*target, &result, Some(*value));
                }
                self.check_by_exception(*value);
                return !self.take_diverged() && !self.never_converts(*value);
            }
            StmtKind::AnnAssign { target, value: Some(value), .. } => {
                let result = self.hold(*value);
                self.assign(*target, &result, Some(*value));
            }
            StmtKind::AugAssign { target, op, value } => {
                let added = self.eval(*value);
                let before = self.eval(*target);
                if self.augment(*target, *op, *value) {
                    return true;
                }
                if let Some(key) = self.key(*target) {
                    let added = self.trail.advance(&added, self.span(*target), &Note::BecomesPart(key.clone()));
                    self.body.current.assigned.insert(key.clone());
                    self.env.forget_fields(&key);
                    self.env.put(key, before.merge(&added), None);
                }
            }
            StmtKind::Return(value) => {
                let result = value.map_or_else(|| Value::formed(Form::Const(Const::None)), |value| self.hold(value));
                if self.take_diverged() {
                    return false;
                }
                self.leave(*value, &result);
                return false;
            }
            StmtKind::Raise { exc, cause } => {
                let value = self.eval_all(exc.iter().chain(cause).copied());
                if let Some(raised) = self.run.raised.last_mut() {
                    raised.push(value);
                }
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
                let form = Form::Function(id, None, self.frame_of_closure());
                self.define(function.name.span, form, &function.decorators);
            }
            StmtKind::Class(class) => {
                self.eval_all(class.decorators.iter().copied());
                self.eval_all(class.args.iter().map(Argument::value));
                self.class_body(id, class);
                self.define(class.name.span, Form::Class(id), &class.decorators);
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
                self.env.go_on(layer);
            }
            StmtKind::AnnAssign { value: None, .. }
            | StmtKind::TypeAlias { .. }
            | StmtKind::Global(_)
            | StmtKind::Pass => {}
            StmtKind::Nonlocal(names) => {
                let names: Vec<Key> = names.iter().map(|name| self.file.module().text(name.span).into()).collect();
                if let Some(frame) = self.run.frames.last_mut() {
                    frame.nonlocals.extend(names);
                }
            }
        }
        true
    }

    fn delete(&mut self, targets: &[ExprId]) {
        for target in targets {
            self.eval(*target);
            if let ExprKind::Subscript { value, index } = self.kind(*target) {
                let held = self.held(*value);
                if self.delete_from(&held, *index) {
                    continue;
                }
            }
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
    fn define(&mut self, name: Span, form: Form, decorators: &[ExprId]) {
        let name: Key = self.file.module().text(name).into();
        self.env.forget_fields(&name);
        let mut value = Value::formed(form);
        for decorator in decorators.iter().rev() {
            let callee = self.held(*decorator);
            let given = Given { positional: vec![value.clone()], ..Given::default() };
            let is_library = callee.forms().iter().any(|form| matches!(form, Form::Library(_)));
            let decorated = if is_library { None } else { self.apply(*decorator, &callee, &given) };
            let file = self.file;
            match decorated {
                Some(decorated) => value = decorated,
                // A library that is given the function may call it.
                None => {
                    let is_mark = |name: &str| MARKING.iter().any(|module| name.starts_with(module));
                    if !file.qualified_names(*decorator).any(is_mark) && !self.makes_task(*decorator) {
                        self.hand_on(&value);
                    }
                }
            }
        }
        self.run.diverged = false;
        self.env.put(name, value, None);
    }

    /// `name += value` for constants, lists and mappings. False if it is none of them.
    fn augment(&mut self, target: ExprId, op: BinaryOp, value: ExprId) -> bool {
        let before = self.held(target);
        let added = self.held(value);
        let result = match (before.constant(), added.constant()) {
            (Some(before), Some(added)) => semantic::binary(before, op, added).map(|c| Value::formed(Form::Const(c))),
            _ => None,
        };
        if let Some(id) = before.object() {
            // The list itself grows, whoever else knows it.
            let Some(grown) = self.combined(&before, op, &added).and_then(|grown| grown.object()) else { return false };
            if let Some(object) = self.env.object(grown).map(|object| (**object).clone()) {
                self.env.put_object(id, object);
            }
            return true;
        }
        let Some(result) = result else { return false };
        self.assign(target, &result, None);
        true
    }

    /// Whether the expression is a call that never comes back, such as `abort(404)`.
    fn never_returns(&self, e: ExprId) -> bool {
        match self.kind(e) {
            ExprKind::Call { func, .. } => {
                self.file.qualified_names(*func).any(|name| models::has(models::NEVER_RETURN, name))
                    || self.always_leaves(*func)
                    || self.never_converts(e)
            }
            _ => false,
        }
    }

    /// Whether a call that was followed does not come back, as it was called here.
    fn take_diverged(&mut self) -> bool {
        let diverged = std::mem::take(&mut self.run.diverged);
        self.observed.decided += u32::from(diverged);
        diverged
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
    pub(crate) fn merge_branches(&mut self, ends: Vec<Layer>) -> bool {
        let any = !ends.is_empty();
        self.env.join(ends);
        any
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
                    self.mark_decided(span, "an earlier condition is always true", at);
                }
                continue;
            }
            let constant = self.truth(arm.test);
            if constant == Some(false) {
                if let Some(span) = self.block_span(&arm.body) {
                    self.mark_decided(span, "the condition is always false", arm.test);
                }
                continue;
            }
            let refused = self.env.pop();
            let mut end = self.branch(&arm.body, |engine| {
                engine.env.go_on(refused.clone());
                engine.refine(arm.test, true);
            });
            ends.extend(end.take());
            self.env.push_layer(refused);
            if constant == Some(true) {
                decided = Some(arm.test);
            } else {
                self.refine(arm.test, false);
            }
        }
        let live = match decided {
            None => self.block(orelse),
            Some(at) => {
                if let Some(span) = self.block_span(orelse) {
                    self.mark_decided(span, "the condition is always true", at);
                }
                false
            }
        };
        let rest = self.env.pop();
        if live {
            ends.push(rest);
        }
        self.merge_branches(ends)
    }

    fn with_stmt(&mut self, items: &'a [WithItem], body: &'a [StmtId]) -> bool {
        for item in items {
            let value = self.hold(item.context);
            let value = self.entered(value);
            if let Some(target) = item.target {
                self.assign(target, &value, Some(item.context));
            }
        }
        if items.iter().any(|item| self.suppresses(item.context)) {
            return self.suppressed(body);
        }
        self.block(body)
    }

    /// What `with` gives for an object: what its `__enter__` returns, where that is known.
    fn entered(&mut self, value: Value) -> Value {
        let Some(id) = value.object() else { return value };
        let Some(Kind::Instance(class)) = self.env.object(id).map(|object| object.kind) else { return value };
        let enter = ["__enter__", "__aenter__"].into_iter().find_map(|name| self.method_of(class, name));
        let Some(enter) = enter else { return value };
        self.follow(enter, Some(id), 0, &Given::default()).unwrap_or(value)
    }

    fn try_stmt(
        &mut self,
        body: &'a [StmtId],
        handlers: &'a [Handler],
        orelse: &'a [StmtId],
        finally: &'a [StmtId],
    ) -> bool {
        self.env.push();
        self.run.raised.push(Vec::new());
        self.env.begin_try();
        let mut live = self.block(body);
        let put = self.env.end_try();
        let raised = self.run.raised.pop().unwrap_or_default();
        let raised = raised.iter().fold(Value::CONSTANT, |all, value| all.merge(value));
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
        let fails = self.fails(body);
        for handler in handlers {
            if fails == Fails::Never
                && let (Some(dead), Some(at)) = (self.block_span(&handler.body), self.block_span(body))
            {
                self.mark_left(dead, "nothing in the `try` can fail", at, true);
                continue;
            }
            let end = self.branch(&handler.body, |engine| {
                // The body may have stopped anywhere.
                engine.env.join(vec![tried.clone(), Layer::default()]);
                engine.env.may_have_stopped(&put);
                if let Some(types) = handler.types {
                    engine.eval(types);
                }
                if let Some(name) = handler.name {
                    let value = match fails {
                        Fails::ByItself => raised.clone(),
                        _ => raised.merge(&engine.caught(handler.types, name.span)),
                    };
                    engine.env.put(engine.file.module().text(name.span).into(), value, None);
                }
            });
            ends.extend(end);
        }
        if ends.is_empty() {
            // `finally` runs on the way out as well.
            self.env.push();
            self.env.join(vec![tried, Layer::default()]);
            self.block(finally);
            self.env.pop();
            return false;
        }
        self.env.join(ends);
        self.block(finally)
    }

    /// Whether an argument is the format of a date, and nothing of it leads to another folder: `%Y-%m-%d`.
    fn is_format_without_folders(&self, format: ExprId) -> bool {
        const WITH_SLASHES: [&str; 6] = ["/", "\\", "..", "%c", "%x", "%D"];
        self.file.constant(format).is_some_and(|format| {
            format
                .as_str()
                .is_some_and(|format| format.contains('%') && !WITH_SLASHES.iter().any(|part| format.contains(part)))
        })
    }

    /// A statement that raises unless something holds: `path.relative_to(base)`, `int(text)`, `strptime(text, "%Y-%m-%d")`.
    fn check_by_exception(&mut self, e: ExprId) {
        if let ExprKind::Call { func, args } = self.kind(e)
            && let [Argument::Positional(text), ref rest @ ..] = **args
            && rest.iter().all(|argument| self.is_format_without_folders(argument.value()))
            && let Some(sinks) = self.file.qualified_names(*func).find_map(models::raising_guard)
        {
            let by = By::Check(self.span(e));
            self.clear(text, sinks, by, self.span(e));
        }
        if let ExprKind::Call { func, .. } = self.kind(e)
            && let ExprKind::Attribute { value, attr } = self.kind(*func)
            && self.file.module().text(attr.span) == "relative_to"
        {
            self.contained(*value, e);
        }
    }
}
