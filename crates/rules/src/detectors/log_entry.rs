//! PV208: what is written to the log, field by field.

use semantic::{BindingKind, Const};
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::Candidate;
use crate::code::around::{calls_one_of, function_of};
use crate::detector::{Context, Detector};

pub(crate) struct LogEntry;

/// Calls that write text into an open file.
const ADDERS: [&str; 6] = [
    "builtins.open.write",
    "builtins.open.writelines",
    "io.open.write",
    "io.open.writelines",
    "codecs.open.write",
    "codecs.open.writelines",
];
/// What reads the file is not known.
const OF_A_FILE: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:L/A:N";

/// Whether the file was opened to add text at its end: `open(path, "a")`.
fn adds_text(cx: &Context<'_>, file: ExprId) -> bool {
    let opened = cx.file.binding(file).and_then(|binding| match cx.file.binding_info(binding).kind {
        BindingKind::Assign { value, .. } => value,
        BindingKind::With { context, .. } => Some(context),
        _ => None,
    });
    let mode = opened.and_then(|opened| cx.file.call_args(opened).argument(Some(1), Some("mode")));
    mode.and_then(|mode| cx.file.constant(mode))
        .is_some_and(|mode| mode.as_str().is_some_and(|mode| mode.starts_with('a') && !mode.contains('b')))
}

impl Detector for LogEntry {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let ExprKind::Call { ref args, .. } = cx.tree().expr(candidate.expr?).kind else { return None };
        let mut values = args.iter().filter_map(|arg| match *arg {
            Argument::Positional(value) => Some(value),
            _ => None,
        });
        let message = values.next()?;
        candidate.callers_decide = Some(
            "nothing shows that the caller's text comes from a request; each caller is judged where it is".to_owned(),
        );
        // Among files, those to which lines are added are like a log.
        let file = cx.file.call_args(candidate.expr?).keyword("file");
        let is_adder = calls_one_of(cx.file, candidate.expr?, &ADDERS);
        if is_adder || calls_one_of(cx.file, candidate.expr?, &["builtins.print"]) {
            let object = match cx.tree().expr(function_of(cx.file, candidate.expr?)?).kind {
                ExprKind::Attribute { value, .. } => Some(value),
                _ => None,
            };
            if !adds_text(cx, object.filter(|_| is_adder).or(file)?) {
                return None;
            }
            // `print(name, place, file=log)`
            candidate.focus = std::iter::once(message).chain(values).collect();
            candidate.cvss = Some(OF_A_FILE);
            return Some(candidate);
        }
        candidate.focus = match cx.file.constant(message) {
            // `log.info("%r asked for %s", user, page)`: only what a `%s` takes keeps its line ends.
            Some(Const::Str(format)) => {
                let fields = fields(&format);
                values
                    .enumerate()
                    .filter(|(at, _)| fields.get(*at).is_none_or(|&field| field == 's'))
                    .map(|(_, e)| e)
                    .collect()
            }
            _ => vec![message],
        };
        (!candidate.focus.is_empty()).then_some(candidate)
    }
}

/// The conversions of a `%` format, in order: `s`, `r`, `d`, …
fn fields(format: &str) -> Vec<char> {
    let mut found = Vec::new();
    let mut letters = format.chars();
    while let Some(letter) = letters.next() {
        if letter != '%' {
            continue;
        }
        match letters.find(|c| c.is_ascii_alphabetic() || *c == '%') {
            Some('%') | None => {}
            Some(conversion) => found.push(conversion),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn conversions_in_order() {
        assert_eq!(fields("%s and %-5.2f of %r, 100%%"), ['s', 'f', 'r']);
        assert_eq!(fields("plain"), []);
        assert_eq!(fields("half a field %"), []);
    }
}
