//! The dependency audit as a bill of materials with VEX (CycloneDX 1.6, ECMA-424): every package that the manifests
//! name, what is known about it, and whether it matters here.

use std::collections::{BTreeMap, HashMap};

use model::{Dependency, DependencyKind, Fnv, Package, PackageSource, Review, State};

use crate::json_writer::Json;
use crate::md::one_line;
use crate::names::calendar_date;

/// The document, with a line end after it. Its number is made of its content, so that the same review has the same one.
pub(super) fn draw(review: &Review) -> String {
    let serial = serial_number(&document(review, None));
    document(review, Some(&serial))
}

fn document(review: &Review, serial: Option<&str>) -> String {
    let bom = Bom::new(review);
    Json::document(|json| {
        json.text("$schema", "http://cyclonedx.org/schema/bom-1.6.schema.json");
        json.text("bomFormat", "CycloneDX");
        json.text("specVersion", "1.6");
        if let Some(serial) = serial {
            json.text("serialNumber", serial);
        }
        json.value("version", 1);
        json.object("metadata", |json| {
            if calendar_date(&review.date).is_some() {
                json.text("timestamp", &format!("{}T00:00:00Z", review.date));
            }
            json.object("tools", |json| {
                json.list("components", |list| {
                    list.item(|json| {
                        json.text("type", "application");
                        json.text("name", "Pyvigil");
                        json.text("version", env!("CARGO_PKG_VERSION"));
                    });
                });
            });
            json.object("component", |json| {
                json.text("bom-ref", ROOT);
                json.text("type", "application");
                json.text("name", "reviewed project");
            });
            if let Some(date) = &review.coverage.advisories_date {
                json.list("properties", |list| property(list, "pyvigil:advisories-date", &one_line(date)));
            }
        });
        json.list("components", |list| bom.components.values().for_each(|component| component.draw(list)));
        // Which package needs which other is not in every manifest, and not claimed.
        json.list("compositions", |list| {
            list.item(|json| {
                json.text("aggregate", "unknown");
                json.texts("dependencies", [ROOT]);
            });
        });
        json.list("vulnerabilities", |list| bom.vulnerabilities.iter().for_each(|known| known.draw(list)));
    })
}

const ROOT: &str = "pyvigil:project";

/// A UUID of the version that leaves its content to us (RFC 9562, section 5.8).
fn serial_number(content: &str) -> String {
    let mut high = Fnv::default();
    high.part(content.bytes());
    let mut low = high;
    low.part(content.bytes());
    let (high, low) = (high.value(), low.value());
    format!(
        "urn:uuid:{:08x}-{:04x}-8{:03x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xfff,
        low >> 48 & 0x3fff | 0x8000,
        low & 0xffff_ffff_ffff
    )
}

/// A package in one version, wherever it is named.
struct Component<'a> {
    reference: String,
    package: &'a Package,
    places: Vec<String>,
}

impl Component<'_> {
    fn draw(&self, list: &mut Json) {
        list.item(|json| {
            json.text("bom-ref", &self.reference);
            json.text("type", "library");
            json.text("name", &one_line(&self.package.name));
            if let Some(version) = &self.package.version {
                json.text("version", &one_line(version));
            }
            if let Some(purl) = purl(self.package) {
                json.text("purl", &purl);
            }
            json.object("evidence", |json| {
                json.list("occurrences", |list| {
                    self.places.iter().for_each(|place| list.item(|json| json.text("location", place)));
                });
            });
        });
    }
}

/// What is known about packages, with the same consequence here.
struct Known<'a> {
    row: &'a Dependency,
    affects: Vec<(String, Option<&'a str>)>,
}

struct Bom<'a> {
    /// By reference.
    components: BTreeMap<String, Component<'a>>,
    vulnerabilities: Vec<Known<'a>>,
}

impl<'a> Bom<'a> {
    fn new(review: &'a Review) -> Self {
        let mut components: BTreeMap<String, Component<'a>> = BTreeMap::new();
        // The component that a place names, for the rows that speak of it.
        let mut at: BTreeMap<(&str, u32, &str), String> = BTreeMap::new();
        for package in &review.packages {
            let reference = reference(package);
            let place = format!("{}:{}", one_line(&package.location.file), package.location.line);
            at.insert((&package.location.file, package.location.line, &package.name), reference.clone());
            let component = components.entry(reference.clone()).or_insert_with(|| Component {
                reference,
                package,
                places: Vec::new(),
            });
            if !component.places.contains(&place) {
                component.places.push(place);
            }
        }
        let mut vulnerabilities: Vec<Known<'a>> = Vec::new();
        let mut known: HashMap<(&str, State, Option<&str>), usize> = HashMap::new();
        let known_bad = |row: &&Dependency| matches!(row.kind, DependencyKind::Vulnerable | DependencyKind::Malicious);
        for row in review.dependencies.iter().filter(known_bad) {
            let Some(reference) = at.get(&(&*row.file, row.line, &*row.package)) else { continue };
            let key = (&*row.issue, row.state, row.exploitability.as_deref());
            let number = *known.entry(key).or_insert_with(|| {
                vulnerabilities.push(Known { row, affects: Vec::new() });
                vulnerabilities.len() - 1
            });
            let affected = (reference.clone(), row.version.as_deref());
            if let Some(known) = vulnerabilities.get_mut(number)
                && !known.affects.contains(&affected)
            {
                known.affects.push(affected);
            }
        }
        Self { components, vulnerabilities }
    }
}

impl Known<'_> {
    fn draw(&self, list: &mut Json) {
        let row = self.row;
        list.item(|json| {
            json.text("id", &one_line(&row.issue));
            json.object("source", |json| json.text("name", source(&row.issue)));
            let also: Vec<&String> = row.ids.iter().filter(|id| **id != row.issue).collect();
            if !also.is_empty() {
                json.list("references", |list| {
                    for id in also {
                        list.item(|json| {
                            json.text("id", &one_line(id));
                            json.object("source", |json| json.text("name", source(id)));
                        });
                    }
                });
            }
            json.list("ratings", |list| list.item(|json| self.rating(json)));
            json.text("recommendation", &one_line(&row.action));
            json.object("analysis", |json| self.analysis(json));
            json.list("affects", |list| {
                for (reference, version) in &self.affects {
                    list.item(|json| {
                        json.text("ref", reference);
                        if let Some(version) = version {
                            json.list("versions", |list| {
                                list.item(|json| {
                                    json.text("version", &one_line(version));
                                    json.text("status", "affected");
                                });
                            });
                        }
                    });
                }
            });
            if row.exploited {
                json.list("properties", |list| property(list, "pyvigil:exploited-in-the-wild", "true"));
            }
        });
    }

    fn rating(&self, json: &mut Json) {
        if let Some(cvss) = &self.row.cvss {
            json.value("score", format_args!("{:.1}", cvss.score));
        }
        let severity = self.row.severity.map_or("unknown", |severity| match severity {
            model::Severity::Critical => "critical",
            model::Severity::High => "high",
            model::Severity::Medium => "medium",
            model::Severity::Low => "low",
            model::Severity::Informational => "info",
        });
        json.text("severity", severity);
        if let Some(cvss) = &self.row.cvss {
            json.text("method", if cvss.vector.starts_with("CVSS:3.0") { "CVSSv3" } else { "CVSSv31" });
            json.text("vector", &cvss.vector);
        }
    }

    /// What the review has evidence for, and no more: malware does harm by being installed; whether any other
    /// vulnerability can be exploited is to be looked at, unless the package is not installed or never imported.
    fn analysis(&self, json: &mut Json) {
        let row = self.row;
        let (state, justification) = match row.kind {
            _ if row.state != State::Open => ("not_affected", Some("requires_environment")),
            DependencyKind::Malicious => ("exploitable", None),
            _ if row.imported == Some(false) => ("not_affected", Some("code_not_reachable")),
            _ => ("in_triage", None),
        };
        json.text("state", state);
        if let Some(justification) = justification {
            json.text("justification", justification);
        }
        if state != "not_affected" && row.fixed.is_some() {
            json.texts("response", ["update"]);
        }
        if let Some(detail) = &row.exploitability {
            json.text("detail", &one_line(detail));
        }
    }
}

fn property(list: &mut Json, name: &str, value: &str) {
    list.item(|json| {
        json.text("name", name);
        json.text("value", value);
    });
}

/// Who gives identifiers of this form.
fn source(id: &str) -> &'static str {
    match id.split('-').next() {
        Some("CVE") => "NVD",
        Some("GHSA") => "GitHub Advisories",
        Some("PYSEC") => "PyPI Advisory Database",
        Some("MAL") => "OSSF Malicious Packages",
        _ => "OSV",
    }
}

/// The name in the document: the package address, or name, version and origin where it has none.
fn reference(package: &Package) -> String {
    let version = package.version.as_deref().map(|version| format!("@{}", one_line(version))).unwrap_or_default();
    purl(package).unwrap_or_else(|| format!("pyvigil:elsewhere/{}{version}", encoded(&one_line(&package.name))))
}

/// The package address (purl specification, types `pypi` and `conda`); `None` for what comes from elsewhere.
fn purl(package: &Package) -> Option<String> {
    let kind = match package.source {
        PackageSource::Pypi => "pypi",
        PackageSource::Conda => "conda",
        PackageSource::Elsewhere => return None,
    };
    let name = package.name.to_lowercase().replace(['_', '.'], "-");
    let version = package.version.as_deref().map(|version| format!("@{}", encoded(version))).unwrap_or_default();
    Some(format!("pkg:{kind}/{}{version}", encoded(&name)))
}

fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
