//! Reads `formats.toml` and writes it as static tables. Nothing is parsed at run time.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, process};

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    format: Vec<Format>,
}

/// One table of `formats.toml`; the fields are explained there.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Format {
    name: String,
    title: String,
    #[serde(default)]
    patterns: Vec<String>,
    contains: Option<String>,
    #[serde(default)]
    names: Vec<String>,
    check: Option<String>,
    finder: Option<String>,
    lesser: Option<String>,
    revoke: String,
    source: String,
}

/// `check` in the file, and the variant of the enum.
const CHECKS: &[(&str, &str)] = &[
    ("base32-tail", "Base32Tail"),
    ("crc32-base62", "Crc32Base62"),
    ("bech32", "Bech32"),
    ("pypi-macaroon", "PypiMacaroon"),
    ("discord", "Discord"),
    ("mixed", "Mixed"),
    ("mixed-letters", "MixedLetters"),
    ("letters-digits", "LettersDigits"),
    ("sas", "Sas"),
];
const FINDERS: &[(&str, &str)] = &[
    ("pem", "PrivateKey"),
    ("jwt", "Jwt"),
    ("connection", "Connection"),
    ("header", "Connection"),
    ("named", "Named"),
];
/// Where no upper limit is given: more than any token has, and a limit on what one wrong start may cost.
const MOST: u16 = 2048;

enum Part {
    Literal(String),
    Class { mask: u128, least: u16, most: u16 },
}

fn main() {
    println!("cargo::rerun-if-changed=formats.toml");
    println!("cargo::rerun-if-changed=build.rs");
    let written = fs::read_to_string("formats.toml")
        .map_err(|error| format!("formats.toml: {error}"))
        .and_then(|text| toml::from_str::<File>(&text).map_err(|error| format!("formats.toml: {error}")))
        .and_then(|file| generate(&file.format))
        .and_then(|code| {
            let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
            fs::write(Path::new(&out).join("formats.rs"), code).map_err(|error| error.to_string())
        });
    if let Err(problem) = written {
        println!("cargo::error={problem}");
        process::exit(1);
    }
}

fn generate(formats: &[Format]) -> Result<String, String> {
    let mut code = String::from("pub(super) static FORMATS: &[Format] = &[\n");
    // By the first byte of the literal that the scanner looks for: (second byte or 0, format, pattern).
    let mut dispatch: Vec<Vec<(u8, usize, usize)>> = vec![Vec::new(); 128];
    for (at, format) in formats.iter().enumerate() {
        let problem = |what: &str| format!("formats.toml: `{}`: {what}", format.name);
        if formats[..at].iter().any(|other| other.name == format.name) {
            return Err(problem("the name is used twice"));
        }
        if format.finder.is_some() != format.patterns.is_empty() {
            return Err(problem("needs either `patterns` or a `finder`"));
        }
        let kind = lookup(FINDERS, format.finder.as_deref(), "Token").map_err(|word| problem(&word))?;
        let check = lookup(CHECKS, format.check.as_deref(), "Nothing").map_err(|word| problem(&word))?;
        let mut patterns = String::new();
        for (number, pattern) in format.patterns.iter().enumerate() {
            let parts = parse(pattern).map_err(|what| problem(&what))?;
            let anchor = parts.iter().position(|part| matches!(part, Part::Literal(_)));
            if format.names.is_empty() {
                let Some(Part::Literal(literal)) = anchor.map(|anchor| &parts[anchor]) else {
                    return Err(problem("a pattern without `names` needs a literal"));
                };
                let bytes = literal.as_bytes();
                dispatch[usize::from(bytes[0])].push((bytes.get(1).copied().unwrap_or(0), at, number));
            }
            let _ = write!(patterns, "Pattern {{ anchor: {}, parts: &[", anchor.unwrap_or(0));
            for part in &parts {
                let _ = match part {
                    Part::Literal(text) => write!(patterns, "Part::Literal({text:?}), "),
                    Part::Class { mask, least, most } => {
                        write!(patterns, "Part::Class {{ mask: {mask}, least: {least}, most: {most} }}, ")
                    }
                };
            }
            patterns.push_str("] }, ");
        }
        let _ = writeln!(
            code,
            "Format {{ name: {:?}, title: {:?}, kind: Kind::{kind}, lesser: {:?}, revoke: {:?}, source: {:?}, \
             patterns: &[{patterns}], contains: {:?}, names: &{:?}, check: Check::{check} }},",
            format.name, format.title, format.lesser, format.revoke, format.source, format.contains, format.names,
        );
    }
    code.push_str("];\npub(super) static DISPATCH: [&[(u8, u16, u16)]; 128] = [\n");
    for list in &dispatch {
        let _ = writeln!(code, "&{list:?},");
    }
    code.push_str("];\n");
    Ok(code)
}

fn lookup(table: &[(&str, &'static str)], word: Option<&str>, otherwise: &'static str) -> Result<&'static str, String> {
    let Some(word) = word else { return Ok(otherwise) };
    let known = table.iter().find(|(known, _)| *known == word).map(|(_, variant)| *variant);
    known.ok_or_else(|| format!("`{word}` is unknown"))
}

/// `ghp_[A-Za-z0-9]{36}` as its parts.
fn parse(pattern: &str) -> Result<Vec<Part>, String> {
    if !pattern.is_ascii() || pattern.is_empty() {
        return Err(format!("`{pattern}` is empty or holds letters that no token has"));
    }
    let mut parts = Vec::new();
    let mut rest = pattern;
    while let Some(open) = rest.find('[') {
        if open > 0 {
            parts.push(Part::Literal(rest[..open].to_owned()));
        }
        let close = rest.find(']').ok_or(format!("`{pattern}`: a class without `]`"))?;
        let mask = class(&rest[open + 1..close])?;
        let behind = rest[close + 1..].strip_prefix('{').ok_or(format!("`{pattern}`: a class without a count"))?;
        let (count, behind) = behind.split_once('}').ok_or(format!("`{pattern}`: a count without `}}`"))?;
        let (least, most) = match count.split_once(',') {
            None => (number(count)?, number(count)?),
            Some((least, "")) => (number(least)?, MOST),
            Some((least, most)) => (number(least)?, number(most)?),
        };
        parts.push(Part::Class { mask, least, most });
        rest = behind;
    }
    if !rest.is_empty() {
        parts.push(Part::Literal(rest.to_owned()));
    }
    Ok(parts)
}

fn number(text: &str) -> Result<u16, String> {
    text.parse().map_err(|_| format!("`{text}` is no count"))
}

/// One bit for each character of a class; `-` stands for itself at the end.
fn class(text: &str) -> Result<u128, String> {
    let bytes = text.as_bytes();
    let mut mask = 0;
    let mut at = 0;
    while at < bytes.len() {
        let first = bytes[at];
        let last = if bytes.get(at + 1) == Some(&b'-') && at + 2 < bytes.len() { bytes[at + 2] } else { first };
        if last < first {
            return Err(format!("`{text}`: the range ends before it begins"));
        }
        at += if last == first { 1 } else { 3 };
        mask |= (first..=last).fold(0, |mask, byte| mask | 1_u128 << byte);
    }
    Ok(mask)
}
