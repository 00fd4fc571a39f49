//! Line ends, which begin an entry of a log or a header of their own: what takes them out, and what refuses them.

use semantic::{Const, SinkKind};
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::run::engine::Engine;
use crate::state::value::SinkSet;

/// Contexts in which a line end is what does harm.
pub(crate) const LINES: SinkSet = SinkSet::NONE.with(SinkKind::Log).with(SinkKind::Header);

/// Whether a text is a line end as it is written in a test or a pattern.
pub(crate) fn is_line_end(piece: &str) -> bool {
    matches!(piece, "\n" | "\r" | "\r\n" | "\\n" | "\\r" | "\\r\\n")
}

/// Whether a pattern finds every line end: `[\r\n]`, `\s+`, `[\x00-\x1f]`.
pub(crate) fn finds_line_ends(pattern: &str) -> bool {
    let body = pattern.trim_end_matches(['+', '*']);
    if let Some(class) = body.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        return !class.starts_with('^')
            && !class.contains(['[', ']'])
            && (class.contains("\\n")
                || class.contains('\n')
                || class.contains("\\s")
                || class.contains("\\x00-\\x1f")
                || class.contains("\\x00-\\x1F"));
    }
    matches!(body, "\\s" | "\\n" | "\\r?\\n" | "\\r\\n" | "\\r|\\n" | "\\n|\\r" | "\n" | "\\v")
}

impl Engine<'_> {
    /// `re.sub(r"[\r\n]", "", text)`: no line end is left.
    pub(crate) fn removes_line_ends(&self, func: ExprId, args: &[Argument]) -> bool {
        // `text.encode("unicode_escape")`
        if let (ExprKind::Attribute { attr, .. }, [codec]) = (self.kind(func), args)
            && self.file.module().text(attr.span) == "encode"
        {
            let codec = self.file.constant(codec.value());
            return matches!(codec, Some(Const::Str(name)) if matches!(&*name, "unicode_escape" | "unicode-escape"));
        }
        let (pattern, replacement) = match (self.kind(func), args) {
            (_, [pattern, replacement, _, ..]) if self.file.qualified_names(func).any(|name| name == "re.sub") => {
                (self.file.constant(pattern.value()), replacement.value())
            }
            (ExprKind::Attribute { value, attr }, [replacement, _]) if self.file.module().text(attr.span) == "sub" => {
                (self.compiled_pattern(*value), replacement.value())
            }
            _ => return false,
        };
        let (Some(Const::Str(pattern)), Some(Const::Str(replacement))) = (pattern, self.file.constant(replacement))
        else {
            return false;
        };
        finds_line_ends(&pattern) && !replacement.contains(['\r', '\n'])
    }

    /// Whether `test` looks for line ends in a text: `re.search(r"[\r\n]", text)`. Gives the text.
    pub(crate) fn looks_for_line_ends(&self, func: ExprId, args: &[Argument]) -> Option<ExprId> {
        let (pattern, subject) = match (self.kind(func), args) {
            (_, [pattern, subject]) if self.file.qualified_names(func).any(|name| name == "re.search") => {
                (self.file.constant(pattern.value())?, subject.value())
            }
            (ExprKind::Attribute { value, attr }, [subject]) if self.file.module().text(attr.span) == "search" => {
                (self.compiled_pattern(*value)?, subject.value())
            }
            _ => return None,
        };
        match pattern {
            Const::Str(pattern) if finds_line_ends(&pattern) => Some(subject),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::finds_line_ends;

    #[test]
    fn patterns_that_find_every_line_end() {
        for pattern in [r"[\r\n]", r"[\r\n]+", r"\s+", r"[\s]", "[\r\n]", r"[\x00-\x1f]"] {
            assert!(finds_line_ends(pattern), "{pattern}");
        }
        for pattern in [r"[^\r\n]", "[a-z]", r"\d+", r"\nX", ""] {
            assert!(!finds_line_ends(pattern), "{pattern}");
        }
    }
}
