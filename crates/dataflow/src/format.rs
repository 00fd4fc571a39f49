//! `"…{}…".format(…)` with a constant text: each value is seen with what stands before its field.

use syntax::ast::Argument;

use crate::eval::Engine;
use crate::text::takes_numbers;
use crate::value::{SinkSet, Value};

/// A field of a format: the text before it, the argument that it names, its specification.
struct Field<'t> {
    before: &'t str,
    name: &'t str,
    spec: &'t str,
}

/// The fields of a constant format. `None` if one nests others: what it takes is not seen then.
fn fields(format: &str) -> Option<Vec<Field<'_>>> {
    let mut fields = Vec::new();
    let bytes = format.as_bytes();
    let (mut at, mut from) = (0, 0);
    while at < bytes.len() {
        let doubled = bytes.get(at + 1) == Some(&bytes[at]);
        match bytes[at] {
            b'{' | b'}' if doubled => at += 2,
            b'{' => {
                let inside = format.get(at + 1..)?.split('}').next()?;
                if inside.contains('{') {
                    return None;
                }
                let (name, spec) = inside.split_once(':').unwrap_or((inside, ""));
                let name = name.split(['!', '.', '[']).next().unwrap_or_default();
                fields.push(Field { before: format.get(from..at)?, name, spec });
                at += inside.len() + 2;
                from = at;
            }
            _ => at += 1,
        }
    }
    Some(fields)
}

impl<'a> Engine<'a> {
    /// What `format.format(args)` gives, where each argument has a place of its own. `values` are the arguments'.
    pub(crate) fn formatted(&mut self, format: &str, args: &'a [Argument], values: &[Value]) -> Option<Value> {
        let mut counted = 0;
        let mut all = Value::CONSTANT;
        let mut start = Some("");
        for field in fields(format)? {
            let place = match (field.name, field.name.parse::<usize>()) {
                ("", _) => {
                    counted += 1;
                    counted - 1
                }
                (_, Ok(place)) => place,
                (name, _) => args.iter().position(|arg| match arg {
                    Argument::Keyword { name: given, .. } => self.file.module().text(given.span) == name,
                    _ => false,
                })?,
            };
            // `*rest` and `**rest` move the places.
            if args.iter().take(place + 1).any(|arg| !matches!(arg, Argument::Positional(_) | Argument::Keyword { .. }))
            {
                return None;
            }
            let (argument, value) = (args.get(place)?.value(), values.get(place)?.clone());
            let value = if takes_numbers(field.spec) {
                let by = "the format, which takes only numbers".to_owned();
                self.trail.clean(&value, SinkSet::ALL, by, self.span(argument))
            } else {
                value
            };
            // What is known of the text's beginning, as long as there was nothing else.
            let value = match start.take() {
                Some(_) => self.behind_host(field.before, value, argument),
                None => value,
            };
            all = all.merge(&self.between_quotes(field.before, value, argument));
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn the_fields_of_a_format() {
        let found =
            |format| fields(format).map(|all| all.iter().map(|f| (f.before, f.name, f.spec)).collect::<Vec<_>>());
        assert_eq!(
            found("a {} b '{name!r:>5}' {0.x}"),
            Some(vec![("a ", "", ""), (" b '", "name", ">5"), ("' ", "0", "")])
        );
        assert_eq!(found("{{}} {}"), Some(vec![("{{}} ", "", "")]));
        assert_eq!(found("{:{width}}"), None);
        assert_eq!(found("no field, {"), Some(vec![("no field, ", "", "")]));
    }
}
