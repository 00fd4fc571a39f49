//! S608: the column that rows are ordered by, which no driver binds, has to be one of those that are selected.

use syntax::ast::Argument;

use crate::ahead::{self, Checked};
use crate::fix::{Fix, Fixer};
use crate::strings;
use crate::template::{self, Part};
use crate::values;

pub(crate) struct SqlOrder;

impl Fixer for SqlOrder {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.site.sink?;
        let Some(&Argument::Positional(statement)) = fix.parts(call)?.1.first() else { return None };
        let template = template::of(fix, statement)?;
        let (before, value, after) = match template.parts[..] {
            [Part::Text(ref before), Part::Value(value)] => (before, value, ""),
            [Part::Text(ref before), Part::Value(value), Part::Text(ref after)] => (before, value, after.as_str()),
            _ => return None,
        };
        let ends = after.is_empty() || after.starts_with([' ', ';', '\n']);
        if !before.trim_end().to_ascii_uppercase().ends_with("ORDER BY") || !ends || !values::is_atom(fix, value, 0) {
            return None;
        }
        let quote = strings::quote(fix);
        let columns: Vec<String> = columns(before)?.into_iter().map(|name| strings::literal(name, quote)).collect();
        let mut checked = Checked::of(fix, value, "column")?;
        let refusal = ahead::refusal(fix, 400, "rows cannot be ordered by this");
        let check = format!("if {} not in {{{}}}:", checked.name, columns.join(", "));
        checked.lines.extend([check, format!("{}{refusal}", fix.step())]);
        checked.write(fix)
    }
}

/// The columns of a plain `SELECT a, b FROM`.
fn columns(statement: &str) -> Option<Vec<&str>> {
    let upper = statement.to_ascii_uppercase();
    let start = upper.find("SELECT ")? + "SELECT ".len();
    let end = start + upper.get(start..)?.find(" FROM ")?;
    let names = statement.get(start..end)?.split(',').map(str::trim);
    let is_name = |name: &str| {
        !name.is_empty() && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_' || letter == '.')
    };
    names.map(|name| is_name(name).then_some(name)).collect()
}
