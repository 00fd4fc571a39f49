//! How much of a text is Python, and whether it is Python at all.

use syntax::Module;
use syntax::ast::{ExprKind, StmtKind};

/// Of the lines of a text with errors, this share must look like code: one in so many.
const CODE_LINES_ONE_IN: usize = 3;

/// The lines that could not be understood: first and last, 1-based, in order and not overlapping.
pub(crate) fn unparsed_lines(module: &Module) -> Vec<(u32, u32)> {
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for error in module.errors() {
        let first = module.lines().line(error.start);
        let last = module.lines().line(error.end.max(error.start + 1) - 1).max(first);
        match ranges.last_mut() {
            Some(before) if first <= before.1 + 1 => before.1 = before.1.max(last),
            _ => ranges.push((first, last)),
        }
    }
    ranges
}

/// Whether a text is Python. Broken Python and Python 2 are; a letter to a colleague is not.
pub(crate) fn is_python(module: &Module) -> bool {
    let text: &str = module.source();
    let content = || text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    if content().next().is_none() {
        // Only comments: nothing to find, and nothing else that it could be.
        return true;
    }
    if module.errors().is_empty() {
        return has_code(module);
    }
    let code = content().filter(|line| looks_like_code(line)).count();
    code * CODE_LINES_ONE_IN >= content().count()
}

/// Whether a text without errors does anything: a single word is a correct Python program too.
fn has_code(module: &Module) -> bool {
    let bare = |e| matches!(module.expr(e).kind, ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Tuple(_));
    module.stmts().any(|(_, stmt)| match stmt.kind {
        StmtKind::Expr(e) => !bare(e),
        // `Dear team: hello` is an annotation.
        StmtKind::AnnAssign { value: None, .. } | StmtKind::Error { .. } => false,
        _ => true,
    })
}

/// Whether a line that may be broken has the shape of Python rather than of a sentence.
fn looks_like_code(line: &str) -> bool {
    let word_end = line.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(line.len());
    let (word, rest) = line.split_at(word_end);
    let opens_block = line.trim_end().ends_with(':');
    let symbols = line.contains(['(', '=', '[', '{', '"', '\'']);
    match word {
        "def" | "class" | "async" => rest.contains(['(', ':']),
        "if" | "elif" | "for" | "while" | "with" | "except" | "else" | "try" | "finally" | "match" | "case" => {
            opens_block || symbols
        }
        "import" => rest.split_whitespace().count() == 1 || rest.contains(','),
        "from" => rest.contains(" import "),
        "return" | "raise" | "assert" | "yield" | "del" | "lambda" | "print" | "exec" => {
            symbols || rest.split_whitespace().count() <= 1
        }
        "pass" | "break" | "continue" => rest.trim().is_empty(),
        _ => {
            let call = line
                .char_indices()
                .any(|(at, c)| c == '(' && line[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == ')'));
            let assignment =
                rest.contains(" = ") || rest.contains("+=") || rest.contains("==") || rest.starts_with('=');
            let closes = line.starts_with([')', ']', '}', '@']);
            call && !line.contains("(s)") || assignment || closes || line.ends_with(['(', '[', '{', ',']) && symbols
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python(text: &str) -> bool {
        is_python(&syntax::parse(text))
    }

    #[test]
    fn prose_is_not_python() {
        for text in [
            "hello",
            "Please review my application for security problems.",
            "Dear team,\n\nattached you find the report. Is the login safe?\nIf not, tell me what to do.\n\nBest regards\n",
            "I have a Flask app that imports data from a file and prints it.\nCan you check it for SQL injection?",
            "Check the user's input (if any) for errors.",
        ] {
            assert!(!python(text), "{text}");
        }
    }

    #[test]
    fn code_is_python_even_if_broken() {
        for text in [
            "import os",
            "x = 1",
            "print 'hello'\n",
            "eval(\"2 + 2\")",
            "# only a comment\n",
            "def f(:\n    return eval(x\n\nclass A\n    y = f(1)\n",
            "def broken(x)\n    query = f\"SELECT {x}\"\n    db.execute(query)\n",
            "except Exception, e:\n    print e\n",
        ] {
            assert!(python(text), "{text}");
        }
    }
}
