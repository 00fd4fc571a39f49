//! PV208: what is written to the log, field by field.

use semantic::Const;
use syntax::ast::{Argument, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct LogEntry;

impl Detector for LogEntry {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let ExprKind::Call { ref args, .. } = cx.tree().expr(candidate.expr?).kind else { return None };
        let mut values = args.iter().filter_map(|arg| match *arg {
            Argument::Positional(value) => Some(value),
            _ => None,
        });
        let message = values.next()?;
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
        candidate.callers_decide = Some(
            "nothing shows that the caller's text comes from a request; each caller is judged where it is".to_owned(),
        );
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
