//! Environment markers (PEP 508): `python_version < "3.8" and extra == "test"`.

use std::fmt;

use crate::Version;
use crate::specifier::{Clause, Specifier};

/// Parentheses deeper than this are refused.
const MAX_DEPTH: usize = 32;

/// Where packages would be installed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Environment {
    /// `3.13.1`, or `3.13` for its first release
    pub python: String,
    /// `linux`, `win32`, `darwin`
    pub platform: String,
    /// `x86_64`, `arm64`, …
    pub machine: String,
    /// Extras that are asked for, normalized.
    pub extras: Vec<String>,
}

impl Default for Environment {
    /// What most servers run: CPython on 64-bit Linux.
    fn default() -> Self {
        Self { python: "3.13.0".into(), platform: "linux".into(), machine: "x86_64".into(), extras: Vec::new() }
    }
}

impl fmt::Display for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let system = match &*self.platform {
            "win32" => "Windows",
            "darwin" => "macOS",
            "linux" => "Linux",
            other => other,
        };
        write!(f, "Python {} on {system}", self.short_python())
    }
}

impl Environment {
    fn short_python(&self) -> String {
        self.python.split('.').take(2).collect::<Vec<_>>().join(".")
    }

    /// `3.12` as `3.12.0`
    fn full_python(&self) -> String {
        if self.python.matches('.').count() == 1 { format!("{}.0", self.python) } else { self.python.clone() }
    }

    /// A variable's value; `None` where it is not known.
    fn value(&self, variable: &str) -> Option<String> {
        let by_platform = |linux: &str, windows: &str, mac: &str| match &*self.platform {
            "win32" => windows.to_owned(),
            "darwin" => mac.to_owned(),
            _ => linux.to_owned(),
        };
        Some(match variable {
            "python_version" => self.short_python(),
            "python_full_version" | "implementation_version" => self.full_python(),
            "os_name" | "os.name" => by_platform("posix", "nt", "posix"),
            "sys_platform" | "sys.platform" => self.platform.clone(),
            "platform_system" => by_platform("Linux", "Windows", "Darwin"),
            "platform_machine" | "platform.machine" => self.machine.clone(),
            "platform_python_implementation" | "platform.python_implementation" | "python_implementation" => {
                "CPython".to_owned()
            }
            "implementation_name" => "cpython".to_owned(),
            _ => return None,
        })
    }
}

const VARIABLES: [&str; 20] = [
    "python_version",
    "python_full_version",
    "os_name",
    "sys_platform",
    "platform_release",
    "platform_system",
    "platform_version",
    "platform_machine",
    "platform_python_implementation",
    "implementation_name",
    "implementation_version",
    "extra",
    "extras",
    "dependency_groups",
    "os.name",
    "sys.platform",
    "platform.version",
    "platform.machine",
    "platform.python_implementation",
    "python_implementation",
];

/// A condition on the environment.
#[derive(Clone, Debug, PartialEq)]
pub struct Marker {
    tree: Tree,
    text: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Tree {
    And(Vec<Self>),
    Or(Vec<Self>),
    Compare(Operand, String, Operand),
}

#[derive(Clone, Debug, PartialEq)]
enum Operand {
    Variable(String),
    Text(String),
}

impl Marker {
    /// Reads a marker. The error says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens: &tokens, at: 0 };
        let tree = parser.or(0)?;
        match parser.tokens.get(parser.at) {
            None => Ok(Self { tree, text: text.trim().to_owned() }),
            Some(extra) => Err(format!("`{}` is too much in the marker", extra.shown())),
        }
    }

    /// Both conditions.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let text = format!("({}) and ({})", self.text, other.text);
        Self { tree: Tree::And(vec![self.tree, other.tree]), text }
    }

    /// Whether it holds; what depends on a variable that is not known is taken to hold.
    pub fn holds(&self, environment: &Environment) -> bool {
        self.tree.holds(environment)
    }
}

impl fmt::Display for Marker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Tree {
    fn holds(&self, environment: &Environment) -> bool {
        match self {
            Self::And(all) => all.iter().all(|part| part.holds(environment)),
            Self::Or(any) => any.iter().any(|part| part.holds(environment)),
            Self::Compare(left, op, right) => compare(left, op, right, environment).unwrap_or(true),
        }
    }
}

fn compare(left: &Operand, op: &str, right: &Operand, environment: &Environment) -> Option<bool> {
    let is_extra = |operand: &Operand| matches!(operand, Operand::Variable(name) if name == "extra");
    if let (Operand::Variable(_), Operand::Text(extra)) | (Operand::Text(extra), Operand::Variable(_)) = (left, right)
        && (is_extra(left) || is_extra(right))
    {
        let asked = environment.extras.contains(&crate::normalize(extra));
        return Some(if op == "!=" { !asked } else { asked });
    }
    let value = |operand: &Operand| match operand {
        Operand::Variable(name) => environment.value(name),
        Operand::Text(text) => Some(text.clone()),
    };
    let (left, right) = (value(left)?, value(right)?);
    match op {
        "in" => return Some(right.contains(&left)),
        "not in" => return Some(!right.contains(&left)),
        _ => {}
    }
    if let (Ok(clause), Some(version)) = (Clause::parse(&format!("{op}{right}")), Version::parse(&left)) {
        return Some(Specifier::all(vec![clause]).contains(&version));
    }
    Some(match op {
        "==" | "===" => left == right,
        "!=" => left != right,
        "<" => left < right,
        "<=" => left <= right,
        ">" => left > right,
        ">=" => left >= right,
        _ => return None,
    })
}

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Open,
    Close,
    Op(&'static str),
    Word(String),
    Text(String),
}

impl Token {
    fn shown(&self) -> &str {
        match self {
            Self::Open => "(",
            Self::Close => ")",
            Self::Op(op) => op,
            Self::Word(text) | Self::Text(text) => text,
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let taken = match first {
            '(' => {
                tokens.push(Token::Open);
                1
            }
            ')' => {
                tokens.push(Token::Close);
                1
            }
            '"' | '\'' => {
                let Some(end) = rest[1..].find(first) else {
                    return Err("a quotation mark of the marker is not closed".to_owned());
                };
                tokens.push(Token::Text(rest[1..=end].to_owned()));
                end + 2
            }
            c if c.is_ascii_alphanumeric() || c == '_' => {
                let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
                let end = rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
                tokens.push(Token::Word(rest[..end].to_owned()));
                end
            }
            _ => {
                let symbols = ["===", "==", "!=", "<=", ">=", "~=", "<", ">"];
                let Some(op) = symbols.into_iter().find(|op| rest.starts_with(op)) else {
                    return Err(format!("`{first}` has no meaning in a marker"));
                };
                tokens.push(Token::Op(op));
                op.len()
            }
        };
        rest = rest[taken..].trim_start();
    }
    Ok(tokens)
}

struct Parser<'t> {
    tokens: &'t [Token],
    at: usize,
}

impl Parser<'_> {
    fn word(&mut self, wanted: &str) -> bool {
        let found = matches!(self.tokens.get(self.at), Some(Token::Word(word)) if word == wanted);
        self.at += usize::from(found);
        found
    }

    fn or(&mut self, depth: usize) -> Result<Tree, String> {
        let mut parts = vec![self.and(depth)?];
        while self.word("or") {
            parts.push(self.and(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Tree::Or(parts) })
    }

    fn and(&mut self, depth: usize) -> Result<Tree, String> {
        let mut parts = vec![self.atom(depth)?];
        while self.word("and") {
            parts.push(self.atom(depth)?);
        }
        Ok(if parts.len() == 1 { parts.remove(0) } else { Tree::And(parts) })
    }

    fn atom(&mut self, depth: usize) -> Result<Tree, String> {
        if self.tokens.get(self.at) == Some(&Token::Open) {
            if depth == MAX_DEPTH {
                return Err("the marker has too many parentheses".to_owned());
            }
            self.at += 1;
            let tree = self.or(depth + 1)?;
            if self.tokens.get(self.at) != Some(&Token::Close) {
                return Err("a parenthesis of the marker is not closed".to_owned());
            }
            self.at += 1;
            return Ok(tree);
        }
        let left = self.operand()?;
        let op = if self.word("in") {
            "in"
        } else if self.word("not") {
            if !self.word("in") {
                return Err("`not` stands only in `not in`".to_owned());
            }
            "not in"
        } else if let Some(Token::Op(op)) = self.tokens.get(self.at) {
            self.at += 1;
            op
        } else {
            return Err("the marker has no comparison".to_owned());
        };
        let right = self.operand()?;
        Ok(Tree::Compare(left, op.to_owned(), right))
    }

    fn operand(&mut self) -> Result<Operand, String> {
        let operand = match self.tokens.get(self.at) {
            Some(Token::Text(text)) => Operand::Text(text.clone()),
            Some(Token::Word(word)) if VARIABLES.contains(&word.as_str()) => Operand::Variable(word.clone()),
            Some(other) => return Err(format!("the marker knows no `{}`", other.shown())),
            None => return Err("the marker ends too soon".to_owned()),
        };
        self.at += 1;
        Ok(operand)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markers_hold_or_not() {
        let here = Environment { extras: vec!["test-tools".into()], ..Environment::default() };
        for (text, expected) in [
            ("python_version >= '3.8'", true),
            ("python_version < \"3.10\"", false), // as versions, not as texts
            ("'3.10' <= python_version", true),
            ("sys_platform == 'win32'", false),
            ("sys_platform != 'win32' and (os_name == 'nt' or platform_system == 'Linux')", true),
            ("python_version in '3.12, 3.13'", true),
            ("python_version not in '3.12, 3.13'", false),
            ("extra == 'Test_Tools'", true),
            ("extra == 'docs'", false),
            ("platform_release == '5'", true), // unknown: taken to hold
            ("os.name == 'posix'", true),
            ("python_full_version ~= '3.13.0'", true),
        ] {
            assert_eq!(Marker::parse(text).unwrap().holds(&here), expected, "{text}");
        }
    }

    #[test]
    fn broken_markers_are_named() {
        for text in [
            "",
            "python_version",
            "python_version >",
            "foo == '1'",
            "(os_name == 'nt'",
            "os_name == 'nt",
            "'a' not 'b'",
            "os_name == 'a' 'b'",
        ] {
            assert!(Marker::parse(text).is_err(), "{text}");
        }
        assert!(Marker::parse(&"(".repeat(100_000)).is_err());
    }
}
