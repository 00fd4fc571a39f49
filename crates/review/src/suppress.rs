//! Comments that silence a finding: `# nosec` and `# noqa`, with codes and a justification.

use rules::Rule;
use syntax::Module;

/// What stands in a report where a comment says nothing.
pub(crate) const NO_JUSTIFICATION: &str = "no justification given";

/// One silencing comment.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Suppression<'a> {
    line: u32,
    /// The codes that it names; empty means all.
    codes: Vec<&'a str>,
    justification: Option<&'a str>,
}

/// The silencing comments of one file, by line.
#[derive(Debug, Default)]
pub(crate) struct Suppressions<'a>(Vec<Suppression<'a>>);

impl<'a> Suppressions<'a> {
    /// Reads a file's comments.
    pub(crate) fn of(module: &'a Module) -> Self {
        let comments = module.comments().iter();
        Self(
            comments
                .filter_map(|comment| {
                    let (codes, justification) = parse(module.text(comment.span))?;
                    Some(Suppression { line: module.lines().line(comment.span.start), codes, justification })
                })
                .collect(),
        )
    }

    /// If a comment on one of the (1-based) `lines` silences `rule`: its justification.
    pub(crate) fn reason(&self, rule: &Rule, lines: &[u32]) -> Option<&'a str> {
        let named = |code: &&str| {
            rule.code.eq_ignore_ascii_case(code)
                || rule.name.eq_ignore_ascii_case(code)
                || rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(code))
        };
        lines.iter().find_map(|line| {
            let first = self.0.partition_point(|suppression| suppression.line < *line);
            self.0[first..]
                .iter()
                .take_while(|suppression| suppression.line == *line)
                .find(|suppression| suppression.codes.is_empty() || suppression.codes.iter().any(named))
                .map(|suppression| suppression.justification.unwrap_or(NO_JUSTIFICATION))
        })
    }
}

/// Codes and justification of a comment, if it is a silencing one.
fn parse(comment: &str) -> Option<(Vec<&str>, Option<&str>)> {
    // A comment may hold several: `# type: ignore  # nosec B602 - why`.
    comment.split('#').find_map(|part| {
        let part = part.trim();
        let rest = ["nosec", "noqa"].iter().find_map(|word| {
            let head = part.get(..word.len())?;
            head.eq_ignore_ascii_case(word).then(|| &part[word.len()..])
        })?;
        if rest.starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None; // another word, such as "nosecond"
        }
        Some(codes_and_rest(rest.trim_start().trim_start_matches(':')))
    })
}

/// `B608, S602 - why` → the codes and `why`.
fn codes_and_rest(text: &str) -> (Vec<&str>, Option<&str>) {
    let mut codes = Vec::new();
    let mut rest = text.trim_start();
    loop {
        let end = rest.find(|c: char| c.is_whitespace() || matches!(c, ',' | ':')).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        if !is_code(word) {
            break;
        }
        codes.push(word);
        rest = behind.trim_start_matches([',', ' ', '\t']);
    }
    let why = rest.trim_start_matches([' ', '\t', '-', '–', '—', ':', ',']).trim();
    (codes, (!why.is_empty()).then_some(why))
}

/// `B608`, `S602`, `PV101`.
fn is_code(word: &str) -> bool {
    let letters = word.chars().take_while(char::is_ascii_alphabetic).count();
    let digits = &word[letters..];
    (1..=4).contains(&letters) && (2..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_that_people_write() {
        type Parsed<'a> = Option<(Vec<&'a str>, Option<&'a str>)>;
        let cases: [(&str, Parsed<'_>); 14] = [
            ("# nosec", Some((vec![], None))),
            ("#nosec", Some((vec![], None))),
            ("# NOSEC", Some((vec![], None))),
            ("# nosec B608", Some((vec!["B608"], None))),
            ("# nosec B608,B602", Some((vec!["B608", "B602"], None))),
            ("# nosec: B608 B602", Some((vec!["B608", "B602"], None))),
            ("# nosec: the table is fixed", Some((vec![], Some("the table is fixed")))),
            ("# nosec B608 - the table is fixed", Some((vec!["B608"], Some("the table is fixed")))),
            ("# nosec B608: the table is fixed", Some((vec!["B608"], Some("the table is fixed")))),
            ("# noqa", Some((vec![], None))),
            ("# noqa: S608", Some((vec!["S608"], None))),
            ("# noqa:S608,E501 - why not", Some((vec!["S608", "E501"], Some("why not")))),
            ("# type: ignore  # noqa: S608", Some((vec!["S608"], None))),
            ("# a nosecond later", None),
        ];
        for (comment, parsed) in cases {
            assert_eq!(parse(comment), parsed, "{comment}");
        }
        assert_eq!(parse("# nosecond"), None);
        assert_eq!(parse("# plain words"), None);
    }
}
