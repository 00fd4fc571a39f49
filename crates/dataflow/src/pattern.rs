//! Regular expressions that let only harmless characters through.

/// Whether a text that matches holds nothing but letters, digits, `_` and `-`.
pub(crate) fn is_harmless_pattern(pattern: &str, how: &str) -> bool {
    let mut body = pattern;
    let opened = body.starts_with('^') || body.starts_with("\\A");
    body = body.strip_prefix('^').or_else(|| body.strip_prefix("\\A")).unwrap_or(body);
    let closed = body.ends_with('$') || body.ends_with("\\Z");
    body = body.strip_suffix('$').or_else(|| body.strip_suffix("\\Z")).unwrap_or(body);
    let anchored = match how {
        "fullmatch" => true,
        "match" => closed,
        "search" => opened && closed,
        _ => return false,
    };
    // Outside of a group, `|` would take an anchor away from one side.
    anchored && (how == "fullmatch" || !body.contains('|')) && has_only_harmless_atoms(body)
}

pub(crate) fn has_only_harmless_atoms(body: &str) -> bool {
    let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let mut chars = body.chars().peekable();
    let mut in_class = false;
    let mut in_count = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('d' | 'w' | '-' | '_') => {}
                _ => return false,
            },
            '[' if !in_class => {
                if chars.peek() == Some(&'^') {
                    return false;
                }
                in_class = true;
            }
            ']' if in_class => in_class = false,
            '{' if !in_class => in_count = true,
            '}' if in_count => in_count = false,
            ',' if in_count => {}
            '+' | '*' | '?' | '(' | ')' | '|' | ':' if !in_class => {
                if c == ':' {
                    return false;
                }
                // The only group syntax that is known here is `(?:`.
                if c == '(' && chars.peek() == Some(&'?') {
                    chars.next();
                    if chars.next() != Some(':') {
                        return false;
                    }
                }
            }
            c if harmless(c) => {}
            _ => return false,
        }
    }
    !in_class && !in_count
}

#[cfg(test)]
mod tests {
    use super::is_harmless_pattern;

    #[test]
    fn patterns_that_let_only_harmless_characters_through() {
        for pattern in ["[a-z]+", "^[A-Za-z0-9_-]{1,32}$", r"\d+", r"\w+", "(?:[a-f0-9]{8}-)+[a-f0-9]{12}", "asc|desc"]
        {
            assert!(is_harmless_pattern(pattern, "fullmatch"), "{pattern}");
        }
        for pattern in [".*", "[^;]+", r"[\w ]+", "[a-z'\"]+", r"\S+", "a.b", "[a-z/]+", "(?=a)"] {
            assert!(!is_harmless_pattern(pattern, "fullmatch"), "{pattern}");
        }
    }

    #[test]
    fn anchors_matter_where_the_function_does_not_imply_them() {
        assert!(is_harmless_pattern("[a-z]+$", "match"));
        assert!(!is_harmless_pattern("[a-z]+", "match"));
        assert!(!is_harmless_pattern("[a-z]+$", "search"));
        assert!(is_harmless_pattern("^[a-z]+$", "search"));
        assert!(!is_harmless_pattern("^a|b$", "search"));
    }
}
