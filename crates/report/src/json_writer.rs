//! Writes indented JSON as it goes: no tree in memory, and next to nothing in the page's weight.

use std::fmt::Display;

/// A JSON text that is being written (RFC 8259). The methods with a `key` are for members of an object.
pub(crate) struct Json {
    out: String,
    depth: usize,
    /// Whether the innermost object or list has no member yet.
    empty: bool,
}

impl Json {
    /// The text of one object, with a line end after it.
    pub(crate) fn document(inside: impl FnOnce(&mut Self)) -> String {
        let mut json = Self { out: String::new(), depth: 0, empty: true };
        json.within('{', inside, '}');
        json.out.push('\n');
        json.out
    }

    /// A member that is an object.
    pub(crate) fn object(&mut self, key: &str, inside: impl FnOnce(&mut Self)) {
        self.key(key);
        self.within('{', inside, '}');
    }

    /// A member that is a list.
    pub(crate) fn list(&mut self, key: &str, inside: impl FnOnce(&mut Self)) {
        self.key(key);
        self.within('[', inside, ']');
    }

    /// An object in a list.
    pub(crate) fn item(&mut self, inside: impl FnOnce(&mut Self)) {
        self.next();
        self.within('{', inside, '}');
    }

    /// A member that is a string.
    pub(crate) fn text(&mut self, key: &str, value: &str) {
        self.key(key);
        self.string(value);
    }

    /// A member that is a number or a truth value: whatever `value` shows.
    pub(crate) fn value(&mut self, key: &str, value: impl Display) {
        use std::fmt::Write as _;
        self.key(key);
        let _ = write!(self.out, "{value}");
    }

    /// A member that is a list of strings.
    pub(crate) fn texts<'t>(&mut self, key: &str, values: impl IntoIterator<Item = &'t str>) {
        self.list(key, |json| {
            for value in values {
                json.next();
                json.string(value);
            }
        });
    }

    fn within(&mut self, open: char, inside: impl FnOnce(&mut Self), close: char) {
        self.out.push(open);
        self.depth += 1;
        self.empty = true;
        inside(self);
        self.depth -= 1;
        if !self.empty {
            self.line();
        }
        self.empty = false;
        self.out.push(close);
    }

    fn key(&mut self, key: &str) {
        self.next();
        self.string(key);
        self.out.push_str(": ");
    }

    /// Begins a member.
    fn next(&mut self) {
        if !self.empty {
            self.out.push(',');
        }
        self.empty = false;
        self.line();
    }

    fn line(&mut self) {
        self.out.push('\n');
        self.out.extend(std::iter::repeat_n(' ', 2 * self.depth));
    }

    fn string(&mut self, value: &str) {
        use std::fmt::Write as _;
        self.out.push('"');
        for c in value.chars() {
            match c {
                '"' | '\\' => self.out.extend(['\\', c]),
                '\n' => self.out.push_str("\\n"),
                '\t' => self.out.push_str("\\t"),
                c if c < ' ' || c == '\u{7f}' => {
                    let _ = write!(self.out, "\\u{:04x}", u32::from(c));
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::Json;

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_back(text in ".{0,40}", key in "k[a-z\"\\\\\n\u{1}]{0,5}", number in -9..9_i32) {
            let written = Json::document(|json| {
                json.text(&key, &text);
                json.object("o", |_| {});
                json.list("l", |json| json.item(|json| json.value("n", number)));
                json.texts("t", ["a", &text]);
            });
            let read: serde_json::Value = serde_json::from_str(&written).unwrap();
            let list = serde_json::json!([{ "n": number }]);
            proptest::prop_assert_eq!(&read[&key], &serde_json::Value::from(text.as_str()));
            proptest::prop_assert_eq!(&read["l"], &list);
            proptest::prop_assert_eq!(&read["t"], &serde_json::json!(["a", text]));
        }
    }
}
