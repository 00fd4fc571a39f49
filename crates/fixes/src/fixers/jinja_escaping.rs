//! S701: a Jinja environment escapes the values of its HTML templates.

use syntax::ast::{ExprId, ExprKind};

use crate::fix::{Fix, Fixer};
use crate::html;

pub(crate) struct JinjaEscaping;

impl Fixer for JinjaEscaping {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let args = fix.file.call_args(call);
        // Marks of its own are for a language that has braces itself: code, and no page.
        if ["variable_start_string", "block_start_string"].iter().any(|word| args.keyword(word).is_some()) {
            return None;
        }
        // What is unpacked into the call may say it already.
        if args.has_double_star() {
            return None;
        }
        // A template's name says whether it is a page; one that is given as a text has to show it.
        let has_names = args.argument(Some(8), Some("loader")).is_some();
        if !has_names && !shows_page(fix) {
            return None;
        }
        let value = format!("{}()", fix.name("jinja2", "select_autoescape"));
        match args.keyword("autoescape") {
            Some(given) => {
                fix.replace(given, value);
                Some(())
            }
            None => fix.add_argument(call, &format!("autoescape={value}")),
        }
    }
}

/// Whether the file gives an environment a template with tags in it.
fn shows_page(fix: &Fix<'_>) -> bool {
    let is_page = |&call: &ExprId| {
        let Some((func, _)) = fix.parts(call) else { return false };
        let ExprKind::Attribute { attr, .. } = *fix.kind(func) else { return false };
        fix.tree().text(attr.span) == "from_string"
            && fix.file.call_args(call).positional(0).is_some_and(|text| html::has_tags(fix, text))
    };
    fix.file.calls().iter().any(is_page)
}
