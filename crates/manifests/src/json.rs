//! JSON with places, read as far as it goes (RFC 8259).

use crate::tree::{Key, Node, Value};

/// Deeper values are not read.
const MAX_DEPTH: usize = 64;

/// What could be read, and where and why the reading stopped.
pub(crate) fn parse(text: &str) -> (Node, Option<(usize, String)>) {
    let mut reader = Reader { text, at: text.len() - text.trim_start_matches('\u{feff}').len(), problem: None };
    let root = reader.value(0);
    reader.space();
    if reader.at < text.len() {
        reader.fail("something stands behind the end of the JSON");
    }
    (root, reader.problem)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    problem: Option<(usize, String)>,
}

impl Reader<'_> {
    fn fail(&mut self, what: &str) {
        self.problem.get_or_insert_with(|| (self.at, what.to_owned()));
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Takes `byte` if it is next.
    fn eat(&mut self, byte: u8) -> bool {
        self.space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn value(&mut self, depth: usize) -> Node {
        self.space();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{' | b'[') if depth == MAX_DEPTH => {
                self.fail("the JSON is nested too deeply");
                Value::Other
            }
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'"') => Value::Text(self.string()),
            Some(_) => {
                let rest = &self.text[self.at..];
                let end = rest.find([',', '}', ']', '\n', ' ', '"', ':', '{', '[']).unwrap_or(rest.len());
                let word = rest[..end].trim_end();
                self.at += end;
                match word {
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    "null" => Value::Other,
                    number if number.parse::<f64>().is_ok() => Value::Other,
                    _ => {
                        self.fail("this is no JSON value");
                        Value::Other
                    }
                }
            }
            None => {
                self.fail("the JSON ends too soon");
                Value::Other
            }
        };
        Node { span: start..self.at, value }
    }

    fn object(&mut self, depth: usize) -> Value {
        self.at += 1;
        let mut entries = Vec::new();
        while self.problem.is_none() && !self.eat(b'}') {
            if !entries.is_empty() && !self.eat(b',') {
                self.fail("a comma is missing");
                break;
            }
            self.space();
            if self.peek() != Some(b'"') {
                self.fail("a name in quotation marks is missing");
                break;
            }
            let start = self.at;
            let name = self.string();
            let span = start..self.at;
            if !self.eat(b':') {
                self.fail("a colon is missing");
                break;
            }
            entries.push((Key { name, span }, self.value(depth + 1)));
        }
        Value::Table(entries)
    }

    fn array(&mut self, depth: usize) -> Value {
        self.at += 1;
        let mut items = Vec::new();
        while self.problem.is_none() && !self.eat(b']') {
            if !items.is_empty() && !self.eat(b',') {
                self.fail("a comma is missing");
                break;
            }
            items.push(self.value(depth + 1));
        }
        Value::Array(items)
    }

    /// The quotation mark is next.
    fn string(&mut self) -> String {
        self.at += 1;
        let mut out = String::new();
        let mut chars = self.text[self.at..].char_indices();
        while let Some((at, c)) = chars.next() {
            match c {
                '"' => {
                    self.at += at + 1;
                    return out;
                }
                '\\' => match chars.next().map(|(_, c)| c) {
                    Some('n') => out.push('\n'),
                    Some('t') => out.push('\t'),
                    Some('u') => {
                        let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                        let code = u32::from_str_radix(&digits, 16).ok();
                        out.push(code.and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER));
                    }
                    Some(c) => out.push(c),
                    None => break,
                },
                '\n' => break,
                c => out.push(c),
            }
        }
        self.fail("a quotation mark is not closed");
        self.at = self.text.len();
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_have_places() {
        let text = "{\"a\": {\"b\": [\"x\", 1, true]},\n \"c\\u0041\": null}";
        let (root, problem) = parse(text);
        assert_eq!(problem, None);
        let x = &root.at(&["a", "b"]).unwrap().items()[0];
        assert_eq!((x.text(), &text[x.span.clone()]), (Some("x"), "\"x\""));
        assert!(root.get("cA").is_some());
    }

    #[test]
    fn what_is_broken_keeps_what_stands_before() {
        let (root, problem) = parse("{\"a\": \"1\", \"b\" \"2\"}");
        assert_eq!(root.text_at("a"), Some("1"));
        assert_eq!(problem.map(|(at, _)| at), Some(15));
        for text in ["", "{", "[1", "\"a", "{\"a\":}", "[1,]x", "{a}"] {
            assert!(parse(text).1.is_some(), "{text}");
        }
        assert!(parse(&"[".repeat(100_000)).1.is_some());
    }
}
