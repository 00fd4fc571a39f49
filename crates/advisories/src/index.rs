//! The index: what is loaded, and what it answers.

use std::fmt;
use std::sync::Arc;

use manifests::Version;
use rustc_hash::FxHashMap;

use crate::bytes::Broken;
use crate::facts::{Facts, PackageFacts};
use crate::look_alike::{LookAlike, Names};
use crate::package::{Advisory, End, Interval, Package, Score};

/// What a file of the index begins with; what follows is compressed (RFC 1951).
pub(crate) const MAGIC: &[u8; 8] = b"PYVADV1\n";
/// Larger ones are no index.
const MAX_BYTES: usize = 64 * 1024 * 1024;

/// Where the facts come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    /// Date of the newest advisory's last change, `YYYY-MM-DD`.
    pub date: String,
    /// Advisories, withdrawn ones not counted.
    pub advisories: usize,
    /// Packages that they are about.
    pub packages: usize,
    /// Names of malware.
    pub malicious: usize,
    /// Names that are much used.
    pub popular: usize,
    /// One line a source: what it is, and its licence.
    pub sources: Vec<String>,
}

impl Meta {
    pub(crate) fn to_text(&self) -> String {
        let Self { date, advisories, packages, malicious, popular, sources } = self;
        format!("{date}\n{advisories}\n{packages}\n{malicious}\n{popular}\n{}", sources.join("\n"))
    }

    pub(crate) fn of_text(text: &str) -> Self {
        let mut lines = text.split('\n');
        let date = lines.next().unwrap_or_default().to_owned();
        let mut number = || lines.next().and_then(|line| line.parse().ok()).unwrap_or_default();
        let [advisories, packages, malicious, popular] = [number(), number(), number(), number()];
        let sources = lines.filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Self { date, advisories, packages, malicious, popular, sources }
    }
}

/// Why a file could not be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoadError {
    /// It is no index, or one of another version.
    NoIndex,
    /// It is one, and damaged.
    Damaged,
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoIndex => "this is no advisory index of this version; make one with `cargo xtask advisories import`",
            Self::Damaged => "the advisory index is damaged; fetch or make it again",
        })
    }
}

impl std::error::Error for LoadError {}

impl From<Broken> for LoadError {
    fn from(Broken: Broken) -> Self {
        Self::Damaged
    }
}

/// The loaded index.
#[derive(Debug, Default)]
pub struct Index {
    meta: Meta,
    packages: FxHashMap<String, PackageFacts>,
    vectors: Vec<(String, u8)>,
    malicious: FxHashMap<String, String>,
    names: Names,
}

impl Index {
    /// Reads a file of the index.
    pub fn load(file: &[u8]) -> Result<Self, LoadError> {
        let packed = file.strip_prefix(MAGIC).ok_or(LoadError::NoIndex)?;
        let bytes =
            miniz_oxide::inflate::decompress_to_vec_with_limit(packed, MAX_BYTES).map_err(|_| LoadError::Damaged)?;
        Ok(Self::new(Facts::read(&bytes)?))
    }

    /// An index of `facts`.
    pub fn new(facts: Facts) -> Self {
        Self {
            meta: facts.meta,
            packages: facts.packages.into_iter().map(|package| (package.name.clone(), package)).collect(),
            vectors: facts.vectors,
            malicious: facts.malicious.into_iter().collect(),
            names: Names::new(facts.famous, facts.known),
        }
    }

    /// Where the facts come from.
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    /// The normalized names of all packages with advisories, in no order.
    pub fn package_names(&self) -> impl Iterator<Item = &str> {
        self.packages.keys().map(String::as_str)
    }

    /// What is known of the package with this normalized name.
    pub fn package(&self, key: &str) -> Option<Package> {
        let facts = self.packages.get(key)?;
        let versions: Vec<Option<Version>> = facts.versions.iter().map(|text| Version::parse(text)).collect();
        let version = |place: usize| versions.get(place).cloned().flatten();
        let advisories = facts.advisories.iter().map(|advisory| {
            let intervals = advisory.intervals.iter().map(|&(start, end, bound)| Interval {
                start: start.and_then(version),
                end,
                bound: if end == End::Open { None } else { version(bound) },
            });
            Arc::new(Advisory {
                ids: advisory.ids.clone(),
                intervals: intervals.collect(),
                versions: advisory.versions.iter().filter_map(|place| version(*place)).collect(),
                score: advisory
                    .vector
                    .and_then(|at| self.vectors.get(at))
                    .map(|(vector, tenths)| Score { vector: vector.clone(), score: f32::from(*tenths) / 10.0 }),
                exploited: advisory.exploited,
                cwe: advisory.cwe.clone(),
            })
        });
        Some(Package { advisories: advisories.collect() })
    }

    /// The report about the malware of this normalized name.
    pub fn malicious(&self, key: &str) -> Option<&str> {
        self.malicious.get(key).map(String::as_str)
    }

    /// Whether a package of this normalized name is much used.
    pub fn is_popular(&self, key: &str) -> bool {
        self.names.is_popular(key)
    }

    /// The much-used package that the normalized name `key` looks like, if it is none itself.
    pub fn look_alike(&self, key: &str) -> Option<LookAlike> {
        if self.packages.contains_key(key) { None } else { self.names.look_alike(key) }
    }
}
