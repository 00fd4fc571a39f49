//! `text.translate(table)`: characters that a constant table takes out.

use semantic::Const;
use syntax::ast::{Argument, ExprId, ExprKind};

use crate::checks::chars::Chars;
use crate::run::engine::Engine;
use crate::run::eval::short;
use crate::state::value::{Shape, Value};

impl Engine<'_> {
    /// What is left of `receiver` behind `.translate(…)`. `None` where the table is not written out.
    pub(crate) fn translated(&mut self, e: ExprId, args: &[Argument], receiver: &Value) -> Option<Value> {
        let [table] = args else { return None };
        let absent = self.taken_out(table.value())?;
        let by = format!("`{}`", short(self.text(e)));
        let change = |shape: Shape| Shape { without: shape.without.union(absent), ..shape };
        Some(self.reshaped(receiver, change, by, self.span(e)))
    }

    /// The characters that a table, or a call of `str.maketrans`, puts nothing or something else in the place of.
    fn taken_out(&self, table: ExprId) -> Option<Chars> {
        let table = self.file.display(table).unwrap_or(table);
        let (from, to) = match self.kind(table) {
            ExprKind::Dict(entries) => {
                let mut from = String::new();
                let mut to = String::new();
                for (key, value) in entries {
                    from.push(self.character((*key)?)?);
                    match self.file.constant(*value) {
                        Some(Const::Str(text)) => to.push_str(&text),
                        Some(Const::None) => {}
                        _ => to.push(self.character(*value)?),
                    }
                }
                (from, to)
            }
            ExprKind::Call { func, args }
                if self.file.qualified_names(*func).any(|name| name == "builtins.str.maketrans") =>
            {
                let text = |at: usize| match self.file.constant(args.get(at)?.value())? {
                    Const::Str(text) => Some(text.to_string()),
                    _ => None,
                };
                match **args {
                    [ref table] if matches!(self.kind(table.value()), ExprKind::Dict(_)) => {
                        return self.taken_out(table.value());
                    }
                    [_, _] => (text(0)?, text(1)?),
                    [_, _, _] => (text(0)? + &text(2)?, text(1)?),
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(Chars::of(&from).both(Chars::of(&to).others()))
    }

    /// `"x"`, `120`, `ord("x")`
    fn character(&self, e: ExprId) -> Option<char> {
        let only = |text: &str| {
            let mut letters = text.chars();
            letters.next().filter(|_| letters.next().is_none())
        };
        match self.file.constant(e) {
            Some(Const::Str(text)) => return only(&text),
            Some(Const::Int(number)) => return char::from_u32(u32::try_from(number).ok()?),
            _ => {}
        }
        let ExprKind::Call { func, args } = self.kind(e) else { return None };
        if !self.file.qualified_names(*func).any(|name| name == "builtins.ord") {
            return None;
        }
        match self.file.constant(args.first()?.value())? {
            Const::Str(text) => only(&text),
            _ => None,
        }
    }
}
