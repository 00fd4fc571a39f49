//! Who gets as far as a function: what a decorator, a class, a dependency or a check in the body asks of a visitor.

use std::collections::BTreeMap;

use secrets::{Word, words};
use semantic::{Const, FileModel};
use syntax::ast::{Block, Class, CompareOp, ExprId, ExprKind, Function, IfArm, StmtId, StmtKind, UnaryOp};

use crate::code::around::{class_value, decorator_name, function_of, given, last_word};
use crate::code::written;
use crate::web::guard_names::is_guard;
use crate::web::handed_back::handed_back;
use crate::web::rights::{PEOPLE, RIGHTS};
use crate::web::routes::Guards;

/// What somebody needs to get to a place, the least first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Nothing.
    #[default]
    Anyone,
    /// An account.
    Account,
    /// Rights that only some accounts have.
    Privileged,
}

/// Lines that only some visitors get to.
#[derive(Clone, Debug, PartialEq)]
pub struct Gate {
    /// The first line, 1-based.
    pub first: u32,
    /// The last line.
    pub last: u32,
    /// What is asked, as far as the gate's name says it.
    pub access: Access,
    /// The qualified name of the project's function that asks.
    pub by: Option<String>,
}

/// What a file says about access.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gates {
    /// Its gates, in no order.
    pub gates: Vec<Gate>,
    /// Its functions that make a gate of a function: local name and what is asked.
    pub makers: Vec<(String, Access)>,
}

/// Words of a test of who asks.
const IDENTITY: [&str; 13] = [
    "user",
    "login",
    "session",
    "token",
    "auth",
    "jwt",
    "identity",
    "principal",
    "access",
    "account",
    "member",
    "scope",
    "scopes",
];
/// Words that say it without a doubt, wherever they are asked.
const SIGNED_IN: [&str; 7] =
    ["authenticated", "authorized", "authorised", "logged", "anonymous", "superuser", "unauthorized"];
/// Functions that end a request.
const REFUSALS: [&str; 9] = [
    "abort",
    "redirect",
    "unauthorized",
    "forbidden",
    "deny",
    "send_error",
    "HttpResponseForbidden",
    "fail",
    "handle_no_permission",
];
/// Exceptions and answers whose names say that the visitor may not.
pub(crate) const DENIALS: [&str; 10] = [
    "PermissionDenied",
    "PermissionError",
    "Forbidden",
    "HTTPForbidden",
    "HttpResponseForbidden",
    "HTTPUnauthorized",
    "NotAuthorizedException",
    "Unauthorized",
    "NotAuthorized",
    "AccessDenied",
];
/// How many statements of a function are looked at for a check.
const MAX_STATEMENTS: usize = 12;
/// The part of a decorator or test that is read.
const MAX_TEXT: usize = 300;

impl Gates {
    /// Of a file, whatever its framework.
    pub fn of(file: &FileModel) -> Self {
        let mut all = Self::default();
        let guards = Guards::of(file);
        let mut asked: BTreeMap<StmtId, Access> = BTreeMap::new();
        let sent = |&id: &StmtId| Some((own_name(file, id), sends_away(file, file.function(id)?)?));
        let senders: BTreeMap<String, Access> = file.functions().iter().filter_map(sent).collect();
        for &id in file.functions() {
            let Some(function) = file.function(id) else { continue };
            let line = |at: u32| file.module().lines().line(at);
            let (first, last) = lines(file, id, function);
            let mut add = |first: u32, access: Access, by: Option<String>| {
                if access > Access::Anyone || by.is_some() {
                    let known = asked.entry(id).or_default();
                    *known = access.max(*known);
                    all.gates.push(Gate { first, last, access, by });
                }
            };
            for guard in guards.on(file, function) {
                add(first, asked_by_name(&guard), None);
            }
            for &decorator in &function.decorators {
                add(first, decorator_access(file, decorator), project_function(file, decorator_name(file, decorator)));
            }
            if let Some(class) = file.enclosing_class_of(id).and_then(|class| file.class(class).map(|def| (class, def)))
            {
                add(first, class_access(file, class.0, class.1), None);
            }
            let elsewhere = asked_elsewhere(file, function, &senders);
            for (at, access) in checks(file, &function.body).into_iter().chain(elsewhere) {
                add(line(at), access, None);
            }
            if let Some(access) = makes_a_gate(file, id, function) {
                all.makers.push((file.definition_name(id).to_owned(), access));
            }
        }
        all.helpers(file, &asked);
        all
    }

    /// Functions that only functions behind gates call; `asked` says what those ask for.
    fn helpers(&mut self, file: &FileModel, asked: &BTreeMap<StmtId, Access>) {
        if asked.values().all(|access| *access == Access::Anyone) {
            return;
        }
        let mut callers: BTreeMap<&str, Access> = BTreeMap::new();
        for &call in file.calls() {
            let caller =
                file.enclosing_function(call).and_then(|caller| asked.get(&caller)).copied().unwrap_or_default();
            for name in function_of(file, call).into_iter().flat_map(|func| file.qualified_names(func)) {
                if let Some(local) = name.strip_prefix('.') {
                    let least = callers.entry(local).or_insert(caller);
                    *least = caller.min(*least);
                }
            }
        }
        for &id in file.functions() {
            let Some(function) = file.function(id).filter(|function| function.decorators.is_empty()) else { continue };
            if let Some(&access) = callers.get(&*own_name(file, id)).filter(|access| **access > Access::Anyone) {
                let (first, last) = lines(file, id, function);
                self.gates.push(Gate { first, last, access, by: None });
            }
        }
    }

    /// What whoever gets to the line needs; `maker` says what a function of the project asks, by its qualified name.
    pub fn at(&self, line: u32, maker: impl Fn(&str) -> Access) -> Access {
        let holds = |gate: &&Gate| gate.first <= line && line <= gate.last;
        let asked = |gate: &Gate| gate.by.as_deref().map_or(Access::Anyone, &maker).max(gate.access);
        self.gates.iter().filter(holds).map(asked).max().unwrap_or_default()
    }

    /// Whether a check at the beginning of the function's body keeps somebody from the rest of it; `first` and `last` are its
    /// lines, 1-based, without the decorators.
    pub fn has_check_inside(&self, first: u32, last: u32) -> bool {
        self.gates.iter().any(|gate| first < gate.first && gate.last == last && gate.access > Access::Anyone)
    }

    /// Moves the places to other lines, where the code is a part of a file.
    pub fn move_lines(&mut self, to: impl Fn(u32) -> u32) {
        for gate in &mut self.gates {
            (gate.first, gate.last) = (to(gate.first), to(gate.last));
        }
    }
}

/// The first and the last line of a function with its decorators.
fn lines(file: &FileModel, id: StmtId, function: &Function) -> (u32, u32) {
    let span = file.module().stmt(id).span;
    let decorators = function.decorators.iter().map(|&decorator| file.module().expr(decorator).span.start);
    let line = |at: u32| file.module().lines().line(at);
    (line(decorators.fold(span.start, u32::min)), line(span.end.saturating_sub(1)))
}

/// The beginning of an expression's text.
fn text(file: &FileModel, e: ExprId) -> &str {
    let text = file.module().text(file.module().expr(e).span);
    text.char_indices().nth(MAX_TEXT).map_or(text, |(end, _)| &text[..end])
}

fn has(words: &[Word<'_>], list: &[&str]) -> bool {
    words.iter().any(|word| list.contains(&&**word))
}

/// What the words say that ask for something.
fn asked(words: &[Word<'_>]) -> Access {
    if has(words, &RIGHTS) { Access::Privileged } else { Access::Account }
}

/// What a guard asks for, by its name.
pub fn asked_by_name(name: &str) -> Access {
    const NO_GUARD: [&str; 6] = ["exempt", "optional", "anonymous", "public", "not", "unauthenticated"];
    let words = words(name);
    if has(&words, &NO_GUARD) { Access::Anyone } else { asked(&words) }
}

/// What the decorators and dependencies of one function ask for, by their names.
pub(crate) fn asked_of(file: &FileModel, function: &Function) -> Access {
    Guards::of(file).on(file, function).iter().map(|guard| asked_by_name(guard)).max().unwrap_or_default()
}

/// What a decorator asks for.
fn decorator_access(file: &FileModel, decorator: ExprId) -> Access {
    let name = decorator_name(file, decorator);
    let is_known = |name: &str| {
        name.starts_with("flask_appbuilder.") && name.ends_with(".protect")
            || name.rsplit('.').next().is_some_and(|last| last.starts_with("has_access"))
    };
    // `@method_decorator(login_required)`: the guard is an argument.
    let whole = text(file, decorator);
    if asks_for_scope(file, name, decorator) {
        Access::Privileged
    } else if is_guard(text(file, name)) || file.qualified_names(name).any(is_known) || wraps(file, decorator) {
        asked_by_name(whole)
    } else {
        Access::Anyone
    }
}

/// `@requires("edit")`: a scope of Starlette's besides that somebody is logged in, which the program gives to some.
fn asks_for_scope(file: &FileModel, name: ExprId, decorator: ExprId) -> bool {
    let is_signed_in = |scope: &Const| scope.as_str() == Some("authenticated");
    file.qualified_names(name).any(|name| name == "starlette.authentication.requires")
        && file
            .call_args(decorator)
            .argument(Some(0), Some("scopes"))
            .and_then(|scopes| file.constant(scopes))
            .is_some_and(|scopes| match scopes {
                Const::List(items) | Const::Tuple(items) => !items.iter().all(is_signed_in),
                scope => !is_signed_in(&scope),
            })
}

/// Whether a decorator is made of another one that is a guard.
fn wraps(file: &FileModel, decorator: ExprId) -> bool {
    last_word(file, decorator) == Some("method_decorator")
        && file
            .call_args(decorator)
            .argument(Some(0), Some("decorator"))
            .is_some_and(|inner| is_guard(text(file, inner)))
}

/// The qualified name of a function that this file or another of the project defines.
fn project_function(file: &FileModel, e: ExprId) -> Option<String> {
    file.qualified_names(e).find(|name| name.starts_with(['.', '/'])).map(str::to_owned)
}

/// What all methods of a class ask for: its decorators, the classes above it, the permissions that its body names.
fn class_access(file: &FileModel, id: StmtId, class: &Class) -> Access {
    let decorators = class.decorators.iter().map(|&decorator| decorator_access(file, decorator));
    let above = file.base_names(id).map(|base| match base.rsplit('.').next().unwrap_or(base) {
        "ModelAdmin" if base.starts_with("django.contrib.") => Access::Privileged,
        last if is_guard(last) => asked_by_name(last),
        _ => Access::Anyone,
    });
    let named = class_value(file, class, "permission_classes").map_or(Access::Anyone, |list| {
        let words = words(text(file, list));
        let is_open = has(&words, &["allow", "any", "anonymous"]) || words.is_empty();
        let rights = has(&words, &["admin", "staff", "superuser"]);
        match (is_open, rights) {
            (true, _) => Access::Anyone,
            (false, true) => Access::Privileged,
            (false, false) => Access::Account,
        }
    });
    decorators.chain(above).chain([named]).max().unwrap_or_default()
}

/// The checks at the beginning of a function: where each ends, and what it asks for.
fn checks(file: &FileModel, body: &Block) -> Vec<(u32, Access)> {
    let mut found: Vec<(u32, Access)> =
        handed_back(file, body).map(|(at, guard)| (at, asked_by_name(text(file, guard)))).collect();
    for &stmt in body.iter().take(MAX_STATEMENTS) {
        let at = file.module().stmt(stmt).span.end;
        match &file.module().stmt(stmt).kind {
            StmtKind::Expr(call) => {
                let call = match file.module().expr(*call).kind {
                    ExprKind::Await(inner) => inner,
                    _ => *call,
                };
                if let ExprKind::Call { func, .. } = file.module().expr(call).kind
                    && is_guard(text(file, func))
                {
                    found.push((at, asked_by_name(text(file, func))));
                }
            }
            StmtKind::If { arms, orelse } => {
                if let Some(access) = refused(file, arms, orelse, &[&RIGHTS, &SIGNED_IN], refuses) {
                    found.push((at, access));
                }
            }
            _ => {}
        }
    }
    found
}

/// What functions of the file ask that a function calls at its beginning, as in `self._prepare(id)`: where each call ends, and what
/// is asked; `senders` are those that send people away, by their names.
fn asked_elsewhere(file: &FileModel, function: &Function, senders: &BTreeMap<String, Access>) -> Vec<(u32, Access)> {
    let called = |stmt: StmtId| {
        let value = match &file.module().stmt(stmt).kind {
            StmtKind::Expr(value) | StmtKind::Assign { value, .. } => *value,
            _ => return None,
        };
        let call = match file.module().expr(value).kind {
            ExprKind::Await(inner) => inner,
            _ => value,
        };
        let mut names = file.qualified_names(function_of(file, call)?);
        let access = names.find_map(|name| senders.get(name.strip_prefix('.')?))?;
        Some((file.module().stmt(stmt).span.end, *access))
    };
    function.body.iter().take(MAX_STATEMENTS).filter_map(|&stmt| called(stmt)).collect()
}

/// The name of a function or method among those of its file: `show`, `Users.show`.
fn own_name(file: &FileModel, id: StmtId) -> String {
    match file.enclosing_class_of(id) {
        Some(class) => format!("{}.{}", file.definition_name(class), file.definition_name(id)),
        None => file.definition_name(id).to_owned(),
    }
}

/// What a function asks of a visitor so that its callers need not: it ends the request itself.
fn sends_away(file: &FileModel, function: &Function) -> Option<Access> {
    let ends = |file: &FileModel, block: &Block| {
        block.iter().any(|&stmt| match file.module().stmt(stmt).kind {
            StmtKind::Raise { .. } => true,
            StmtKind::Expr(call) | StmtKind::Return(Some(call)) => last_word(file, call) == Some("abort"),
            _ => false,
        })
    };
    let asks = |stmt: StmtId| match &file.module().stmt(stmt).kind {
        StmtKind::If { arms, orelse } => refused(file, arms, orelse, &[&RIGHTS, &SIGNED_IN], ends),
        StmtKind::Try { handlers, .. } => {
            let sends = handlers.iter().any(|handler| ends(file, &handler.body) && names_right(file, handler.types));
            sends.then_some(Access::Account)
        }
        _ => None,
    };
    function.body.iter().take(MAX_STATEMENTS).filter_map(|&stmt| asks(stmt)).max()
}

/// If a condition sends away who is not the one that it asks for: what that is. `known` are the words that make it a question
/// of who asks, `ends` says whether a block ends the request.
fn refused(
    file: &FileModel,
    arms: &[IfArm],
    orelse: &Block,
    known: &[&[&str]],
    ends: impl Fn(&FileModel, &Block) -> bool,
) -> Option<Access> {
    let arm = arms.first()?;
    let (ends_here, ends_else) = (ends(file, &arm.body), ends(file, orelse));
    if !ends_here && !ends_else {
        return None;
    }
    let words = words(text(file, arm.test));
    if !known.iter().any(|list| has(&words, list)) {
        return None;
    }
    if is_about_data(file, arm.test) {
        return None;
    }
    let denies = is_negative(file, arm.test) || has(&words, &["anonymous", "unauthorized", "forbidden"]);
    let sends_away = if denies { ends_here } else { ends_else };
    sends_away.then(|| asked(&words))
}

/// Whether a test only asks whether a value of the request is one of a few, `role not in ("customer", "staff")` after
/// `role = request.form["role"]`: what is sent, not who sends it.
fn is_about_data(file: &FileModel, test: ExprId) -> bool {
    const CARRIERS: [&str; 10] =
        ["form", "args", "json", "get_json", "values", "data", "POST", "GET", "query_params", "get_argument"];
    let ExprKind::Compare { left, ref rest } = file.module().expr(test).kind else { return false };
    let is_one_of =
        |&(op, right): &(CompareOp, ExprId)| matches!(op, CompareOp::In | CompareOp::NotIn) && file.is_constant(right);
    let made = given(file, left);
    let names_carrier = |part: &str| CARRIERS.contains(&part);
    rest.iter().all(is_one_of)
        && made != left
        && text(file, made).split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(names_carrier)
}

/// Whether a function ends the request where something that it calls says that the visitor may not: `except NotAuthorized:` with a
/// refusal below it. Who may is decided elsewhere.
pub fn catches_refusal(file: &FileModel, function: &Function) -> bool {
    function.body.iter().take(MAX_STATEMENTS).any(|&stmt| match &file.module().stmt(stmt).kind {
        StmtKind::Try { handlers, .. } => {
            handlers.iter().any(|handler| names_right(file, handler.types) && refuses(file, &handler.body))
        }
        _ => false,
    })
}

/// Whether a function ends the request at a test with an answer that says of the visitor that he may not: `raise PermissionDenied`,
/// `abort(403)`. What the test asks is told by its names alone, so that a place is not behind a gate for it.
pub fn denies(file: &FileModel, function: &Function) -> bool {
    let says_so = |stmt: StmtId| {
        let (StmtKind::Raise { exc: Some(answer), .. } | StmtKind::Return(Some(answer)) | StmtKind::Expr(answer)) =
            file.module().stmt(stmt).kind
        else {
            return false;
        };
        let name = function_of(file, answer).unwrap_or(answer);
        let Some(name) = written::last_word(file, name) else { return false };
        let args = file.call_args(answer);
        let status = || {
            let given = ["status", "status_code", "code"].iter().find_map(|word| args.keyword(word));
            given.or_else(|| args.positional(0)).is_some_and(|status| is_denial(file, status))
        };
        DENIALS.contains(&name) || matches!(name, "abort" | "HTTPError" | "HTTPException" | "send_error") && status()
    };
    function.body.iter().any(|&stmt| match &file.module().stmt(stmt).kind {
        StmtKind::If { arms, .. } => arms.iter().any(|arm| {
            let is_about_forms = has(&words(text(file, arm.test)), &["csrf", "xsrf", "referer", "referrer", "path"]);
            !is_about_forms && arm.body.iter().any(|&stmt| says_so(stmt))
        }),
        _ => false,
    })
}

/// Whether a status says that the visitor may not: 401, `status.HTTP_403_FORBIDDEN`, `HTTPStatus.UNAUTHORIZED`; or not before he paid.
pub(crate) fn is_denial(file: &FileModel, status: ExprId) -> bool {
    const NAMES: [&str; 6] = [
        "HTTP_401_UNAUTHORIZED",
        "HTTP_402_PAYMENT_REQUIRED",
        "HTTP_403_FORBIDDEN",
        "UNAUTHORIZED",
        "PAYMENT_REQUIRED",
        "FORBIDDEN",
    ];
    matches!(file.constant(status), Some(Const::Int(401..=403)))
        || written::last_word(file, status).is_some_and(|name| NAMES.contains(&name))
}

/// Whether the caught exceptions say that the visitor may not.
fn names_right(file: &FileModel, types: Option<ExprId>) -> bool {
    types.is_some_and(|types| {
        let words = words(text(file, types));
        has(&words, &["unauthorized", "authorized", "forbidden", "denied", "permission", "authorization"])
    })
}

/// Whether a test asks that something does not hold.
fn is_negative(file: &FileModel, test: ExprId) -> bool {
    /// How many parts of a test are looked at.
    const MAX_PARTS: usize = 40;
    let none = |right: ExprId| matches!(file.module().expr(right).kind, ExprKind::None | ExprKind::False);
    let says_no = |e: ExprId| match &file.module().expr(e).kind {
        ExprKind::Compare { rest, .. } => rest.iter().any(|&(op, right)| match op {
            CompareOp::NotEq | CompareOp::NotIn => true,
            CompareOp::Is | CompareOp::Eq => none(right),
            _ => false,
        }),
        _ => false,
    };
    let mut pending = vec![test];
    for _ in 0..MAX_PARTS {
        let Some(e) = pending.pop() else { return false };
        match &file.module().expr(e).kind {
            // `not (name not in NAMES)` asks that it is one of them.
            ExprKind::Unary { op: UnaryOp::Not, operand } if says_no(*operand) => {}
            ExprKind::Unary { op: UnaryOp::Not, .. } => return true,
            ExprKind::Compare { .. } if says_no(e) => return true,
            ExprKind::BoolOp { values, .. } => pending.extend(values.iter().copied()),
            _ => {}
        }
    }
    false
}

/// Whether a block ends the request.
fn refuses(file: &FileModel, block: &Block) -> bool {
    block.iter().any(|&stmt| match &file.module().stmt(stmt).kind {
        StmtKind::Raise { .. } | StmtKind::Return(_) => true,
        StmtKind::Expr(call) => last_word(file, *call).is_some_and(|name| REFUSALS.contains(&name)),
        _ => false,
    })
}

/// Whether a test is about somebody whom something that ran before has put with the request: `g.customer is None`.
fn names_kept_person(file: &FileModel, test: ExprId) -> bool {
    has(&words(text(file, test)), &["g", "request", "state"])
}

/// If a function is a decorator that lets only some through: what it asks for.
pub(crate) fn makes_a_gate(file: &FileModel, id: StmtId, function: &Function) -> Option<Access> {
    /// How many statements of a decorator are looked at.
    const MAX_LOOKED: usize = 60;
    let has_inner = function.body.iter().any(|&stmt| file.function(stmt).is_some());
    if !has_inner || file.enclosing_function_of(id).is_some() {
        return None;
    }
    let mut pending: Vec<StmtId> = function.body.to_vec();
    let mut found = None;
    for _ in 0..MAX_LOOKED {
        let Some(stmt) = pending.pop() else { break };
        if let StmtKind::If { arms, orelse } = &file.module().stmt(stmt).kind {
            let asks_for_kept = arms.first().is_some_and(|arm| names_kept_person(file, arm.test));
            let people: &[&str] = if asks_for_kept { &PEOPLE } else { &[] };
            found = found.max(refused(file, arms, orelse, &[&RIGHTS, &SIGNED_IN, &IDENTITY, people], refuses));
        }
        file.module().stmt_children(stmt, &mut |child| pending.push(child));
    }
    found
}
