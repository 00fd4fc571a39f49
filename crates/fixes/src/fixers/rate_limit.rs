//! PV416, PV719: a route may be asked so many times a minute, with the library that its framework is used with.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::imports;
use crate::strings;

pub(crate) struct RateLimit;

impl Fixer for RateLimit {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let route = route(fix)?;
        let function = fix.file.function(route)?;
        let (app, made) = function.decorators.iter().find_map(|&decorator| application(fix, decorator))?;
        let app_text = fix.text(app).to_owned();
        let (func, _) = fix.parts(made)?;
        let setup = fix.file.enclosing_stmt(made)?;
        let quote = strings::quote(fix);
        let limit = |text: &str| strings::literal(text, quote);
        if fix.is_named(func, &["flask.Flask"]) {
            let [limiter, address] = [("flask_limiter", "Limiter"), ("flask_limiter.util", "get_remote_address")]
                .map(|(module, name)| fix.name(module, name));
            let all = limit("120 per minute");
            fix.after(setup, &[format!("limiter = {limiter}({address}, app={app_text}, default_limits=[{all}])")])?;
            return decorate(fix, route, &format!("@limiter.limit({})", limit("5 per minute")));
        }
        if !fix.is_named(func, &["fastapi.FastAPI"]) {
            return None;
        }
        request_parameter(fix, route)?;
        let [limiter, address, exceeded, refuse, middleware] = [
            ("slowapi", "Limiter"),
            ("slowapi.util", "get_remote_address"),
            ("slowapi.errors", "RateLimitExceeded"),
            ("slowapi", "_rate_limit_exceeded_handler"),
            ("slowapi.middleware", "SlowAPIMiddleware"),
        ]
        .map(|(module, name)| fix.name(module, name));
        let all = limit("120/minute");
        fix.after(
            setup,
            &[
                format!("limiter = {limiter}(key_func={address}, default_limits=[{all}])"),
                format!("{app_text}.state.limiter = limiter"),
                format!("{app_text}.add_exception_handler({exceeded}, {refuse})"),
                format!("{app_text}.add_middleware({middleware})"),
            ],
        )?;
        decorate(fix, route, &format!("@limiter.limit({})", limit("5/minute")))
    }
}

/// The function that answers the requests.
fn route(fix: &Fix<'_>) -> Option<StmtId> {
    let at = fix.site.span.start;
    let begins = |&&stmt: &&StmtId| {
        let span = fix.tree().stmt(stmt).span;
        span.start == at || imports::start_of(fix.tree(), stmt) == at
    };
    let whole = fix.file.functions().iter().find(begins).copied();
    let free = !fix.file.bindings().iter().any(|binding| fix.tree().text(binding.span) == "limiter");
    whole.or_else(|| fix.file.enclosing_function(fix.site.expr?)).filter(|_| free)
}

/// The application in `@app.post("/login")`, and the call that made it at the top of this file.
fn application(fix: &Fix<'_>, decorator: ExprId) -> Option<(ExprId, ExprId)> {
    let (func, _) = fix.parts(decorator)?;
    let ExprKind::Attribute { value, .. } = *fix.kind(func) else { return None };
    let [binding] = fix.file.reaching(value)[..] else { return None };
    let BindingKind::Assign { stmt, value: Some(made) } = fix.file.binding_info(binding).kind else { return None };
    let is_top = fix.file.stmt_parent(stmt).is_none() && matches!(fix.tree().stmt(stmt).kind, StmtKind::Assign { .. });
    (is_top && matches!(fix.kind(value), ExprKind::Name)).then_some((value, made))
}

/// Writes a decorator below those that declare the route.
fn decorate(fix: &mut Fix<'_>, route: StmtId, decorator: &str) -> Option<()> {
    let last = *fix.file.function(route)?.decorators.last()?;
    let line = fix.tree().lines().line(fix.span(last).end.checked_sub(1)?);
    let end = fix.tree().lines().line_span(line, fix.tree().source()).end;
    let indentation = fix.indentation(fix.span(last).start);
    fix.insert(end, format!("{indentation}{decorator}\n"));
    Some(())
}

/// slowapi reads the request from a parameter of this name.
fn request_parameter(fix: &mut Fix<'_>, route: StmtId) -> Option<()> {
    let function = fix.file.function(route)?;
    let params = &function.params.params;
    if params.iter().any(|param| fix.tree().text(param.name.span) == "request") {
        return Some(());
    }
    let request = fix.name("fastapi", "Request");
    if let Some(first) = params.first() {
        fix.insert(first.span.start, format!("request: {request}, "));
    } else {
        let text = fix.tree().source().get(function.name.span.end as usize..)?;
        let open = text.find('(').filter(|at| text[at + 1..].starts_with(')'))?;
        fix.insert(function.name.span.end + open as u32 + 1, format!("request: {request}"));
    }
    Some(())
}
