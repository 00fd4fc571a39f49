//! Where in a script a place stands: in a text between quotes, or in the code.

/// What was seen of a script so far.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Script {
    quote: Option<u8>,
    escaped: bool,
    comment: Option<Comment>,
    last: u8,
}

/// What a place of a script stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Within {
    /// A text between quotes, where HTML's escaping keeps a value in.
    Quotes,
    /// A text between backticks, which HTML does not escape.
    Backticks,
    /// The code itself.
    Code,
}

#[derive(Clone, Copy, Debug)]
enum Comment {
    Line,
    Block,
}

impl Script {
    /// The beginning of a script.
    pub(crate) const NEW: Self = Self { quote: None, escaped: false, comment: None, last: 0 };

    /// Takes the next byte.
    pub(crate) fn step(&mut self, byte: u8) {
        let last = std::mem::replace(&mut self.last, byte);
        match (self.comment, self.quote) {
            (Some(Comment::Line), _) if byte == b'\n' => self.comment = None,
            (Some(Comment::Block), _) if last == b'*' && byte == b'/' => {
                self.comment = None;
                self.last = 0;
            }
            (None, Some(_)) if self.escaped => self.escaped = false,
            (None, Some(_)) if byte == b'\\' => self.escaped = true,
            // A quote that is not closed on its line was none.
            (None, Some(quote)) if byte == quote || byte == b'\n' && quote != b'`' => self.quote = None,
            (Some(_), _) | (None, Some(_)) => {}
            (None, None) => match byte {
                b'"' | b'\'' | b'`' => self.quote = Some(byte),
                b'/' if last == b'/' => self.comment = Some(Comment::Line),
                b'*' if last == b'/' => self.comment = Some(Comment::Block),
                _ => {}
            },
        }
    }

    /// What the place stands in.
    pub(crate) fn within(self) -> Within {
        match self.quote {
            Some(b'"' | b'\'') => Within::Quotes,
            Some(_) => Within::Backticks,
            None => Within::Code,
        }
    }

    /// Whether the place stands in a comment.
    pub(crate) fn in_comment(self) -> bool {
        self.comment.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{Script, Within};

    fn after(text: &str) -> Script {
        let mut script = Script::NEW;
        text.bytes().for_each(|byte| script.step(byte));
        script
    }

    #[test]
    fn quotes_are_followed() {
        assert!(after("var a = \"").within() == Within::Quotes && after("a = 'x\\'").within() == Within::Quotes);
        assert!(after("var a = \"x\"; b = ").within() == Within::Code && after("a = `").within() == Within::Backticks);
        assert!(after("don't\nb = ").within() == Within::Code, "a quote ends with its line");
    }

    #[test]
    fn comments_are_followed() {
        assert!(after("x = 1; // ").in_comment() && after("/* a * ").in_comment());
        assert!(!after("// a\nb = ").in_comment() && !after("/* a */ b = ").in_comment());
        assert!(!after("a = 'http://x").in_comment());
    }
}
