//! OSV records (OSV schema 1.7) as facts.

use advisories::End;
use manifests::{Version, normalize};
use serde_json::Value;

/// What one record says about one package.
pub(crate) struct Affected {
    /// Normalized name.
    pub(crate) package: String,
    pub(crate) ids: Vec<String>,
    pub(crate) intervals: Vec<(Option<Version>, End, Option<Version>)>,
    /// Single versions that lie in none of the intervals.
    pub(crate) versions: Vec<Version>,
    /// Vector and score in tenths.
    pub(crate) score: Option<(String, u8)>,
    pub(crate) exploited: bool,
    pub(crate) cwe: Vec<u16>,
}

fn text<'v>(value: &'v Value, key: &str) -> &'v str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn items<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// Everything that `record` says about packages of the Python index; nothing if it was withdrawn.
pub(crate) fn affected(record: &Value) -> Vec<Affected> {
    if !record.get("withdrawn").is_none_or(Value::is_null) {
        return Vec::new();
    }
    let mut ids = vec![text(record, "id").to_owned()];
    ids.extend(items(record, "aliases").iter().filter_map(Value::as_str).map(str::to_owned));
    let extra = record.get("database_specific").unwrap_or(&Value::Null);
    let exploited = extra.get("known_exploited").and_then(Value::as_bool).unwrap_or(false);
    let cwe = items(extra, "cwe_ids")
        .iter()
        .filter_map(|id| id.as_str()?.strip_prefix("CWE-")?.parse().ok())
        .collect::<Vec<_>>();
    let mut all = Vec::new();
    for affected in items(record, "affected") {
        let package = affected.get("package").unwrap_or(&Value::Null);
        if text(package, "ecosystem") != "PyPI" {
            continue;
        }
        let mut intervals = Vec::new();
        for range in items(affected, "ranges").iter().filter(|range| text(range, "type") == "ECOSYSTEM") {
            intervals.extend(intervals_of(items(range, "events")));
        }
        let inside = |version: &Version| {
            intervals.iter().any(|(start, end, bound): &(Option<Version>, End, Option<Version>)| {
                advisories::Interval { start: start.clone(), end: *end, bound: bound.clone() }.contains(version)
            })
        };
        let listed = items(affected, "versions").iter().filter_map(|version| Version::parse(version.as_str()?));
        let versions: Vec<Version> = listed.filter(|version| !inside(version)).collect();
        if intervals.is_empty() && versions.is_empty() {
            continue;
        }
        let severities = items(affected, "severity").iter().chain(items(record, "severity"));
        all.push(Affected {
            package: normalize(text(package, "name")),
            ids: ids.clone(),
            intervals,
            versions,
            score: score(severities),
            exploited,
            cwe: cwe.clone(),
        });
    }
    all
}

/// What happens at a version; at the same one in this order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    Fixed,
    Introduced,
    LastAffected,
}

/// The intervals that a range's events describe. The first event that ends an interval ends it.
fn intervals_of(events: &[Value]) -> Vec<(Option<Version>, End, Option<Version>)> {
    let mut sorted: Vec<(Option<Version>, Event)> = Vec::new();
    for event in events {
        for (key, kind) in
            [("introduced", Event::Introduced), ("fixed", Event::Fixed), ("last_affected", Event::LastAffected)]
        {
            match event.get(key).and_then(Value::as_str) {
                // OSV's zero stands before every version.
                Some("0") if kind == Event::Introduced => sorted.push((None, kind)),
                Some(version) => sorted.extend(lenient(version).map(|version| (Some(version), kind))),
                None => {}
            }
        }
    }
    sorted.sort();
    let mut intervals = Vec::new();
    let mut open: Option<Option<Version>> = None;
    for (version, kind) in sorted {
        match (kind, &open) {
            (Event::Introduced, None) => open = Some(version),
            (Event::Fixed, Some(start)) => {
                intervals.push((start.clone(), End::Before, version));
                open = None;
            }
            (Event::LastAffected, Some(start)) => {
                intervals.push((start.clone(), End::At, version));
                open = None;
            }
            _ => {}
        }
    }
    intervals.extend(open.map(|start| (start, End::Open, None)));
    intervals
}

/// Some events hold what is nearly a version: `2.6.0-cu124`, `3.0.3-NA`. To leave one out would leave its range open.
fn lenient(text: &str) -> Option<Version> {
    let text = text.replace('\\', "");
    if let Some(version) = Version::parse(&text) {
        return Some(version);
    }
    if let Some((public, local)) = text.split_once("-cu")
        && let Some(version) = Version::parse(&format!("{public}+cu{local}"))
    {
        return Some(version);
    }
    let ends = text.char_indices().rev().filter(|(_, c)| !c.is_ascii_alphanumeric()).map(|(at, _)| at);
    ends.into_iter().find_map(|end| Version::parse(&text[..end]))
}

/// CVSS 3 where there is one, else CVSS 4.
fn score<'v>(severities: impl Iterator<Item = &'v Value>) -> Option<(String, u8)> {
    let mut vectors: Vec<&str> = severities.map(|severity| text(severity, "score")).collect();
    let rank = |vector: &str| ["CVSS:3.1/", "CVSS:3.0/", "CVSS:4.0/"].iter().position(|head| vector.starts_with(head));
    vectors.retain(|vector| rank(vector).is_some());
    vectors.sort_by_key(|vector| rank(vector));
    vectors.iter().find_map(|vector| {
        let score = vector.parse::<cvss::Cvss>().ok()?.score();
        let tenths = (score * 10.0).round().clamp(0.0, 100.0);
        #[allow(clippy::cast_sign_loss, reason = "between 0 and 100")]
        Some(((*vector).to_owned(), tenths as u8))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(events: &str) -> String {
        let events: Value = serde_json::from_str(events).unwrap();
        let show = |version: &Option<Version>| version.as_ref().map_or("-".to_owned(), ToString::to_string);
        let intervals = intervals_of(events.as_array().unwrap());
        let parts: Vec<String> =
            intervals.iter().map(|(start, end, bound)| format!("{} {end:?} {}", show(start), show(bound))).collect();
        parts.join("; ")
    }

    #[test]
    fn events_make_intervals() {
        for (events, intervals) in [
            (r#"[{"introduced":"0"},{"fixed":"2.0"}]"#, "- Before 2.0"),
            (
                r#"[{"introduced":"0"},{"fixed":"2.0.0"},{"introduced":"2.0.0"},{"fixed":"2.11.2"}]"#,
                "- Before 2.0.0; 2.0.0 Before 2.11.2",
            ),
            (r#"[{"fixed":"3"},{"introduced":"1"},{"fixed":"2"}]"#, "1 Before 2"),
            (r#"[{"introduced":"1"},{"last_affected":"1"}]"#, "1 At 1"),
            (r#"[{"introduced":"1"}]"#, "1 Open -"),
            (r#"[{"introduced":"0"},{"last_affected":"2.6.0-cu124"}]"#, "- At 2.6.0+cu124"),
            (r#"[{"introduced":"0"},{"fixed":"3.0.3-NA"}]"#, "- Before 3.0.3"),
            (r#"[{"introduced":"0"},{"fixed":"7.2.0-12.1"}]"#, "- Before 7.2.0.post12"),
        ] {
            assert_eq!(shown(events), intervals, "{events}");
        }
    }

    #[test]
    fn records_are_read() {
        let record = |extra: &str| {
            serde_json::from_str::<Value>(&format!(
                r#"{{"id":"PYSEC-2024-1","aliases":["CVE-2024-1"],{extra}"severity":[
                {{"type":"CVSS_V4","score":"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"}},
                {{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],
                "database_specific":{{"known_exploited":true,"cwe_ids":["CWE-79"]}},
                "affected":[{{"package":{{"ecosystem":"PyPI","name":"A_b"}},"versions":["1.0","3.0"],
                "ranges":[{{"type":"ECOSYSTEM","events":[{{"introduced":"0"}},{{"fixed":"2.0"}}]}}]}},
                {{"package":{{"ecosystem":"npm","name":"x"}},"versions":["1"]}}]}}"#
            ))
            .unwrap()
        };
        let all = affected(&record(""));
        let [one] = &*all else { panic!("{}", all.len()) };
        assert_eq!(one.package, "a-b");
        assert_eq!(one.versions, [Version::parse("3.0").unwrap()]);
        assert_eq!(one.score.as_ref().map(|(_, score)| *score), Some(98));
        assert!(one.exploited && one.cwe == [79]);
        assert!(affected(&record("\"withdrawn\":\"2024-01-01\",")).is_empty());
    }
}
