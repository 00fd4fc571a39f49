//! A small index of advisories.

use advisories::facts::{AdvisoryFacts, Facts, PackageFacts};
use advisories::{End, Index, Meta};

/// `name`, its versions, and advisories as (identifiers, start, end, place of the end, place of the vector).
type Known<'a> = (&'a str, &'a [&'a str], &'a [(&'a [&'a str], Option<usize>, End, usize, Option<usize>)]);

pub(crate) fn index() -> Index {
    let known: &[Known<'_>] = &[
        (
            "django",
            &["1.11", "1.11.27", "2.0", "2.2.9"],
            &[
                (&["PYSEC-2019-16", "CVE-2019-19844"], None, End::Before, 1, Some(0)),
                (&["PYSEC-2019-17", "CVE-2019-19844", "GHSA-vfq6-hq5r-27r6"], Some(2), End::Before, 3, Some(0)),
                (&["PYSEC-2020-1", "CVE-2020-1"], None, End::Before, 3, None),
            ],
        ),
        ("flask-cors", &["3.0.9"], &[(&["PYSEC-2020-43", "CVE-2020-25032"], None, End::Before, 0, Some(1))]),
        ("jinja2", &["2.10.1"], &[(&["PYSEC-2019-217", "CVE-2019-10906"], None, End::Before, 0, Some(0))]),
        ("pyyaml", &["5.3.1"], &[(&["PYSEC-2020-96", "CVE-2020-14343"], None, End::At, 0, Some(0))]),
        ("ecdsa", &["0.1"], &[(&["PYSEC-2024-1", "CVE-2024-23342"], None, End::Open, 0, Some(1))]),
        ("torch", &["2.6.0"], &[(&["PYSEC-2025-41", "CVE-2025-32434"], None, End::Before, 0, Some(0))]),
        ("epoch", &["1!2.0"], &[(&["PYSEC-2024-2", "CVE-2024-2"], None, End::At, 0, Some(1))]),
        ("simple", &["2.2.2"], &[(&["PYSEC-2024-3", "CVE-2024-3"], Some(0), End::At, 0, Some(1))]),
    ];
    let packages = known.iter().map(|(name, versions, advisories)| PackageFacts {
        name: (*name).to_owned(),
        versions: versions.iter().map(|&version| version.to_owned()).collect(),
        advisories: advisories
            .iter()
            .map(|(ids, start, end, bound, vector)| AdvisoryFacts {
                ids: ids.iter().map(|&id| id.to_owned()).collect(),
                intervals: vec![(*start, *end, *bound)],
                vector: *vector,
                ..AdvisoryFacts::default()
            })
            .collect(),
    });
    Index::new(Facts {
        meta: Meta { date: "2026-07-23".to_owned(), ..Meta::default() },
        packages: packages.collect(),
        vectors: vec![
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H".to_owned(), 98),
            ("CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N".to_owned(), 75),
        ],
        malicious: vec![("colourama".to_owned(), "MAL-2024-1".to_owned())],
        famous: vec!["requests".to_owned()],
        known: vec!["click".to_owned()],
    })
}
