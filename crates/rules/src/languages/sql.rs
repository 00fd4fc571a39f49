//! Whether a text is an SQL statement or an English sentence that begins like one.

use crate::code::built::GAP;

/// Words behind `from`, `into` or a verb that SQL does not have there and English does.
const ARTICLES: &[&str] = &[
    "the", "a", "an", "your", "this", "that", "these", "those", "my", "our", "its", "their", "any", "all", "one",
    "which",
];

/// First words of statements, for a text that is given to the database.
const VERBS: &[&str] = &[
    "select", "insert", "update", "delete", "replace", "merge", "with", "create", "drop", "alter", "truncate", "grant",
    "revoke", "call", "exec", "execute", "pragma", "set", "show", "explain", "copy", "use", "declare", "begin",
    "analyze", "attach",
];

/// Whether the text, with a [`GAP`] for every inserted value, is a statement that reads or changes data,
/// whoever uses it. Stricter with words that are not in capitals, since English has them too.
pub(crate) fn is_statement(text: &str) -> bool {
    is_statement_of(&tokens(text))
}

/// Whether a statement begins behind other words: in capitals anywhere, otherwise behind an inserted value, a sign or
/// `explain`.
pub(crate) fn holds_statement(text: &str) -> bool {
    const VERBS: [&str; 6] = ["select", "insert", "update", "delete", "replace", "with"];
    let tokens = tokens(text);
    (1..tokens.len()).any(|at| {
        let (before, verb) = (&tokens[at - 1], &tokens[at]);
        let starts = verb.text.bytes().all(|byte| byte.is_ascii_uppercase())
            || (before.text.chars().all(|c| c == GAP) && at == 1)
            || matches!(&*before.text, ";" | "(" | ")" | "}" | "=" | "\"" | "'");
        VERBS.contains(&&*verb.lower) && starts && is_statement_of(&tokens[at..])
    })
}

fn is_statement_of(tokens: &[Token]) -> bool {
    let tokens = match tokens.first() {
        Some(first) if first.is("explain") => &tokens[1..],
        _ => tokens,
    };
    let Some((first, rest)) = tokens.split_first() else { return false };
    // `Select …` with one capital begins a sentence; SQL is written in one case.
    let mut letters = first.text.chars();
    let sentence = letters.next().is_some_and(|c| c.is_ascii_uppercase())
        && letters.next().is_some_and(|c| c.is_ascii_lowercase());
    let shouting = first.text.chars().all(|c| c.is_ascii_uppercase());
    match first.lower.as_str() {
        "select" => is_select(rest, shouting, sentence),
        "with" => {
            rest.iter().any(|token| token.is("as")) && rest.iter().any(|token| token.is("select") || token.is("insert"))
        }
        "insert" | "replace" | "merge" => {
            rest.iter().take(4).any(|token| token.is("into"))
                && (rest.iter().skip(2).any(|token| {
                    token.is("values")
                        || token.is("select")
                        || token.text == "("
                        || token.is("set")
                        || token.is("using")
                }) || shouting)
                && (shouting || follows_a_table(rest, "into"))
        }
        "update" => match rest.iter().position(|token| token.is("set")) {
            Some(at) => {
                let behind = &rest[at + 1..];
                !rest.first().is_some_and(Token::is_article)
                    && (behind.iter().any(|token| token.text == "=") || (shouting && !behind.is_empty()))
            }
            None => false,
        },
        "delete" => {
            let from = rest.iter().take(2).any(|token| token.is("from"));
            let where_or_end = rest.len() <= 2 || rest.iter().any(|token| token.is("where") || token.text == ";");
            from && (shouting || follows_a_table(rest, "from")) && !sentence && (shouting || where_or_end)
        }
        _ => false,
    }
}

/// Whether the text begins with a verb of SQL: enough for a text that is given to a database.
pub(crate) fn begins_like_sql(text: &str) -> bool {
    tokens(text).first().is_some_and(|first| VERBS.contains(&first.lower.as_str()))
}

/// Whether the text goes on with a statement that an inserted value begins: `\u{1} ORDER BY \u{1}`. Enough for a text that is given to a
/// database.
pub(crate) fn goes_on(text: &str) -> bool {
    const CLAUSES: [&str; 15] = [
        "where",
        "and",
        "or",
        "order",
        "group",
        "having",
        "limit",
        "offset",
        "union",
        "join",
        "left",
        "inner",
        "set",
        "values",
        "returning",
    ];
    let tokens = tokens(text);
    let mut tokens = tokens.iter().skip_while(|token| token.text.chars().all(|c| c == GAP));
    text.trim_start().starts_with(GAP) && tokens.next().is_some_and(|token| CLAUSES.contains(&token.lower.as_str()))
}

/// Whether every [`GAP`] of the text stands where the name of a table does: `FROM \u{1}`, `INSERT INTO "\u{1}"."items"`.
pub(crate) fn inserts_tables_alone(text: &str) -> bool {
    const BEFORE: [&str; 9] = ["from", "into", "update", "table", "join", "exists", "truncate", "vacuum", "analyze"];
    let is_quote = |token: &Token| matches!(token.text.as_str(), "\"" | "`" | "[" | "]" | ".");
    let is_gap = |token: &Token| token.text.contains(GAP);
    let tokens = tokens(text);
    let mut gaps = tokens.iter().enumerate().filter(|(_, token)| is_gap(token)).peekable();
    gaps.peek().is_some()
        && gaps.all(|(at, _)| {
            // A schema may stand before it.
            let before = tokens[..at].iter().rev().find(|token| !is_quote(token) && !is_gap(token));
            let is_near = tokens[..at].iter().rev().take_while(|token| is_quote(token) || is_gap(token)).count() <= 6;
            is_near && before.is_some_and(|word| BEFORE.contains(&word.lower.as_str()))
        })
}

/// `select` behind it: a list of columns and `from` with a table.
fn is_select(rest: &[Token], shouting: bool, sentence: bool) -> bool {
    let Some(from) = rest.iter().position(|token| token.is("from")) else {
        // `SELECT f(x)`, `SELECT 1 WHERE …`: only where nobody would write English.
        return shouting
            && rest.iter().any(|token| matches!(token.text.as_str(), "(" | "*" | "=") || token.is("where"));
    };
    if !shouting && !follows_a_table(rest, "from") {
        return false;
    }
    let columns = &rest[..from];
    let listed = columns.iter().any(|token| matches!(token.text.as_str(), "*" | "," | "(" | "."));
    // `a color, a size`: an article goes before a word, a column before a sign.
    let spoken = columns.first().is_some_and(Token::is_article)
        && columns.get(1).is_some_and(|next| next.text.starts_with(|c: char| c.is_alphanumeric() || c == GAP));
    if shouting || (listed && !spoken) {
        return true;
    }
    // A single column: `select name from users`. More words without a comma are a sentence.
    let words = columns.iter().filter(|token| !token.is("distinct")).count();
    !sentence && words == 1
}

/// Whether what stands behind `word` can be a table's name.
fn follows_a_table(tokens: &[Token], word: &str) -> bool {
    let at = tokens.iter().position(|token| token.is(word));
    let next = at.and_then(|at| tokens.get(at + 1));
    match next {
        Some(next) => !next.is_article(),
        // The text ends here: the table's name is appended later.
        None => at.is_some(),
    }
}

struct Token {
    text: String,
    lower: String,
}

impl Token {
    fn is(&self, word: &str) -> bool {
        self.lower == word
    }

    fn is_article(&self) -> bool {
        ARTICLES.contains(&self.lower.as_str())
    }
}

/// How many tokens are looked at: enough for any list of columns that a person writes.
const MAX_TOKENS: usize = 400;

/// Words, gaps and single signs; comments in front and parentheses around a statement are left out.
fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = text;
    while tokens.len() < MAX_TOKENS {
        rest = rest.trim_start();
        if let Some(comment) = rest.strip_prefix("--") {
            rest = comment.split_once('\n').map_or("", |(_, behind)| behind);
            continue;
        }
        if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, behind)| behind);
            continue;
        }
        let Some(first) = rest.chars().next() else { break };
        let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == GAP;
        let end = if is_word(first) { rest.find(|c| !is_word(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (token, behind) = rest.split_at(end);
        rest = behind;
        if tokens.is_empty() && token == "(" {
            continue;
        }
        tokens.push(Token { text: token.to_owned(), lower: token.to_ascii_lowercase() });
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::{begins_like_sql, goes_on, inserts_tables_alone, is_statement};

    #[test]
    fn a_statement_goes_on_with_a_clause() {
        assert!(["\u{1} ORDER BY \u{1}", "\u{1} where name = '\u{1}'", " \u{1}\u{1} LIMIT 5"].into_iter().all(goes_on));
        assert!(!["\u{1}", "\u{1}: \u{1}", "ORDER BY \u{1}", "\u{1} orders"].into_iter().any(goes_on));
    }

    #[test]
    fn statements_are_recognised() {
        for text in [
            "SELECT * FROM users WHERE id = \u{1}",
            "select name from users where id = \u{1}",
            "select a, b from \u{1}",
            "\n    SELECT\n name\n FROM users",
            "SELECT count(*) FROM \u{1}",
            "INSERT INTO users (name) VALUES ('\u{1}')",
            "insert into \u{1} values (1)",
            "UPDATE users SET name = '\u{1}'",
            "update users set name = '\u{1}' where id = 1",
            "UPDATE \u{1} SET \u{1}",
            "DELETE FROM users WHERE name = '\u{1}'",
            "delete from \u{1}",
            "WITH recent AS (SELECT 1) SELECT * FROM recent WHERE a = \u{1}",
            "-- all of them\nSELECT id FROM users WHERE a = '\u{1}'",
            "(SELECT id FROM a WHERE b = \u{1})",
            "SELECT name, age FROM people ORDER BY \u{1}",
            "REPLACE INTO cache VALUES (\u{1})",
            "SELECT \u{1} FROM \u{1}",
        ] {
            assert!(is_statement(text), "{text}");
        }
    }

    #[test]
    fn names_of_tables_are_told_from_values() {
        for text in [
            "SELECT count(*) FROM \u{1}",
            "INSERT INTO \"\u{1}\" (a) VALUES (?)",
            "CREATE TABLE IF NOT EXISTS \u{1} (id integer)",
            "SELECT a FROM \u{1}.\u{1} JOIN jobs_\u{1} ON 1",
        ] {
            assert!(inserts_tables_alone(text), "{text}");
        }
        for text in [
            "SELECT a FROM b",
            "SELECT a FROM \u{1} WHERE b = \u{1}",
            "SELECT a FROM b ORDER BY \u{1}",
            "SELECT \u{1} FROM b",
            "SELECT a FROM b WHERE c = '\u{1}'",
            "SELECT a FROM b \u{1}",
            "UPDATE a SET \u{1} = 1",
        ] {
            assert!(!inserts_tables_alone(text), "{text}");
        }
    }

    #[test]
    fn sentences_are_not() {
        for text in [
            "Select a \u{1} from the menu where it is offered",
            "select an item from the list, then press \u{1}",
            "Select \u{1} from your account",
            "update the settings of \u{1}",
            "Update \u{1}: set the value to \u{1}",
            "delete the file \u{1}",
            "Delete from the cart: \u{1}",
            "Insert \u{1} into the slot",
            "with \u{1} as a friend",
            "selected \u{1} from users",
            "Updated \u{1} rows",
            "\u{1}",
            "",
        ] {
            assert!(!is_statement(text), "{text}");
        }
    }

    #[test]
    fn verbs_are_enough_for_what_a_database_is_given() {
        assert!(begins_like_sql("DROP TABLE \u{1}"));
        assert!(begins_like_sql(" pragma table_info(\u{1})"));
        assert!(!begins_like_sql("task \u{1}"));
    }
}
