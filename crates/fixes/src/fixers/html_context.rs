//! PV315: Django escapes the values of a page; a mail or a program is no page.

use syntax::ast::{Argument, ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::html;

pub(crate) struct HtmlContext;

impl Fixer for HtmlContext {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let context = fix.call()?;
        if !shown_in(fix, context).any(|page| page) {
            return None;
        }
        let switch = fix.file.call_args(context).keyword("autoescape")?;
        fix.remove_argument(context, switch)
    }
}

/// For each place where a template is rendered with the context whether the template is seen to be a page.
fn shown_in(fix: &Fix<'_>, context: ExprId) -> impl Iterator<Item = bool> {
    let is_it = move |e: ExprId| e == context || fix.file.display(e) == Some(context);
    fix.file.calls().iter().filter_map(move |&call| {
        let (func, args) = fix.parts(call)?;
        let ExprKind::Attribute { value, attr } = *fix.kind(func) else { return None };
        let is_rendered = matches!(fix.tree().text(attr.span), "render" | "render_to_string");
        let takes_it = args.iter().any(|argument: &Argument| is_it(argument.value()));
        (is_rendered && takes_it).then(|| is_page(fix, value))
    })
}

/// Whether a template is one of HTML: its text has tags, or its file's name says so.
fn is_page(fix: &Fix<'_>, template: ExprId) -> bool {
    let Some((_, args)) = fix.file.display(template).and_then(|made| fix.parts(made)) else { return false };
    let Some(given) = args.first().map(Argument::value) else { return false };
    let name = fix.file.constant(given);
    let is_file = name.as_ref().and_then(|name| name.as_str()).is_some_and(|name| {
        [".html", ".htm", ".xhtml", ".svg"].iter().any(|ending| name.to_ascii_lowercase().ends_with(ending))
    });
    is_file || html::has_tags(fix, given)
}
