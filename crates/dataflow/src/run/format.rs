//! Texts that a template puts together: `str.format`, `%` and `string.Template`. Only what the template names is in them.

use semantic::Const;
use syntax::ast::ExprId;

use crate::calls::frame::Given;
use crate::checks::begins::OPTION;
use crate::checks::containment::fixes_host;
use crate::run::engine::Engine;
use crate::run::text::begins_query;
use crate::state::value::{SinkSet, Value};

/// A piece of a text.
enum Piece {
    Text(String),
    Field { name: String, spec: String },
}

/// The templates of Python.
#[derive(Clone, Copy)]
pub(crate) enum Template {
    Format,
    Percent,
    Dollar,
}

impl Engine<'_> {
    /// The text that `template` makes of the arguments. `None` if it names something that is not known.
    pub(crate) fn formatted(&mut self, e: ExprId, style: Template, template: &str, given: &Given) -> Option<Value> {
        let pieces = match style {
            Template::Format => format_pieces(template)?,
            Template::Percent => percent_pieces(template)?,
            Template::Dollar => dollar_pieces(template)?,
        };
        let mut all = Value::CONSTANT;
        let mut start = Some(String::new());
        let mut before = String::new();
        let mut in_query = false;
        let mut next = 0;
        for piece in pieces {
            match piece {
                Piece::Text(text) => {
                    if let Some(start) = &mut start {
                        start.push_str(&text);
                    }
                    in_query |= begins_query(&text);
                    before = text;
                }
                Piece::Field { name, spec } => {
                    let value = self.field_value(&name, &mut next, given)?;
                    let mut inserted = self.text_of(&value);
                    if spec.ends_with(['d', 'i', 'u', 'f', 'F', 'e', 'E', 'g', 'G', 'x', 'X', 'o', 'b', 'n', '%']) {
                        let by = "the format, which takes only numbers".to_owned();
                        inserted = self.trail.clean(&inserted, SinkSet::NUMBER, by, self.span(e));
                    }
                    inserted = match &start {
                        Some(known) => self.behind_host(known, inserted, e),
                        None => self.not_first(inserted, OPTION, self.span(e)),
                    };
                    if in_query {
                        inserted = self.in_query(inserted, e);
                    }
                    inserted = self.between_quotes(&before, inserted, e);
                    before.clear();
                    match (&mut start, value.constant()) {
                        (Some(start), Some(Const::Str(text))) => start.push_str(text),
                        (Some(known), _) if !fixes_host(known) => start = None,
                        _ => {}
                    }
                    all = all.merge(&inserted);
                }
            }
        }
        Some(all)
    }

    /// `0`, `name`, `name.attr`, `name[key]`, or nothing for the next one.
    fn field_value(&mut self, name: &str, next: &mut usize, given: &Given) -> Option<Value> {
        let end = name.find(['.', '[']).unwrap_or(name.len());
        let (root, mut rest) = name.split_at(end);
        let by_place = if root.is_empty() {
            *next += 1;
            Some(*next - 1)
        } else {
            root.parse().ok()
        };
        let mut value = match by_place {
            Some(at) => given.positional.get(at)?.clone(),
            None => given.named.iter().find(|(own, _)| &**own == root)?.1.clone(),
        };
        while !rest.is_empty() {
            if let Some(attr) = rest.strip_prefix('.') {
                let end = attr.find(['.', '[']).unwrap_or(attr.len());
                let (attr, behind) = attr.split_at(end);
                value = self.member(&value, attr)?;
                rest = behind;
            } else {
                let (key, behind) = rest.strip_prefix('[')?.split_once(']')?;
                let key = key.parse().map_or_else(|_| Const::Str(key.into()), Const::Int);
                value = self.item_of(&value, &key)?;
                rest = behind;
            }
        }
        Some(value)
    }

    /// `template % value`
    pub(crate) fn percent(&mut self, e: ExprId, template: &str, value: &Value) -> Option<Value> {
        let mut given = Given::default();
        if let Some(items) = self.exact_items(value) {
            given.positional = items;
        } else if value.object().is_some() {
            given.named = self.named_items(value)?;
        } else {
            given.positional = vec![value.clone()];
        }
        self.formatted(e, Template::Percent, template, &given)
    }

    /// The items of a mapping whose keys are all known.
    pub(crate) fn named_items(&self, value: &Value) -> Option<Vec<(crate::state::env::Key, Value)>> {
        let object = self.env.object(value.object()?)?;
        let mut named = Vec::new();
        for (name, slot) in &object.fields {
            if let Some(key) = name.strip_prefix("['").and_then(|name| name.strip_suffix("']")) {
                named.push((key.into(), slot.value.clone()?));
            }
        }
        object.rest.is_constant().then_some(named)
    }
}

/// `{}`, `{0}`, `{name!r:>10}`; `{{` is a brace.
fn format_pieces(template: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut chars = template.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '{' | '}' if chars.peek() == Some(&c) => {
                chars.next();
                text.push(c);
            }
            '{' => {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                let field: String = chars.by_ref().take_while(|c| *c != '}').collect();
                if field.contains('{') {
                    return None;
                }
                let (name, spec) = field.split_once(':').unwrap_or((&field, ""));
                let name = name.split('!').next().unwrap_or(name);
                pieces.push(Piece::Field { name: name.to_owned(), spec: spec.to_owned() });
            }
            '}' => return None,
            c => text.push(c),
        }
    }
    pieces.push(Piece::Text(text));
    Some(pieces)
}

/// `%s`, `%(name)s`, `%5.2f`; `%%` is a percent sign.
fn percent_pieces(template: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut chars = template.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '%' {
            text.push(c);
            continue;
        }
        if chars.peek() == Some(&'%') {
            chars.next();
            text.push('%');
            continue;
        }
        pieces.push(Piece::Text(std::mem::take(&mut text)));
        let mut name = String::new();
        if chars.peek() == Some(&'(') {
            chars.next();
            name = chars.by_ref().take_while(|c| *c != ')').collect();
        }
        while chars.peek().is_some_and(|c| "#0- +.123456789".contains(*c)) {
            chars.next();
        }
        let kind = chars.next().filter(char::is_ascii_alphabetic)?;
        pieces.push(Piece::Field { name, spec: kind.to_string() });
    }
    pieces.push(Piece::Text(text));
    Some(pieces)
}

/// `$name`, `${name}`; `$$` is a dollar sign.
fn dollar_pieces(template: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    let mut text = String::new();
    let mut chars = template.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('$', Some('$')) => {
                chars.next();
                text.push('$');
            }
            ('$', Some('{')) => {
                chars.next();
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                let name: String = chars.by_ref().take_while(|c| *c != '}').collect();
                pieces.push(Piece::Field { name, spec: String::new() });
            }
            ('$', Some(next)) if next.is_ascii_alphabetic() || *next == '_' => {
                pieces.push(Piece::Text(std::mem::take(&mut text)));
                let mut name = String::new();
                while let Some(c) = chars.next_if(|c| c.is_ascii_alphanumeric() || *c == '_') {
                    name.push(c);
                }
                pieces.push(Piece::Field { name, spec: String::new() });
            }
            ('$', _) => return None,
            _ => text.push(c),
        }
    }
    pieces.push(Piece::Text(text));
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pieces: Option<Vec<Piece>>) -> Vec<String> {
        let name = |piece: Piece| match piece {
            Piece::Field { name, spec } => Some(format!("{name}:{spec}")),
            Piece::Text(_) => None,
        };
        pieces.map(|pieces| pieces.into_iter().filter_map(name).collect()).unwrap_or_default()
    }

    #[test]
    fn templates_name_their_fields() {
        assert_eq!(fields(format_pieces("a {0} {name!r:>10} {{x}} {}")), ["0:", "name:>10", ":"]);
        assert_eq!(fields(percent_pieces("a %s %(name)5d 100%%")), [":s", "name:d"]);
        assert_eq!(fields(dollar_pieces("a $name ${other} $$x")), ["name:", "other:"]);
        assert!(format_pieces("}").is_none());
        assert!(percent_pieces("%").is_none());
    }
}
