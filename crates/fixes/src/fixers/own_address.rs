//! PV201: a redirect that data chooses stays on this host.

use semantic::BindingKind;
use syntax::ast::ExprKind;

use crate::fix::{Fix, Fixer};
use crate::names;
use crate::strings;
use crate::values;

pub(crate) struct OwnAddress;

impl Fixer for OwnAddress {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let &[target] = &fix.site.focus[..] else { return None };
        // An address that is put together has a part that is right: which one, its author knows.
        let is_choice = matches!(fix.kind(target), ExprKind::BoolOp { .. }) && values::is_atom(fix, target, 0);
        let is_taken = matches!(
            fix.kind(target),
            ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } | ExprKind::Call { .. }
        );
        if !is_taken && !is_choice {
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
        let is_django = fix.file.qualified_names(func).any(|name| name.starts_with("django."));
        let check = match request(fix).filter(|_| is_django) {
            Some(request) => {
                let allowed = fix.name("django.utils.http", "url_has_allowed_host_and_scheme");
                format!("if not {allowed}({name}, allowed_hosts={{{request}.get_host()}}):")
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

/// The parameter that is called `request`, where there is one.
fn request(fix: &Fix<'_>) -> Option<&'static str> {
    let mut seen = names::visible(fix.file, fix.site.span.start);
    let is_request = |binding: &semantic::Binding| {
        matches!(binding.kind, BindingKind::Param { .. }) && names::text(fix.file, binding) == "request"
    };
    seen.any(is_request).then_some("request")
}
