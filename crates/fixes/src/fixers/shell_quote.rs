//! S601, S602, S604, S605: a command that has to stay one for a shell gets each value quoted.

use crate::fix::{Fix, Fixer};
use crate::template::Part;
use crate::values;

pub(crate) struct ShellQuote;

impl Fixer for ShellQuote {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        for &focus in &fix.site.focus {
            if fix.file.is_constant(focus) {
                continue;
            }
            let parts = values::parts(fix, focus)?;
            // Without a program before it a value is the command itself, and between quotes its own would end them.
            let Some(Part::Text(program)) = parts.first() else { return None };
            let is_word = program.trim_start().contains([' ', '\t']);
            let is_quoted = |part: &Part| matches!(part, Part::Text(text) if text.contains(['\'', '"', '`', '\\', '\n']) || text.contains("<<"));
            if !is_word || parts.iter().any(is_quoted) {
                return None;
            }
        }
        let quote = fix.name("shlex", "quote");
        values::escape(fix, &format!("{quote}({{text}})"))
    }
}
