//! A module as one line of nested words, without positions, for tests that are read by people.

use syntax::Module;
use syntax::ast::{
    Argument, Clause, ComprehensionKind, ExprId, ExprKind, FPart, Params, PatternId, PatternKind, StmtId, StmtKind,
    TypeParam,
};

/// The statements of `module`, separated by `; `.
pub(crate) fn shape(module: &Module) -> String {
    block(module, module.body())
}

fn block(m: &Module, stmts: &[StmtId]) -> String {
    stmts.iter().map(|&id| stmt(m, id)).collect::<Vec<_>>().join("; ")
}

fn list<T>(items: &[T], one: impl Fn(&T) -> String) -> String {
    items.iter().map(one).collect::<Vec<_>>().join(" ")
}

fn exprs(m: &Module, ids: &[ExprId]) -> String {
    list(ids, |&id| expr(m, id))
}

fn maybe(m: &Module, id: Option<ExprId>) -> String {
    id.map_or("-".to_owned(), |id| expr(m, id))
}

fn args(m: &Module, found: &[Argument]) -> String {
    list(found, |arg| match *arg {
        Argument::Positional(value) => expr(m, value),
        Argument::Star(value) => format!("*{}", expr(m, value)),
        Argument::DoubleStar(value) => format!("**{}", expr(m, value)),
        Argument::Keyword { name, value } => format!("{}={}", m.text(name.span), expr(m, value)),
    })
}

fn params(m: &Module, params: &Params) -> String {
    list(&params.params, |param| {
        let annotation = param.annotation.map_or(String::new(), |id| format!(":{}", expr(m, id)));
        let default = param.default.map_or(String::new(), |id| format!("={}", expr(m, id)));
        format!("{:?}:{}{annotation}{default}", param.kind, m.text(param.name.span))
    })
}

fn type_params(m: &Module, params: &[TypeParam]) -> String {
    list(params, |param| {
        let bound = param.bound.map_or(String::new(), |id| format!(":{}", expr(m, id)));
        let default = param.default.map_or(String::new(), |id| format!("={}", expr(m, id)));
        format!("{}{bound}{default}", m.text(param.name.span))
    })
}

fn stmt(m: &Module, id: StmtId) -> String {
    let names = |names: &[syntax::ast::Ident]| list(names, |name| m.text(name.span).to_owned());
    let aliases = |aliases: &[syntax::ast::Alias]| {
        list(aliases, |alias| {
            let asname = alias.asname.map_or(String::new(), |name| format!(":{}", m.text(name.span)));
            format!("{}{asname}", m.text(alias.name))
        })
    };
    let mark = |is_async: bool| if is_async { "async-" } else { "" };
    match &m.stmt(id).kind {
        StmtKind::Function(f) => {
            let (name, types, params) = (m.text(f.name.span), type_params(m, &f.type_params), params(m, &f.params));
            let (returns, body, before) = (maybe(m, f.returns), block(m, &f.body), exprs(m, &f.decorators));
            format!("({}def {name} [{types}] ({params}) {returns} @[{before}] {{{body}}})", mark(f.is_async))
        }
        StmtKind::Class(c) => {
            let (types, args, before) = (type_params(m, &c.type_params), args(m, &c.args), exprs(m, &c.decorators));
            format!("(class {} [{types}] ({args}) @[{before}] {{{}}})", m.text(c.name.span), block(m, &c.body))
        }
        StmtKind::Return(value) => format!("(return {})", maybe(m, *value)),
        StmtKind::Delete(values) => format!("(del {})", exprs(m, values)),
        StmtKind::Assign { targets, value } => format!("(= [{}] {})", exprs(m, targets), expr(m, *value)),
        StmtKind::AugAssign { target, op, value } => format!("({op:?}= {} {})", expr(m, *target), expr(m, *value)),
        StmtKind::AnnAssign { target, annotation, value } => {
            format!("(: {} {} {})", expr(m, *target), expr(m, *annotation), maybe(m, *value))
        }
        StmtKind::TypeAlias { name, type_params: types, value } => {
            format!("(type {} [{}] {})", expr(m, *name), type_params(m, types), expr(m, *value))
        }
        StmtKind::For { target, iter, body, orelse, is_async } => {
            let (target, iter) = (expr(m, *target), expr(m, *iter));
            format!("({}for {target} {iter} {{{}}} {{{}}})", mark(*is_async), block(m, body), block(m, orelse))
        }
        StmtKind::While { test, body, orelse } => {
            format!("(while {} {{{}}} {{{}}})", expr(m, *test), block(m, body), block(m, orelse))
        }
        StmtKind::If { arms, orelse } => {
            let arms = list(arms, |arm| format!("{} {{{}}}", expr(m, arm.test), block(m, &arm.body)));
            format!("(if {arms} {{{}}})", block(m, orelse))
        }
        StmtKind::With { items, body, is_async } => {
            let items = list(items, |item| format!("{}:{}", expr(m, item.context), maybe(m, item.target)));
            format!("({}with [{items}] {{{}}})", mark(*is_async), block(m, body))
        }
        StmtKind::Match { subject, cases } => {
            let cases = list(cases, |case| {
                format!("<{} if {} {{{}}}>", pattern(m, case.pattern), maybe(m, case.guard), block(m, &case.body))
            });
            format!("(match {} {cases})", expr(m, *subject))
        }
        StmtKind::Raise { exc, cause } => format!("(raise {} {})", maybe(m, *exc), maybe(m, *cause)),
        StmtKind::Try { body, handlers, orelse, finally, is_star } => {
            let handlers = list(handlers, |handler| {
                let name = handler.name.map_or("-", |name| m.text(name.span));
                format!("<{} {name} {{{}}}>", maybe(m, handler.types), block(m, &handler.body))
            });
            let star = if *is_star { "*" } else { "" };
            format!("(try{star} {{{}}} {handlers} {{{}}} {{{}}})", block(m, body), block(m, orelse), block(m, finally))
        }
        StmtKind::Assert { test, message } => format!("(assert {} {})", expr(m, *test), maybe(m, *message)),
        StmtKind::Import(found) => format!("(import {})", aliases(found)),
        StmtKind::ImportFrom { module, level, names } => {
            format!("(from {level} {} {})", module.map_or("-", |span| m.text(span)), aliases(names))
        }
        StmtKind::Global(found) => format!("(global {})", names(found)),
        StmtKind::Nonlocal(found) => format!("(nonlocal {})", names(found)),
        StmtKind::Expr(value) => expr(m, *value),
        StmtKind::Pass => "pass".to_owned(),
        StmtKind::Break => "break".to_owned(),
        StmtKind::Continue => "continue".to_owned(),
        StmtKind::Print { dest, values } => format!("(print {} [{}])", maybe(m, *dest), exprs(m, values)),
        StmtKind::Exec { body, scope } => format!("(exec {} [{}])", expr(m, *body), exprs(m, scope)),
        StmtKind::Error { exprs: found, body } => format!("(error [{}] {{{}}})", exprs(m, found), block(m, body)),
    }
}

fn expr(m: &Module, id: ExprId) -> String {
    let span = m.expr(id).span;
    match &m.expr(id).kind {
        ExprKind::BoolOp { op, values } => format!("({op:?} {})", exprs(m, values)),
        ExprKind::Named { target, value } => format!("(:= {} {})", expr(m, *target), expr(m, *value)),
        ExprKind::Binary { left, op, right } => format!("({op:?} {} {})", expr(m, *left), expr(m, *right)),
        ExprKind::Unary { op, operand } => format!("({op:?} {})", expr(m, *operand)),
        ExprKind::Lambda { params: found, body } => format!("(lambda ({}) {})", params(m, found), expr(m, *body)),
        ExprKind::Conditional { test, body, orelse } => {
            format!("(? {} {} {})", expr(m, *test), expr(m, *body), expr(m, *orelse))
        }
        ExprKind::Dict(entries) => {
            format!("{{{}}}", list(entries, |entry| format!("{}:{}", maybe(m, entry.0), expr(m, entry.1))))
        }
        ExprKind::Set(values) => format!("(set {})", exprs(m, values)),
        ExprKind::List(values) => format!("[{}]", exprs(m, values)),
        ExprKind::Tuple(values) => format!("(tuple {})", exprs(m, values)),
        ExprKind::Comprehension { kind, clauses } => {
            let kind = match *kind {
                ComprehensionKind::List { element } => format!("list {}", expr(m, element)),
                ComprehensionKind::Set { element } => format!("set {}", expr(m, element)),
                ComprehensionKind::Generator { element } => format!("gen {}", expr(m, element)),
                ComprehensionKind::Dict { key, value } => format!("dict {}:{}", expr(m, key), expr(m, value)),
            };
            let clauses = list(clauses, |clause: &Clause| {
                let mark = if clause.is_async { "async-" } else { "" };
                let conditions = exprs(m, &clause.conditions);
                format!("<{mark}for {} {} [{conditions}]>", expr(m, clause.target), expr(m, clause.iter))
            });
            format!("({kind} {clauses})")
        }
        ExprKind::Await(value) => format!("(await {})", expr(m, *value)),
        ExprKind::Yield(value) => format!("(yield {})", maybe(m, *value)),
        ExprKind::YieldFrom(value) => format!("(yield-from {})", expr(m, *value)),
        ExprKind::Compare { left, rest } => {
            format!("(cmp {} {})", expr(m, *left), list(rest, |part| format!("{:?} {}", part.0, expr(m, part.1))))
        }
        ExprKind::Call { func, args: found } => format!("{}({})", expr(m, *func), args(m, found)),
        ExprKind::Attribute { value, attr } => format!("{}.{}", expr(m, *value), m.text(attr.span)),
        ExprKind::Subscript { value, index } => format!("{}[{}]", expr(m, *value), expr(m, *index)),
        ExprKind::Slice { lower, upper, step } => {
            format!("({}:{}:{})", maybe(m, *lower), maybe(m, *upper), maybe(m, *step))
        }
        ExprKind::Starred(value) => format!("*{}", expr(m, *value)),
        ExprKind::Str(tokens) => format!("{:?}", m.string_value(tokens)),
        ExprKind::Bytes(tokens) => format!("b{:?}", String::from_utf8_lossy(&m.bytes_value(tokens))),
        ExprKind::FString(parts) => format!("f<{}>", pieces(m, parts)),
        ExprKind::TString(parts) => format!("t<{}>", pieces(m, parts)),
        ExprKind::Repr(value) => format!("(repr {})", expr(m, *value)),
        ExprKind::Error(values) => format!("(error {})", exprs(m, values)),
        ExprKind::Name
        | ExprKind::Int
        | ExprKind::Float
        | ExprKind::Complex
        | ExprKind::True
        | ExprKind::False
        | ExprKind::None
        | ExprKind::Ellipsis => m.text(span).to_owned(),
    }
}

fn pieces(m: &Module, parts: &[FPart]) -> String {
    list(parts, |part| match part {
        FPart::Literal { .. } => format!("{:?}", m.piece_value(part)),
        FPart::Interpolation { value, conversion, spec, debug, .. } => {
            let conversion = conversion.map_or(String::new(), |letter| format!("!{}", char::from(letter)));
            let debug = if *debug { "=" } else { "" };
            let spec = if spec.is_empty() { String::new() } else { format!(":{}", pieces(m, spec)) };
            format!("{{{}{debug}{conversion}{spec}}}", expr(m, *value))
        }
    })
}

fn pattern(m: &Module, id: PatternId) -> String {
    let all = |ids: &[PatternId]| list(ids, |&id| pattern(m, id));
    let name = |name: &Option<syntax::ast::Ident>| name.map_or("_", |name| m.text(name.span)).to_owned();
    match &m.pattern(id).kind {
        PatternKind::Value(value) => format!("={}", expr(m, *value)),
        PatternKind::Sequence(patterns) => format!("[{}]", all(patterns)),
        PatternKind::Mapping { entries, rest } => {
            let entries = list(entries, |entry| format!("{}:{}", expr(m, entry.0), pattern(m, entry.1)));
            format!("{{{entries} **{}}}", name(rest))
        }
        PatternKind::Class { class, positional, keywords } => {
            let keywords = list(keywords, |keyword| format!("{}={}", m.text(keyword.0.span), pattern(m, keyword.1)));
            format!("{}({} {keywords})", expr(m, *class), all(positional))
        }
        PatternKind::Star(found) => format!("*{}", name(found)),
        PatternKind::As { pattern: Some(inner), name: found } => format!("(as {} {})", pattern(m, *inner), name(found)),
        PatternKind::As { pattern: None, name: found } => name(found),
        PatternKind::Or(patterns) => format!("(| {})", all(patterns)),
        PatternKind::Error => "error".to_owned(),
    }
}
