//! Versions that are affected, and conditions that allow such versions.

use advisories::{Advisory, Package, Remedy};
use manifests::{Specifier, Style, Version};
use model::{Cvss, Dependency, DependencyKind, Severity};

use super::context::Use;
use super::row::Row;

/// Identifiers that are named in a row about a range.
const NAMED: usize = 3;

/// Advisories about the same thing: two databases, or two records of one.
struct Group<'a> {
    ids: Vec<String>,
    advisories: Vec<&'a Advisory>,
}

/// One row for each thing that is known about `version`.
pub(super) fn vulnerable(package: &Package, version: &Version, row: &Row<'_>, use_of: Option<&Use>) -> Vec<Dependency> {
    let groups = groups(package.affecting(version));
    if groups.is_empty() {
        return Vec::new();
    }
    let fix = package.fix(version);
    groups.into_iter().map(|group| vulnerable_row(&group, version, fix.as_ref(), row, use_of)).collect()
}

fn groups<'a>(advisories: impl Iterator<Item = &'a Advisory>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for advisory in advisories {
        match groups.iter_mut().find(|group| group.ids.iter().any(|id| advisory.ids.contains(id))) {
            Some(group) => {
                group.ids.extend(advisory.ids.iter().filter(|id| !group.ids.contains(id)).cloned().collect::<Vec<_>>());
                group.advisories.push(advisory);
            }
            None => groups.push(Group { ids: advisory.ids.clone(), advisories: vec![advisory] }),
        }
    }
    groups
}

fn vulnerable_row(
    group: &Group<'_>,
    version: &Version,
    fix: Option<&Version>,
    row: &Row<'_>,
    use_of: Option<&Use>,
) -> Dependency {
    let scored = group.advisories.iter().filter_map(|advisory| advisory.score.as_ref());
    let score = scored.max_by(|a, b| a.score.total_cmp(&b.score));
    let cvss = score.map(|score| Cvss { score: score.score, vector: score.vector.clone() });
    let name = group.advisories.iter().map(|advisory| advisory.name()).find(|name| name.starts_with("CVE-"));
    let name = name.or_else(|| group.advisories.first().map(|advisory| advisory.name())).unwrap_or_default();
    let malware = group.advisories.iter().any(|advisory| advisory.ids.iter().any(|id| id.starts_with("MAL-")));
    let kind = if malware { DependencyKind::Malicious } else { DependencyKind::Vulnerable };
    let action = action(group, version, fix);
    let mut row = row.of(kind, Severity::Informational, name.to_owned(), &action);
    row.version = Some(version.to_string());
    row.severity = cvss.as_ref().map(Cvss::severity);
    row.cvss = cvss;
    row.ids.clone_from(&group.ids);
    row.fixed = fix.map(ToString::to_string);
    row.exploited = group.advisories.iter().any(|advisory| advisory.exploited);
    row.exploitability = use_of.map(|use_of| use_of.told.clone());
    row.imported = use_of.and_then(|use_of| use_of.imported);
    row
}

fn action(group: &Group<'_>, version: &Version, fix: Option<&Version>) -> String {
    if let Some(fix) = fix {
        return format!("Upgrade to {fix} or newer");
    }
    let remedies: Vec<Remedy> = group.advisories.iter().map(|advisory| advisory.remedy(version)).collect();
    if remedies.contains(&Remedy::None) {
        return "No fixed version is known: replace the package or contain the risk, and keep it in the plan of action \
                (POA&M)"
            .to_owned();
    }
    let fixed = remedies.iter().filter_map(|remedy| match remedy {
        Remedy::Fixed(fixed) => Some(fixed),
        _ => None,
    });
    let last = remedies.iter().filter_map(|remedy| match remedy {
        Remedy::NewerThan(last) => Some(last),
        _ => None,
    });
    match (fixed.max(), last.max()) {
        (Some(fixed), _) => {
            format!("Upgrade to {fixed} or newer, which fixes this; something else is known about every fixed version")
        }
        (None, Some(last)) => format!("Move to a version newer than {last}; which one fixes it is not recorded"),
        (None, None) => "Move to another version".to_owned(),
    }
}

/// The row about a dependency without an exact version, if there is something to say.
pub(super) fn open(package: Option<&Package>, specifier: &Specifier, row: &Row<'_>) -> Option<Dependency> {
    let kind = if specifier.is_any() { DependencyKind::Unpinned } else { DependencyKind::PermissiveRange };
    let range = if specifier.is_any() { "no version is named, which".to_owned() } else { format!("`{specifier}`") };
    if let Some(package) = package {
        let allowed = package.allowed(specifier);
        if !allowed.is_empty() {
            let newest = package.newest_affected(specifier);
            let raised = package.raised(specifier, &specifier.to_string(), Style::Poetry);
            let action = match &raised {
                Some((floor, raised)) if specifier.contains(floor) => format!("Require `{}`", raised.text),
                Some((_, raised)) => format!("Require `{}`, which the range excludes", raised.text),
                None => "Pin a version that nothing is known about".to_owned(),
            };
            let (severity, even) =
                if newest.is_empty() { (Some(Severity::Low), "") } else { (worst(&newest), ", even its newest") };
            let issue = format!("{range} allows vulnerable versions{even}: {}", named(&allowed));
            let mut row = row.of(kind, Severity::Low, issue, &action);
            row.severity = severity;
            row.ids = allowed.iter().filter_map(|advisory| advisory.ids.first().cloned()).collect();
            row.fixed = raised.map(|(floor, _)| floor.to_string());
            return Some(row);
        }
    }
    let (severity, issue, action) = if specifier.is_any() {
        (Severity::Low, "no version is named, so whatever is newest is installed", "Pin the version that was tested")
    } else if specifier.is_open_above() {
        (Severity::Informational, "the range has no upper end", "Pin the version that was tested in a lock file")
    } else {
        return None;
    };
    Some(row.of(kind, severity, issue.to_owned(), action))
}

/// The worst severity; what has no score is not guessed.
fn worst(advisories: &[&Advisory]) -> Option<Severity> {
    let severities: Option<Vec<Severity>> = advisories
        .iter()
        .map(|advisory| advisory.score.as_ref().map(|score| Severity::of_score(score.score)))
        .collect();
    severities.and_then(|severities| severities.into_iter().max())
}

/// `CVE-1, CVE-2, CVE-3 and 4 more`, worst first.
fn named(advisories: &[&Advisory]) -> String {
    let score = |advisory: &Advisory| advisory.score.as_ref().map_or(75, |score| (score.score * 10.0) as i32);
    let mut sorted = advisories.to_vec();
    sorted.sort_by_key(|advisory| std::cmp::Reverse((advisory.exploited, score(advisory))));
    let names: Vec<&str> = sorted.iter().take(NAMED).map(|advisory| advisory.name()).collect();
    let more = sorted.len() - names.len();
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", names.join(", "))
}
