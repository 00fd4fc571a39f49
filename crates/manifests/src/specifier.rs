//! Version conditions: PEP 440's specifiers, joined by `,` and (Poetry) by `||`.

use std::fmt;

use crate::Version;

/// A comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Op {
    /// `==`, or `==…*` where the clause is a wildcard.
    Equal,
    /// `!=`, likewise.
    NotEqual,
    /// `<=`
    AtMost,
    /// `>=`
    AtLeast,
    /// `<`
    Below,
    /// `>`
    Above,
    /// `~=`
    Compatible,
    /// `===`: the same text.
    Arbitrary,
}

/// Longest first, so that a prefix does not hide a longer one.
const OPS: [(&str, Op); 8] = [
    ("===", Op::Arbitrary),
    ("==", Op::Equal),
    ("!=", Op::NotEqual),
    ("<=", Op::AtMost),
    (">=", Op::AtLeast),
    ("~=", Op::Compatible),
    ("<", Op::Below),
    (">", Op::Above),
];

impl Op {
    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::NotEqual => "!=",
            Self::AtMost => "<=",
            Self::AtLeast => ">=",
            Self::Below => "<",
            Self::Above => ">",
            Self::Compatible => "~=",
            Self::Arbitrary => "===",
        }
    }
}

/// One comparison with one version.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// The comparison.
    pub op: Op,
    /// What it compares with; `None` where `===` stands before a text that is no version.
    pub version: Option<Version>,
    /// Whether `.*` follows the version.
    pub wildcard: bool,
    /// The version as written.
    text: String,
}

impl Clause {
    /// A comparison with `version`.
    pub fn new(op: Op, version: Version) -> Self {
        Self { op, text: version.to_string(), version: Some(version), wildcard: false }
    }

    /// `==version.*`
    pub fn prefix(version: Version) -> Self {
        Self { wildcard: true, ..Self::new(Op::Equal, version) }
    }

    /// Reads `>=1.0`. The error says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let Some((symbol, op)) = OPS.iter().find(|(symbol, _)| text.starts_with(symbol)) else {
            return Err(match text.strip_prefix('=') {
                Some(_) => format!("`{text}` has one `=`; write `=={}`", text.trim_start_matches('=').trim()),
                None => format!("`{text}` has no comparison such as `==` or `>=`"),
            });
        };
        let written = text[symbol.len()..].trim();
        if written.is_empty() {
            return Err(format!("`{symbol}` has no version behind it"));
        }
        if *op == Op::Arbitrary {
            if written.contains(|c: char| c.is_whitespace() || c == ';' || c == ')') {
                return Err(format!("`{written}` is no version"));
            }
            return Ok(Self { op: *op, version: Version::parse(written), wildcard: false, text: written.to_owned() });
        }
        let bare = written.strip_suffix(".*");
        let wildcard = bare.is_some();
        let Some(version) = Version::parse(bare.unwrap_or(written)) else {
            return Err(format!("`{written}` is no version"));
        };
        let exact = matches!(op, Op::Equal | Op::NotEqual);
        if wildcard && !(exact && version == version.base() && !version.has_local()) {
            return Err(format!("`{symbol}{written}`: `.*` may follow only the numbers of `==` or `!=`"));
        }
        if version.has_local() && !exact {
            return Err(format!("`{symbol}{written}`: a local version (`+…`) goes with `==` and `!=` only"));
        }
        if *op == Op::Compatible && version.release().len() < 2 {
            return Err(format!("`~={written}` needs at least two numbers, such as `~=1.0`"));
        }
        Ok(Self { op: *op, version: Some(version), wildcard, text: written.to_owned() })
    }

    /// Whether `version` satisfies the comparison; pre-releases are as good as others.
    pub fn contains(&self, version: &Version) -> bool {
        let Some(bound) = &self.version else { return self.text.eq_ignore_ascii_case(&version.to_string()) };
        let equal = || {
            if self.wildcard {
                version.has_prefix(bound)
            } else if bound.has_local() {
                version == bound
            } else {
                version.same_public(bound)
            }
        };
        let same_base = || version.base() == bound.base();
        match self.op {
            Op::Equal => equal(),
            Op::NotEqual => !equal(),
            Op::AtMost => version <= bound || version.same_public(bound),
            Op::AtLeast => version >= bound,
            // `<2.0` does not mean the release candidates of 2.0, nor `>1.0` the post-releases of 1.0.
            Op::Below => version < bound && (bound.is_prerelease() || !version.is_prerelease() || !same_base()),
            Op::Above => {
                version > bound
                    && (bound.is_postrelease() || !version.is_postrelease() || !same_base())
                    && !(version.has_local() && same_base())
            }
            Op::Compatible => version >= bound && version.has_prefix(&compatible_prefix(bound)),
            Op::Arbitrary => self.text.eq_ignore_ascii_case(&version.to_string()),
        }
    }

    /// The first version behind all that `==1.2.*` or `~=1.2.3` allow.
    pub fn prefix_end(&self) -> Option<Version> {
        let bound = self.version.as_ref()?;
        let prefix = match self.op {
            Op::Equal if self.wildcard => bound.base(),
            Op::Compatible => compatible_prefix(bound),
            _ => return None,
        };
        let mut release = prefix.release().to_vec();
        let last = release.last_mut()?;
        *last = last.saturating_add(1);
        Some(Version::of_release(prefix.epoch(), release))
    }
}

/// The part of the release that `~=` keeps.
fn compatible_prefix(bound: &Version) -> Version {
    let release = bound.release();
    Version::of_release(bound.epoch(), release[..release.len().saturating_sub(1)].to_vec())
}

impl fmt::Display for Clause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let star = if self.wildcard && !self.text.ends_with(".*") { ".*" } else { "" };
        write!(f, "{}{}{star}", self.op.symbol(), self.text)
    }
}

/// A condition on a version. The default is satisfied by every version.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Specifier {
    /// One of these must hold, each with all of its clauses; none at all is "any version".
    alternatives: Vec<Vec<Clause>>,
}

impl Specifier {
    /// Any version.
    pub fn any() -> Self {
        Self::default()
    }

    /// All of `clauses`.
    pub fn all(clauses: Vec<Clause>) -> Self {
        Self { alternatives: if clauses.is_empty() { Vec::new() } else { vec![clauses] } }
    }

    /// One of several conditions.
    pub fn one_of(alternatives: Vec<Self>) -> Self {
        if alternatives.iter().any(Self::is_any) {
            return Self::any();
        }
        Self { alternatives: alternatives.into_iter().flat_map(|specifier| specifier.alternatives).collect() }
    }

    /// Reads `>=1.0,<2`. The error says what is wrong.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let text = text.strip_suffix(',').unwrap_or(text);
        if text.is_empty() {
            return Ok(Self::any());
        }
        Ok(Self::all(text.split(',').map(Clause::parse).collect::<Result<_, _>>()?))
    }

    /// Whether every version satisfies it.
    pub fn is_any(&self) -> bool {
        self.alternatives.is_empty()
    }

    /// Whether `version` satisfies it; pre-releases are as good as others.
    pub fn contains(&self, version: &Version) -> bool {
        self.is_any() || self.alternatives.iter().any(|clauses| clauses.iter().all(|clause| clause.contains(version)))
    }

    /// All comparisons.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.alternatives.iter().flatten()
    }

    /// The one version that it names, if it is a pin: `==1.2.3` or `===1.2.3`.
    pub fn pin(&self) -> Option<&Version> {
        let [clauses] = &*self.alternatives else { return None };
        clauses
            .iter()
            .filter(|clause| matches!(clause.op, Op::Equal | Op::Arbitrary) && !clause.wildcard)
            .find_map(|clause| clause.version.as_ref())
    }

    /// Whether the newest release of a package would always satisfy it.
    pub fn is_open_above(&self) -> bool {
        let bounds = |clause: &Clause| !matches!(clause.op, Op::AtLeast | Op::Above | Op::NotEqual);
        self.is_any() || self.alternatives.iter().any(|clauses| !clauses.iter().any(bounds))
    }
}

impl fmt::Display for Specifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, clauses) in self.alternatives.iter().enumerate() {
            if at > 0 {
                f.write_str(" || ")?;
            }
            for (at, clause) in clauses.iter().enumerate() {
                write!(f, "{}{clause}", if at == 0 { "" } else { "," })?;
            }
        }
        Ok(())
    }
}
