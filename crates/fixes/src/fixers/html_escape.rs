//! PV206, PV325, PV389: values in an HTML or XML text are escaped.

use crate::fix::{Fix, Fixer};
use crate::html::{self, Place};
use crate::template::Part;
use crate::values;

pub(crate) struct HtmlEscape;

const ADDRESS: &str = "The values are escaped; an address that data gives can still begin with `javascript:`, so decide which schemes are allowed.";
const ALONE: &str =
    "The text is shown as text; if it is meant to hold HTML, a cleaner such as nh3 has to take out what may run.";

impl Fixer for HtmlEscape {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        for focus in fix.site.focus.clone() {
            if fix.file.is_constant(focus) {
                continue;
            }
            let parts = values::parts(fix, focus)?;
            let places = html::places(&parts)?;
            if places.contains(&Place::Address) {
                fix.needs_review(ADDRESS);
            } else if let [Part::Value(value)] = parts[..] {
                // It may be a response that was made elsewhere.
                if !values::is_text(fix, value, 0) {
                    return None;
                }
                fix.needs_review(ALONE);
            }
        }
        let is_django = fix.imports_root("django");
        let pattern = if is_django {
            format!("{}({{value}})", fix.name("django.utils.html", "escape"))
        } else {
            format!("{}({{text}})", fix.name("html", "escape"))
        };
        values::escape(fix, &pattern)
    }
}
