//! From records to the facts of the index.

use std::collections::{BTreeMap, BTreeSet};

use advisories::Meta;
use advisories::facts::{AdvisoryFacts, Facts, PackageFacts};
use manifests::{Version, normalize};
use serde_json::Value;

use crate::osv::{self, Affected};

/// This many of the most used names are worth imitating.
const FAMOUS: usize = 2_000;

const SOURCES: [&str; 4] = [
    "Advisories: PyPA advisory database, CC-BY-4.0 (https://github.com/pypa/advisory-database)",
    "Vectors, CWE, exploitation: CISA Vulnrichment and Known Exploited Vulnerabilities, CC0-1.0",
    "Names of malware: OpenSSF malicious-packages, Apache-2.0 (https://github.com/ossf/malicious-packages)",
    "Popular names: DataDog GuardDog, Apache-2.0 (https://github.com/DataDog/guarddog)",
];

/// The facts of `records`; `popular` stands in the order of use, most used first.
pub(crate) fn facts(
    records: &[Value],
    malicious: Vec<(String, String)>,
    popular: &[String],
    date: Option<&str>,
) -> Facts {
    let popular: Vec<String> = popular.iter().map(|name| normalize(name)).filter(|name| !name.is_empty()).collect();
    let used: BTreeSet<&str> = popular.iter().map(String::as_str).collect();
    let mut malicious: BTreeMap<String, String> =
        malicious.into_iter().map(|(name, id)| (normalize(&name), id)).collect();
    let mut packages: BTreeMap<String, Vec<Affected>> = BTreeMap::new();
    let mut counted = BTreeSet::new();
    for affected in records.iter().flat_map(osv::affected) {
        let whole = affected.intervals.iter().any(|(start, _, bound)| start.is_none() && bound.is_none());
        if affected.ids[0].starts_with("MAL-") && whole && !used.contains(affected.package.as_str()) {
            malicious.insert(affected.package, affected.ids[0].clone());
            continue;
        }
        counted.insert(affected.ids[0].clone());
        packages.entry(affected.package.clone()).or_default().push(affected);
    }
    malicious.retain(|name, _| !name.is_empty() && !used.contains(name.as_str()));
    let vectors: BTreeMap<String, u8> =
        packages.values().flatten().filter_map(|affected| affected.score.clone()).collect();
    let places: BTreeMap<&str, usize> = vectors.keys().enumerate().map(|(at, vector)| (vector.as_str(), at)).collect();
    let packages: Vec<PackageFacts> = packages.into_iter().map(|(name, all)| package(name, all, &places)).collect();
    let newest = records.iter().filter_map(|record| record.get("modified")?.as_str()?.get(..10)).max();
    let mut famous: Vec<String> = popular.iter().take(FAMOUS).cloned().collect();
    let mut known: Vec<String> = popular.iter().skip(FAMOUS).cloned().collect();
    famous.sort();
    famous.dedup();
    known.sort();
    known.dedup();
    Facts {
        meta: Meta {
            date: date.or(newest).unwrap_or_default().to_owned(),
            advisories: counted.len(),
            packages: packages.len(),
            malicious: malicious.len(),
            popular: famous.len() + known.len(),
            sources: SOURCES.map(str::to_owned).to_vec(),
        },
        packages,
        vectors: vectors.into_iter().collect(),
        malicious: malicious.into_iter().collect(),
        famous,
        known,
    }
}

fn package(name: String, mut all: Vec<Affected>, vectors: &BTreeMap<&str, usize>) -> PackageFacts {
    // By year and number, which gives small differences.
    let order = |id: &str| id.split('-').map(|part| format!("{part:0>12}")).collect::<Vec<_>>();
    all.sort_by_cached_key(|affected| order(&affected.ids[0]));
    let mut versions: Vec<Version> = all
        .iter()
        .flat_map(|affected| {
            let bounds = affected.intervals.iter().flat_map(|(start, _, bound)| start.iter().chain(bound));
            bounds.chain(&affected.versions).cloned()
        })
        .collect();
    versions.sort();
    versions.dedup();
    let place = |version: &Version| versions.binary_search(version).unwrap_or_default();
    let advisories = all.iter().map(|affected| AdvisoryFacts {
        ids: affected.ids.clone(),
        intervals: affected
            .intervals
            .iter()
            .map(|(start, end, bound)| (start.as_ref().map(place), *end, bound.as_ref().map(place).unwrap_or_default()))
            .collect(),
        versions: affected.versions.iter().map(place).collect(),
        vector: affected.score.as_ref().and_then(|(vector, _)| vectors.get(vector.as_str()).copied()),
        exploited: affected.exploited,
        cwe: affected.cwe.clone(),
    });
    PackageFacts {
        name,
        advisories: advisories.collect(),
        versions: versions.iter().map(ToString::to_string).collect(),
    }
}
