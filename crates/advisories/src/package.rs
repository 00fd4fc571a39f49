//! One package: which of its versions are affected, and what to do.

use std::sync::Arc;

use manifests::{Op, Raised, Specifier, Style, Version};

/// How an interval ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum End {
    /// It does not.
    Open = 0,
    /// Before the version that fixes it.
    Before = 1,
    /// With the last version that is known to be affected.
    At = 2,
}

impl End {
    pub(crate) fn of_byte(byte: u8) -> Option<Self> {
        [Self::Open, Self::Before, Self::At].into_iter().find(|end| *end as u8 == byte)
    }
}

/// Versions that are affected.
#[derive(Clone, Debug, PartialEq)]
pub struct Interval {
    /// The first one; `None` is the first ever.
    pub start: Option<Version>,
    /// How it ends.
    pub end: End,
    /// Where it ends, if it does.
    pub bound: Option<Version>,
}

impl Interval {
    /// Whether `version` lies inside. A local version (`1.0+cu117`) counts as its public one, except where the
    /// advisory itself speaks of local versions.
    pub fn contains(&self, version: &Version) -> bool {
        let against =
            |bound: &Version| if bound.has_local() { version.cmp(bound) } else { version.cmp_as_public(bound) };
        let begun = self.start.as_ref().is_none_or(|start| against(start).is_ge());
        begun
            && match (self.end, &self.bound) {
                (End::Open, _) | (_, None) => true,
                (End::Before, Some(bound)) => against(bound).is_lt(),
                (End::At, Some(bound)) => version.cmp_as_public(bound).is_le(),
            }
    }
}

/// A CVSS vector with its score.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// `CVSS:3.1/…` or `CVSS:4.0/…`
    pub vector: String,
    /// 0.0 to 10.0
    pub score: f32,
}

/// One advisory, about the package that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Advisory {
    /// The advisory's own identifier first, then the others.
    pub ids: Vec<String>,
    /// The versions that are affected.
    pub intervals: Vec<Interval>,
    /// Single versions that are affected too.
    pub versions: Vec<Version>,
    /// `None` is "Unscored".
    pub score: Option<Score>,
    /// Whether it is known to be exploited (CISA's catalogue).
    pub exploited: bool,
    /// CWE identifiers.
    pub cwe: Vec<u16>,
}

/// How an advisory ends for a version.
#[derive(Clone, Debug, PartialEq)]
pub enum Remedy {
    /// This version fixes it.
    Fixed(Version),
    /// Every version up to this one is affected; which one fixes it is not recorded.
    NewerThan(Version),
    /// No version fixes it.
    None,
}

impl Advisory {
    /// Whether `version` is affected.
    pub fn affects(&self, version: &Version) -> bool {
        self.intervals.iter().any(|interval| interval.contains(version))
            || self.versions.iter().any(|single| single == version || version.cmp_as_public(single).is_eq())
    }

    /// The identifier that people know: CVE, else GHSA, else its own.
    pub fn name(&self) -> &str {
        let of = |prefix: &str| self.ids.iter().find(|id| id.starts_with(prefix));
        of("CVE-").or_else(|| of("GHSA-")).or_else(|| self.ids.first()).map_or("", String::as_str)
    }

    /// What ends it for `version`, which is affected.
    pub fn remedy(&self, version: &Version) -> Remedy {
        let inside = self.intervals.iter().find(|interval| interval.contains(version));
        match inside.map(|interval| (interval.end, interval.bound.clone())) {
            Some((End::Before, Some(bound))) => Remedy::Fixed(bound),
            Some((End::At, Some(bound))) => Remedy::NewerThan(bound),
            Some(_) => Remedy::None,
            // A single bad release.
            None => Remedy::NewerThan(version.clone()),
        }
    }
}

/// All that is known of one package.
#[derive(Clone, Debug, PartialEq)]
pub struct Package {
    /// Its advisories, in the order of the index.
    pub advisories: Vec<Arc<Advisory>>,
}

impl Package {
    /// The advisories that affect `version`.
    pub fn affecting(&self, version: &Version) -> impl Iterator<Item = &Advisory> {
        self.advisories.iter().map(AsRef::as_ref).filter(move |advisory| advisory.affects(version))
    }

    /// The smallest recorded version above `version` that no advisory affects. A pre-release is an answer only where
    /// nothing else is.
    pub fn fix(&self, version: &Version) -> Option<Version> {
        self.clean_fixes().into_iter().find(|fix| *fix > version).cloned()
    }

    /// Versions that fix something and that no advisory affects: final releases in order, then pre-releases.
    fn clean_fixes(&self) -> Vec<&Version> {
        let intervals = self.advisories.iter().flat_map(|advisory| &advisory.intervals);
        let ends = intervals.filter(|interval| interval.end == End::Before);
        let mut fixes: Vec<&Version> = ends.filter_map(|interval| interval.bound.as_ref()).collect();
        fixes.sort_by_key(|fix| (fix.is_prerelease(), *fix));
        fixes.dedup();
        fixes.retain(|fix| self.affecting(fix).next().is_none());
        fixes
    }

    /// The condition `specifier`, which stands there as `written`, raised to the smallest recorded version from which on
    /// it allows nothing that is known. That version lies within the condition if one there will do, else above it.
    /// `None` where no version is known to fix everything.
    pub fn raised(&self, specifier: &Specifier, written: &str, style: Style) -> Option<(Version, Raised)> {
        // Lower than the condition begins helps nobody.
        let begins = |fix: &Version| {
            !specifier.clauses().any(|clause| {
                let is_lower = matches!(clause.op, Op::AtLeast | Op::Above | Op::Compatible | Op::Equal);
                is_lower && clause.version.as_ref().is_some_and(|bound| bound > fix)
            })
        };
        let fixes = self.clean_fixes();
        let (within, outside): (Vec<&Version>, Vec<&Version>) =
            fixes.into_iter().partition(|fix| specifier.contains(fix));
        within.into_iter().chain(outside.into_iter().filter(|fix| begins(fix))).find_map(|fix| {
            let raised = manifests::raise(written, style, fix)?;
            self.allowed(&raised.specifier).is_empty().then(|| (fix.clone(), raised))
        })
    }

    /// The advisories about versions that `specifier` allows. No list of releases is needed: the condition and the
    /// advisory overlap exactly if one of their ends, or a place beside one, lies in both.
    pub fn allowed(&self, specifier: &Specifier) -> Vec<&Advisory> {
        let own = places(specifier);
        let overlaps = |advisory: &&Advisory| {
            let mut ends = vec![Version::of_release(0, vec![0])];
            for interval in &advisory.intervals {
                interval.start.iter().chain(&interval.bound).for_each(|version| around(version, &mut ends));
            }
            ends.extend(advisory.versions.iter().cloned());
            own.iter().chain(&ends).any(|version| specifier.contains(version) && advisory.affects(version))
        };
        self.advisories.iter().map(AsRef::as_ref).filter(overlaps).collect()
    }

    /// The advisories that affect even the newest version that `specifier` allows, as far as that can be known without
    /// a list of releases.
    pub fn newest_affected(&self, specifier: &Specifier) -> Vec<&Advisory> {
        let open = |advisory: &&Advisory| advisory.intervals.iter().any(|interval| interval.end == End::Open);
        let all = self.advisories.iter().map(AsRef::as_ref);
        if specifier.is_open_above() {
            return all.filter(open).collect();
        }
        match places(specifier).into_iter().filter(|version| specifier.contains(version)).max() {
            Some(newest) => all.filter(|advisory| advisory.affects(&newest)).collect(),
            None => Vec::new(),
        }
    }
}

/// Versions at and beside every end of a condition.
fn places(specifier: &Specifier) -> Vec<Version> {
    let mut places = Vec::new();
    for clause in specifier.clauses() {
        clause.version.iter().for_each(|version| around(version, &mut places));
        if let Some(end) = clause.prefix_end() {
            around(&end, &mut places);
        }
    }
    places
}

/// `version`, and final releases just below and just above it.
fn around(version: &Version, out: &mut Vec<Version>) {
    const FAR: u64 = 999_999_999;
    let release = version.release();
    let mut above = release.to_vec();
    above.extend([0, 0, 1]);
    out.push(Version::of_release(version.epoch(), above));
    if let Some(last) = release.iter().rposition(|number| *number > 0) {
        let mut below = release[..=last].to_vec();
        below[last] -= 1;
        below.push(FAR);
        out.push(Version::of_release(version.epoch(), below));
    }
    out.push(version.base());
    out.push(version.clone());
}
