//! What the index holds, before it is written and after it is read.

use crate::Meta;
use crate::bytes::{Broken, Reader, Writer};
use crate::package::End;

/// Everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// Where it comes from.
    pub meta: Meta,
    /// Sorted by normalized name.
    pub packages: Vec<PackageFacts>,
    /// CVSS vectors with their scores in tenths, sorted.
    pub vectors: Vec<(String, u8)>,
    /// Normalized names of malware with the identifiers of their reports, sorted.
    pub malicious: Vec<(String, String)>,
    /// Names that are much used, which others imitate; sorted.
    pub famous: Vec<String>,
    /// Names that are used and imitate nobody; sorted.
    pub known: Vec<String>,
}

/// One package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageFacts {
    /// Normalized name.
    pub name: String,
    /// The versions that its advisories speak of, sorted and in normal form.
    pub versions: Vec<String>,
    /// Its advisories.
    pub advisories: Vec<AdvisoryFacts>,
}

/// One advisory about one package.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AdvisoryFacts {
    /// Its own identifier first, then the others.
    pub ids: Vec<String>,
    /// Start (`None`: the first version ever), kind of end, end: places in the package's versions.
    pub intervals: Vec<(Option<usize>, End, usize)>,
    /// Single versions: places in the package's versions.
    pub versions: Vec<usize>,
    /// Place in the list of vectors.
    pub vector: Option<usize>,
    /// Whether it is known to be exploited (CISA KEV).
    pub exploited: bool,
    /// CWE identifiers.
    pub cwe: Vec<u16>,
}

/// Identifiers are numbers with a prefix, except the odd one.
const YEARS: [&str; 3] = ["PYSEC", "CVE", "MAL"];
const GHSA: usize = YEARS.len();
const OTHER: usize = GHSA + 1;
/// The letters of GHSA identifiers.
const LETTERS: &[u8; 23] = b"23456789cfghjmpqrvwx???";
const FIRST_YEAR: usize = 1990;

/// Columns of identifiers.
#[derive(Default)]
struct Ids {
    kinds: Vec<u8>,
    years: [Vec<u8>; YEARS.len()],
    numbers: [Vec<usize>; YEARS.len()],
    ghsa: Vec<u8>,
    other: Vec<String>,
}

fn year_and_number(id: &str) -> Option<(usize, u8, usize)> {
    let (prefix, rest) = id.split_once('-')?;
    let (year, number) = rest.split_once('-')?;
    let kind = YEARS.iter().position(|known| *known == prefix)?;
    let year = u8::try_from(year.parse::<usize>().ok()?.checked_sub(FIRST_YEAR)?).ok()?;
    let value: usize = number.parse().ok()?;
    // What would be written otherwise is kept as text.
    (shown(kind, year, value) == id && value < 1 << 28).then_some((kind, year, value))
}

fn shown(kind: usize, year: u8, number: usize) -> String {
    let year = usize::from(year) + FIRST_YEAR;
    // CVE numbers have four digits at least.
    if YEARS[kind] == "CVE" { format!("CVE-{year}-{number:04}") } else { format!("{}-{year}-{number}", YEARS[kind]) }
}

/// Twelve letters of 20 fit 52 bits: seven bytes.
fn ghsa_bytes(id: &str) -> Option<[u8; 7]> {
    let mut value = 0_u64;
    let groups: Vec<&str> = id.strip_prefix("GHSA-")?.split('-').collect();
    if groups.len() != 3 || groups.iter().any(|group| group.len() != 4) {
        return None;
    }
    for byte in groups.concat().bytes() {
        let digit = LETTERS[..20].iter().position(|letter| *letter == byte)?;
        value = value * 20 + digit as u64;
    }
    let mut bytes = [0; 7];
    bytes.copy_from_slice(&value.to_le_bytes()[..7]);
    Some(bytes)
}

fn ghsa_text(bytes: &[u8]) -> String {
    let mut value = bytes.iter().rev().fold(0_u64, |value, byte| value << 8 | u64::from(*byte));
    let mut letters = [b'2'; 12];
    for letter in letters.iter_mut().rev() {
        *letter = LETTERS[(value % 20) as usize];
        value /= 20;
    }
    let text: String = letters.iter().map(|letter| char::from(*letter)).collect();
    format!("GHSA-{}-{}-{}", &text[..4], &text[4..8], &text[8..])
}

impl Ids {
    fn push(&mut self, id: &str) {
        if let Some((kind, year, number)) = year_and_number(id) {
            self.kinds.push(kind as u8);
            self.years[kind].push(year);
            self.numbers[kind].push(number);
        } else if let Some(bytes) = ghsa_bytes(id) {
            self.kinds.push(GHSA as u8);
            self.ghsa.extend(bytes);
        } else {
            self.kinds.push(OTHER as u8);
            self.other.push(id.to_owned());
        }
    }

    fn write(&self, writer: &mut Writer) {
        writer.column(&self.kinds);
        for (years, numbers) in self.years.iter().zip(&self.numbers) {
            writer.column(years);
            let parts = |shift: usize| numbers.iter().map(|number| (number >> shift) & 0xffff).collect::<Vec<_>>();
            writer.shorts(&parts(0));
            writer.numbers(parts(16));
        }
        writer.column(&self.ghsa);
        writer.texts(&self.other);
    }

    /// All identifiers in the order in which they were pushed.
    fn read(reader: &mut Reader<'_>) -> Result<Vec<String>, Broken> {
        let kinds = reader.column()?;
        let mut by_year = Vec::new();
        for kind in 0..YEARS.len() {
            let years = reader.column()?;
            let (low, high) = (reader.shorts()?, reader.numbers()?);
            if years.len() != low.len() || low.len() != high.len() {
                return Err(Broken);
            }
            let ids = years.iter().zip(low.into_iter().zip(high));
            by_year.push(ids.map(move |(&year, (low, high))| shown(kind, year, low | high << 16)));
        }
        let mut ghsa = reader.column()?.chunks_exact(7).map(ghsa_text);
        let mut other = reader.texts()?.into_iter();
        let next = |&kind: &u8| match usize::from(kind) {
            GHSA => ghsa.next(),
            OTHER => other.next(),
            kind => by_year.get_mut(kind)?.next(),
        };
        kinds.iter().map(next).collect::<Option<_>>().ok_or(Broken)
    }
}

impl Facts {
    /// The columns, not compressed. The same facts give the same bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.column(self.meta.to_text().as_bytes());
        writer.texts(self.packages.iter().map(|package| &package.name));
        writer.numbers(self.packages.iter().map(|package| package.versions.len()));
        writer.numbers(self.packages.iter().map(|package| package.advisories.len()));
        writer.texts(self.packages.iter().flat_map(|package| &package.versions));
        let all = || self.packages.iter().flat_map(|package| &package.advisories);
        writer.numbers(all().map(|advisory| advisory.ids.len()));
        let mut ids = Ids::default();
        all().flat_map(|advisory| &advisory.ids).for_each(|id| ids.push(id));
        ids.write(&mut writer);
        writer.numbers(all().map(|advisory| advisory.intervals.len()));
        let intervals = || all().flat_map(|advisory| &advisory.intervals);
        writer.numbers(intervals().map(|(start, ..)| start.map_or(0, |start| start + 1)));
        writer.column(&intervals().map(|(_, end, _)| *end as u8).collect::<Vec<_>>());
        writer.numbers(intervals().filter(|(_, end, _)| *end != End::Open).map(|(.., end)| *end));
        writer.numbers(all().map(|advisory| advisory.versions.len()));
        writer.numbers(all().flat_map(|advisory| advisory.versions.iter().copied()));
        writer.texts(self.vectors.iter().map(|(vector, _)| vector));
        writer.column(&self.vectors.iter().map(|(_, score)| *score).collect::<Vec<_>>());
        writer.shorts(&all().map(|advisory| advisory.vector.map_or(0, |at| at + 1)).collect::<Vec<_>>());
        writer.column(&all().map(|advisory| u8::from(advisory.exploited)).collect::<Vec<_>>());
        writer.numbers(all().map(|advisory| advisory.cwe.len()));
        writer.numbers(all().flat_map(|advisory| advisory.cwe.iter().map(|id| usize::from(*id))));
        writer.texts(self.malicious.iter().map(|(name, _)| name));
        let mut ids = Ids::default();
        self.malicious.iter().for_each(|(_, id)| ids.push(id));
        ids.write(&mut writer);
        writer.texts(&self.famous);
        writer.texts(&self.known);
        writer.into_bytes()
    }

    /// Reads what [`Self::write`] wrote. Every place in a list is checked.
    pub fn read(bytes: &[u8]) -> Result<Self, Broken> {
        let mut reader = Reader::new(bytes);
        let meta = Meta::of_text(std::str::from_utf8(reader.column()?).map_err(|_| Broken)?);
        let names = reader.texts()?;
        let (version_counts, advisory_counts) = (reader.numbers()?, reader.numbers()?);
        let mut versions = reader.texts()?.into_iter();
        let id_counts = reader.numbers()?;
        let mut ids = Ids::read(&mut reader)?.into_iter();
        let interval_counts = reader.numbers()?;
        let mut starts = reader.numbers()?.into_iter();
        let mut ends = reader.column()?.iter().copied();
        let mut bounds = reader.numbers()?.into_iter();
        let single_counts = reader.numbers()?;
        let mut singles = reader.numbers()?.into_iter();
        let vectors = reader.texts()?;
        let scores = reader.column()?;
        let vector_places = reader.shorts()?;
        let exploited = reader.column()?;
        let cwe_counts = reader.numbers()?;
        let mut cwe = reader.numbers()?.into_iter();
        if vectors.len() != scores.len() || names.len() != version_counts.len() || names.len() != advisory_counts.len()
        {
            return Err(Broken);
        }
        let mut packages = Vec::with_capacity(names.len());
        let mut at = 0;
        for (name, (version_count, advisory_count)) in
            names.into_iter().zip(version_counts.into_iter().zip(advisory_counts))
        {
            let versions = taken(&mut versions, version_count)?;
            let place = |place: usize| if place < versions.len() { Ok(place) } else { Err(Broken) };
            let mut advisories = Vec::new();
            for number in at..at + advisory_count {
                let count = |counts: &[usize]| counts.get(number).copied().ok_or(Broken);
                let mut intervals = Vec::new();
                for _ in 0..count(&interval_counts)? {
                    let start = match starts.next().ok_or(Broken)? {
                        0 => None,
                        start => Some(place(start - 1)?),
                    };
                    let end = End::of_byte(ends.next().ok_or(Broken)?).ok_or(Broken)?;
                    let bound = if end == End::Open { 0 } else { place(bounds.next().ok_or(Broken)?)? };
                    intervals.push((start, end, bound));
                }
                let singles = taken(&mut singles, count(&single_counts)?)?;
                let vector = match count(&vector_places)? {
                    0 => None,
                    at if at <= vectors.len() => Some(at - 1),
                    _ => return Err(Broken),
                };
                let cwe = taken(&mut cwe, count(&cwe_counts)?)?;
                advisories.push(AdvisoryFacts {
                    ids: taken(&mut ids, count(&id_counts)?)?,
                    intervals,
                    versions: singles.into_iter().map(place).collect::<Result<_, _>>()?,
                    vector,
                    exploited: *exploited.get(number).ok_or(Broken)? != 0,
                    cwe: cwe.into_iter().map(|id| u16::try_from(id).map_err(|_| Broken)).collect::<Result<_, _>>()?,
                });
            }
            at += advisory_count;
            packages.push(PackageFacts { name, versions, advisories });
        }
        let malicious = reader.texts()?;
        let reports = Ids::read(&mut reader)?;
        if malicious.len() != reports.len() {
            return Err(Broken);
        }
        let facts = Self {
            meta,
            packages,
            vectors: vectors.into_iter().zip(scores.iter().copied()).collect(),
            malicious: malicious.into_iter().zip(reports).collect(),
            famous: reader.texts()?,
            known: reader.texts()?,
        };
        if reader.is_empty() { Ok(facts) } else { Err(Broken) }
    }
}

/// The next `count` of `items`, all of which must be there.
fn taken<T>(items: &mut impl Iterator<Item = T>, count: usize) -> Result<Vec<T>, Broken> {
    let taken: Vec<T> = items.take(count).collect();
    if taken.len() == count { Ok(taken) } else { Err(Broken) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts() -> Facts {
        let advisory = |ids: &[&str]| AdvisoryFacts {
            ids: ids.iter().map(|&id| id.to_owned()).collect(),
            intervals: vec![(None, End::Before, 1), (Some(1), End::Open, 0), (Some(0), End::At, 1)],
            versions: vec![0],
            vector: Some(0),
            exploited: true,
            cwe: vec![79],
        };
        Facts {
            meta: Meta { date: "2026-07-23".into(), advisories: 2, ..Meta::default() },
            packages: vec![PackageFacts {
                name: "django".into(),
                versions: vec!["1.0".into(), "2.0".into()],
                advisories: vec![
                    advisory(&["PYSEC-2019-16", "CVE-2019-19844", "GHSA-vfq6-hq5r-27r6", "SNYK-PYTHON-X-1"]),
                    advisory(&["PYSEC-2021-098", "CVE-2021-0001", "CVE-2021-1234567", "GHSA-????-0000-aaaa"]),
                ],
            }],
            vectors: vec![("CVSS:3.1/AV:N".into(), 98)],
            malicious: vec![("bad".into(), "MAL-2024-193014".into())],
            famous: vec!["requests".into()],
            known: vec!["x".into()],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        assert_eq!(Facts::read(&facts().write()), Ok(facts()));
    }

    #[test]
    fn damaged_data_are_refused_without_a_panic() {
        let bytes = facts().write();
        for end in 0..bytes.len() {
            assert!(Facts::read(&bytes[..end]).is_err());
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 127, 128, 255] {
                let mut bytes = bytes.clone();
                bytes[at] = value;
                let _ = Facts::read(&bytes);
            }
        }
    }
}
