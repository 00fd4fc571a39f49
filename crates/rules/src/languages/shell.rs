//! A shell's command line as words, as far as a reviewer has to know it: quotes, separators, wildcards.

/// A word of a command line, its quotes removed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Word {
    /// The text.
    pub(crate) text: String,
    /// Where, in bytes of the text, the first wildcard stands that the shell replaces by file names.
    pub(crate) wildcard: Option<usize>,
}

/// The simple commands of a line: what stands between `;`, `|`, `&`, brackets and line breaks.
pub(crate) fn commands(line: &str) -> Vec<Vec<Word>> {
    let mut reader = Reader::default();
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if quote != Some('\'') => reader.push(letters.next().unwrap_or(letter)),
            _ if quote == Some(letter) => quote = None,
            _ if quote.is_some() => reader.push(letter),
            '\'' | '"' => {
                quote = Some(letter);
                reader.word.get_or_insert_default();
            }
            ';' | '|' | '&' | '\n' | '(' | ')' | '`' => reader.end_command(),
            _ if letter.is_whitespace() => reader.end_word(),
            '*' | '?' | '[' => {
                let word = reader.word.get_or_insert_default();
                word.wildcard = word.wildcard.or(Some(word.text.len()));
                word.text.push(letter);
            }
            _ => reader.push(letter),
        }
    }
    reader.end_command();
    reader.commands
}

#[derive(Default)]
struct Reader {
    commands: Vec<Vec<Word>>,
    words: Vec<Word>,
    word: Option<Word>,
}

impl Reader {
    fn push(&mut self, letter: char) {
        self.word.get_or_insert_default().text.push(letter);
    }

    fn end_word(&mut self) {
        self.words.extend(self.word.take());
    }

    fn end_command(&mut self) {
        self.end_word();
        if !self.words.is_empty() {
            self.commands.push(std::mem::take(&mut self.words));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(line: &str) -> Vec<Vec<(String, Option<usize>)>> {
        let words = |command: Vec<Word>| command.into_iter().map(|word| (word.text, word.wildcard)).collect();
        commands(line).into_iter().map(words).collect()
    }

    #[test]
    fn words_quotes_and_wildcards() {
        let word = |text: &str, wildcard| (text.to_owned(), wildcard);
        assert_eq!(
            shown("tar cf x.tar *"),
            [vec![word("tar", None), word("cf", None), word("x.tar", None), word("*", Some(0))]]
        );
        assert_eq!(
            shown("ls '*' \"?\" \\* a*"),
            [vec![word("ls", None), word("*", None), word("?", None), word("*", None), word("a*", Some(1))]]
        );
        assert_eq!(
            shown("cd /srv&&rm *;echo"),
            [
                vec![word("cd", None), word("/srv", None)],
                vec![word("rm", None), word("*", Some(0))],
                vec![word("echo", None)]
            ]
        );
        assert_eq!(shown("echo ''"), [vec![word("echo", None), word("", None)]]);
    }

    #[test]
    fn anything_is_read() {
        for line in ["", "'", "\\", "* \" *", "((", "a\u{301}*\u{202e}"] {
            let _ = commands(line);
        }
    }
}
