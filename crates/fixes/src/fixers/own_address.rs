//! PV201: a redirect that data chooses stays on this host.

use semantic::BindingKind;
use syntax::ast::{ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::names;
use crate::strings;

pub(crate) struct OwnAddress;

/// How many names are followed to see where an address comes from.
const MAX_DEPTH: usize = 8;

impl Fixer for OwnAddress {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let &[target] = &fix.site.focus[..] else { return None };
        // An address that is put together, or that a function of the program makes, has a part that is right: which one, its
        // author knows.
        if !is_taken(fix, target, 0) {
            return None;
        }
        // A function that others call with an address is no place to choose one; a handler is.
        let is_passed = |binding: &semantic::BindingId| match fix.file.binding_info(*binding).kind {
            BindingKind::Param { function, .. } => fix.file.function(function).is_none_or(|f| f.decorators.is_empty()),
            _ => false,
        };
        if matches!(fix.kind(target), ExprKind::Name) && fix.file.reaching(target).iter().any(is_passed) {
            return None;
        }
        let statement = fix.anchor(target)?;
        let mut lines = Vec::new();
        let is_named = matches!(fix.kind(target), ExprKind::Name);
        let name = if is_named { fix.text(target).to_owned() } else { fix.free_name("target") };
        if !is_named {
            lines.push(format!("{name} = {}", fix.text(target)));
        }
        let quote = strings::quote(fix);
        let (root, both) =
            (strings::literal("/", quote), [strings::literal("//", quote), strings::literal("/\\", quote)].join(", "));
        let (func, _) = fix.parts(fix.call()?)?;
        let is_django = fix.file.qualified_names(func).any(|name| name.starts_with("django."))
            || fix.imports_root("django") && !fix.imports_root("flask");
        let check = match request(fix, target).filter(|_| is_django) {
            Some(request) => {
                let allowed = fix.name("django.utils.http", "url_has_allowed_host_and_scheme");
                format!("if not {allowed}({name}, allowed_hosts={{{request}.get_host()}}):")
            }
            // A browser names the page before with its host: a path alone never comes.
            None if is_page_before(fix, target) => {
                if !fix.imports_root("flask") {
                    return None;
                }
                let (split, request) = (fix.name("urllib.parse", "urlsplit"), fix.name("flask", "request"));
                format!("if {split}({name}).netloc != {request}.host:")
            }
            None => format!("if not {name}.startswith({root}) or {name}.startswith(({both})):"),
        };
        lines.extend([check, format!("{}{name} = {root}", fix.step())]);
        fix.before(statement, &lines)?;
        if !is_named {
            fix.replace(target, name);
        }
        Some(())
    }
}

/// Whether a value is taken from somewhere as it is, on every way to `e`, or is a constant there.
fn is_taken(fix: &Fix<'_>, e: ExprId, depth: usize) -> bool {
    const GETTERS: [&str; 7] =
        ["get", "pop", "get_argument", "get_query_argument", "get_body_argument", "get_cookie", "strip"];
    if depth > MAX_DEPTH {
        return false;
    }
    let taken = |e: ExprId| fix.file.is_constant(e) || is_taken(fix, e, depth + 1);
    match fix.kind(e) {
        ExprKind::Attribute { .. } | ExprKind::Subscript { .. } => true,
        ExprKind::BoolOp { values, .. } => values.iter().all(|&value| taken(value)),
        ExprKind::Call { func, args } => match *fix.kind(*func) {
            ExprKind::Attribute { attr, .. } if GETTERS.contains(&fix.tree().text(attr.span)) => true,
            _ => {
                fix.is_named(*func, &["builtins.str", "urllib.parse.unquote"])
                    && args.first().is_some_and(|argument| taken(argument.value()))
            }
        },
        ExprKind::Name => {
            let bindings = fix.file.reaching(e);
            !bindings.is_empty()
                && bindings.iter().all(|&binding| match fix.file.binding_info(binding).kind {
                    BindingKind::Param { .. } => true,
                    BindingKind::Assign { value: Some(value), .. } | BindingKind::Named { value } => taken(value),
                    _ => false,
                })
        }
        _ => false,
    }
}

/// Whether what is taken is the address of the page that the visitor comes from.
fn is_page_before(fix: &Fix<'_>, target: ExprId) -> bool {
    let tells = |e: ExprId| {
        let text = fix.text(e).to_ascii_lowercase();
        text.contains("referer") || text.contains("referrer")
    };
    let given = |binding: &semantic::BindingId| match fix.file.binding_info(*binding).kind {
        BindingKind::Assign { value: Some(value), .. } | BindingKind::Named { value } => tells(value),
        _ => false,
    };
    tells(target) || matches!(fix.kind(target), ExprKind::Name) && fix.file.reaching(target).iter().any(given)
}

/// The parameter that is called `request`, or the view's request that the address is taken from.
fn request(fix: &Fix<'_>, target: ExprId) -> Option<&'static str> {
    const OF_VIEW: &str = "self.request";
    let mut seen = names::visible(fix.file, fix.site.span.start);
    let is_request = |binding: &semantic::Binding| {
        matches!(binding.kind, BindingKind::Param { .. }) && names::text(fix.file, binding) == "request"
    };
    if seen.any(is_request) {
        return Some("request");
    }
    fix.text(target).starts_with(OF_VIEW).then_some(OF_VIEW)
}
