//! PV211: a cookie gets the flags that it lacks.

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct CookieFlags;

impl Fixer for CookieFlags {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let args = fix.file.call_args(call);
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
