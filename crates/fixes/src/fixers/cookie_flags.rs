//! PV211: a cookie gets the flags that it lacks.

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct CookieFlags;

/// Values that say that something is so.
const SIGNS: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "1", "0", "done"];

impl Fixer for CookieFlags {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let args = fix.file.call_args(call);
        // A sign that everybody is given is no secret, and mostly one for the page's own scripts.
        let value = args.argument(Some(1), Some("value")).and_then(|value| fix.file.constant(value));
        if value.is_some_and(|value| value.as_str().is_none_or(|text| SIGNS.contains(&&*text.to_ascii_lowercase()))) {
            return None;
        }
        let quote = strings::quote(fix);
        let lax = format!("{quote}Lax{quote}");
        let mut missing: Vec<String> = Vec::new();
        for (flag, value) in [("secure", "True"), ("httponly", "True"), ("samesite", lax.as_str())] {
            match args.keyword(flag) {
                None => missing.push(format!("{flag}={value}")),
                Some(given) => {
                    let constant = fix.file.constant(given);
                    let is_none = |text: &str| text.eq_ignore_ascii_case("none");
                    let is_off = constant.is_some_and(|given| !given.truthy() || given.as_str().is_some_and(is_none));
                    if is_off {
                        fix.replace(given, value);
                    }
                }
            }
        }
        if !missing.is_empty() {
            fix.add_argument(call, &missing.join(", "))?;
        }
        Some(())
    }
}
