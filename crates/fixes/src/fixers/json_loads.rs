//! S301, S302: what this file writes and reads as objects is written and read as JSON.

use syntax::ast::{Argument, ExprId};

use crate::fix::{Fix, Fixer};
use crate::{plain, strings};

pub(crate) struct JsonLoads;

const MODULES: [&str; 4] = ["pickle", "cPickle", "_pickle", "marshal"];

impl Fixer for JsonLoads {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        let read = function(fix, func).filter(|name| matches!(*name, "load" | "loads"))?;
        let [Argument::Positional(_)] = args else { return None };
        if plain::is_used_as_object(fix, call) {
            return None;
        }
        let called = fix.name("json", read);
        fix.replace(func, called);
        let mut is_written = false;
        for &other in fix.file.calls() {
            let (func, args) = fix.parts(other)?;
            let Some(name) = function(fix, func) else { continue };
            // What JSON cannot write, or gives back as something else, is written in another way: which one, its author knows.
            if matches!(name, "dump" | "dumps")
                && args.first().is_none_or(|value| !plain::may_be_plain(fix, value.value(), 0))
            {
                return None;
            }
            match (name, args) {
                // Later arguments are the protocol and its options.
                ("dumps", [Argument::Positional(value), ..]) => {
                    let dumps = fix.name("json", "dumps");
                    let text = format!("{dumps}({}).encode()", strings::alone(fix, *value));
                    fix.replace(other, text);
                }
                ("dump", [Argument::Positional(value), Argument::Positional(file), ..]) => {
                    let dumps = fix.name("json", "dumps");
                    let text = format!("{}.write({dumps}({}).encode())", fix.text(*file), strings::alone(fix, *value));
                    fix.replace(other, text);
                }
                _ => continue,
            }
            // With several of them only the author knows which ones this reads.
            if is_written {
                return None;
            }
            is_written = true;
        }
        // Whoever writes the file that is read elsewhere may write anything.
        if !is_written && read == "load" {
            return None;
        }
        if is_written {
            fix.needs_review(
                "Both ends are JSON now: texts, numbers, lists and dictionaries with texts as keys. Objects of other classes need a form of their own, and \
                 what was stored before has to be written anew.",
            );
        }
        Some(())
    }
}

/// The name of a function of the modules.
fn function<'a>(fix: &Fix<'a>, func: ExprId) -> Option<&'a str> {
    fix.file.qualified_names(func).find_map(|name| {
        let (module, function) = name.rsplit_once('.')?;
        MODULES.contains(&module).then_some(function)
    })
}
