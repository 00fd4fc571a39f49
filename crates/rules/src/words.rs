//! Names as words: `resetToken` and `RESET_TOKEN` both say "reset" and "token".

/// The words of an identifier, lower case, digits at their ends cut off.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut letters = name.chars().peekable();
    let mut before: Option<char> = None;
    while let Some(letter) = letters.next() {
        // `aB` starts a word at `B`, and `APIKey` one at `K`.
        let next_is_lower = letters.peek().is_some_and(|next| next.is_lowercase());
        let starts = letter.is_uppercase()
            && before.is_some_and(|before| !before.is_uppercase() || (next_is_lower && before.is_uppercase()));
        if !letter.is_alphanumeric() || starts {
            push(&mut words, &mut word);
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
        before = Some(letter);
    }
    push(&mut words, &mut word);
    words
}

fn push(words: &mut Vec<String>, word: &mut String) {
    let kept = word.trim_end_matches(|c: char| c.is_ascii_digit());
    if !kept.is_empty() {
        words.push(kept.to_owned());
    }
    word.clear();
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn identifiers_become_words() {
        for (name, expected) in [
            ("reset_token", &["reset", "token"][..]),
            ("resetToken2", &["reset", "token"]),
            ("APIKey", &["api", "key"]),
            ("_DB__PASSWORD", &["db", "password"]),
            ("X-Auth-Token", &["x", "auth", "token"]),
            ("", &[]),
            ("123", &[]),
        ] {
            assert_eq!(words(name), expected, "{name}");
        }
    }
}
