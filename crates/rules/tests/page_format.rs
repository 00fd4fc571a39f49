//! The build script's reader refuses what is not a whole page, and says where and why.
#![allow(unreachable_pub, dead_code, clippy::pedantic)]

#[path = "../build/class.rs"]
mod class;
#[path = "../build/fix.rs"]
mod fix;
#[path = "../build/front.rs"]
mod front;
#[path = "../build/matcher.rs"]
mod matcher;
#[path = "../build/page.rs"]
mod page;

const WHOLE: &str = r#"+++
code = "PV900"
name = "spoken-secret"
aliases = ["B999"]
title = "Secret said aloud"
kind = "security"
category = "secrets"
modes = ["quick"]
cvss = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N"
cwe = [200]
owasp = ["A01:2021", "A01:2025"]
authority = ["CWE-200: Exposure of Sensitive Information"]
triage = "pattern"

[[match]]
call = ["town.say"]
where = [{ keyword = "loud", position = 1, is = "truthy" }]
message = "`{name}` says the secret. Whisper."
+++

## What

w

## Why it matters

w

## Attack path

1. a

## How to fix

f

```python
not_an_example()
```

## Steps

1. s

## How to test

t

## Impact

i

<!-- why: it is loud -->
```python vulnerable
import town
town.say(1, loud=True)
```
```python vulnerable
a = 2
```
```python vulnerable
a = 3
```
```python secure
b = 1
```
```python secure
b = 2
```
```python secure
b = 3
```
"#;

fn problems(text: &str) -> String {
    page::parse("PV900", text, &["known".to_owned()], &["mended".to_owned()]).err().unwrap_or_default().join("\n")
}

/// Each broken page, made from the whole one, with what its problem must say.
fn refused(from: &str, to: &str, says: &[&str]) {
    assert!(WHOLE.contains(from), "the test's own page lacks {from:?}");
    let problems = problems(&WHOLE.replacen(from, to, 1));
    for part in says {
        assert!(problems.contains(part), "{from:?} -> {to:?} must say {part:?}, and says:\n{problems}");
    }
}

#[test]
fn a_whole_page_is_read() {
    let page = page::parse("PV900", WHOLE, &[], &[]).expect("the page is whole");
    assert_eq!(page.code, "PV900");
    assert_eq!(page.vulnerable.len(), 3);
    assert_eq!(page.vulnerable[0].why.as_deref(), Some("it is loud"));
    assert_eq!(page.vulnerable[0].code, "import town\ntown.say(1, loud=True)\n");
    assert_eq!(page.vulnerable[1].why, None);
    assert_eq!(page.secure.len(), 3);
    assert!(page.sections[3].contains("not_an_example()"), "a plain block is prose");
    assert_eq!(page.matches.len(), 1);
    // Line ends of another system change nothing.
    assert!(page::parse("PV900", &WHOLE.replace('\n', "\r\n"), &[], &[]).is_ok());
}

#[test]
fn missing_metadata_is_refused() {
    refused("code = \"PV900\"\n", "", &["pages/PV900.md", "`code` is missing"]);
    refused("code = \"PV900\"", "code = \"PV901\"", &["PV900.md:2", "both must be the same"]);
    refused("name = \"spoken-secret\"", "name = \"Spoken Secret\"", &["PV900.md:3", "hyphens"]);
    refused("title = \"Secret said aloud\"\n", "", &["`title` is missing"]);
    refused("category = \"secrets\"", "category = \"gossip\"", &["PV900.md:7", "gossip", "path-traversal"]);
    refused("modes = [\"quick\"]", "modes = [\"slow\"]", &["`modes`", "slow"]);
    refused("triage = \"pattern\"\n", "", &["`triage` is missing"]);
    refused("authority = [", "x_authority = [", &["`authority` is missing", "`x_authority` is unknown"]);
}

#[test]
fn missing_cvss_cwe_or_owasp_is_refused() {
    refused("cvss = ", "# ", &["`cvss` is missing"]);
    refused("/A:N\"", "\"", &["PV900.md:9", "no complete CVSS"]);
    refused("/C:H/I:N/A:N", "/C:H/I:H/A:H", &["Critical", "attack path"]);
    refused("cwe = [200]", "", &["`cwe` is missing"]);
    refused("cwe = [200]", "cwe = []", &["`cwe`", "not empty"]);
    refused("cwe = [200]", "cwe = [\"200\"]", &["CWE numbers"]);
    refused("owasp = [\"A01:2021\", \"A01:2025\"]", "", &["`owasp` is missing"]);
    refused("\"A01:2021\", ", "", &["no category of 2021"]);
    refused("\"A01:2025\"", "\"A77:2025\"", &["A77:2025"]);
}

#[test]
fn other_kinds_than_security_may_name_a_severity() {
    let quality = WHOLE.replace("kind = \"security\"", "kind = \"quality\"");
    let named = quality.replace("cvss = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N\"", "severity = \"low\"");
    let named = named.replace("owasp = [\"A01:2021\", \"A01:2025\"]\n", "");
    let page = page::parse("PV900", &named, &[], &[]).unwrap();
    assert_eq!((page.severity.as_str(), page.cvss, page.owasp), ("Low", None, Vec::new()));
    assert_eq!(page::parse("PV900", WHOLE, &[], &[]).unwrap().severity, "High");
    let critical = page::parse("PV900", &named.replace("\"low\"", "\"critical\""), &[], &[]).unwrap_err().join("\n");
    assert!(critical.contains("`severity` is `critical`"), "{critical}");
    refused("cvss = ", "severity = \"low\"\ncvss = ", &["PV900.md:9", "`severity` goes only with"]);
    refused("cvss = \"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N\"", "severity = \"low\"", &["`cvss` is missing"]);
}

#[test]
fn somebody_finds_what_a_page_is_about() {
    refused("[[match]]", "found_by = \"review\"\n[[match]]", &["`found_by` goes only with"]);
    refused("triage = \"pattern\"", "triage = \"pattern\"\nfound_by = \"me\"", &["`found_by` must be"]);
}

#[test]
fn data_rules_say_their_sink_and_both_vectors() {
    refused("triage = \"pattern\"", "triage = \"data\"", &["`sink` is missing", "`cvss_unconfirmed` is missing"]);
    refused("triage = \"pattern\"", "triage = \"pattern\"\nsink = \"sql\"", &["`sink` goes only with"]);
    refused("triage = \"pattern\"", "triage = \"data\"\nsink = \"drain\"", &["drain"]);
}

#[test]
fn missing_prose_is_refused() {
    for section in page::SECTIONS {
        let heading = format!("## {section}\n");
        refused(&heading, "## Elsewhere\n", &[&format!("`## {section}` is missing"), "`## Elsewhere` is unknown"]);
    }
    refused("## Impact\n\ni\n", "## Impact\n\n", &["`## Impact` is missing or empty"]);
    refused("1. s", "s", &["`## Steps` must be a numbered list"]);
    refused("## What\n\nw", "## What\n\nFILL IN: x", &["PV900.md:23", "not filled in"]);
}

#[test]
fn too_few_examples_are_refused() {
    refused("```python vulnerable\na = 2\n```\n", "", &["2 blocks ```python vulnerable", "at least 3"]);
    refused("```python secure\nb = 2\n```\n", "", &["2 blocks ```python secure"]);
    refused("b = 3\n```\n", "b = 3\n", &["no closing"]);
    refused("```python secure\nb = 1", "```python safe\nb = 1", &["`safe` is no sort of example"]);
}

#[test]
fn broken_matchers_are_refused() {
    refused("call = [\"town.say\"]\n", "", &["block 1", "exactly one of"]);
    refused("call = [\"town.say\"]", "call = []", &["block 1", "list of names"]);
    refused("\"town.say\"", "\"say()\"", &["no qualified name"]);
    refused("is = \"truthy\"", "is = \"huge\"", &["`is` must be one of", "truthy"]);
    refused("is = \"truthy\"", "if = \"truthy\"", &["`if` is unknown"]);
    refused("keyword = \"loud\", position = 1, ", "", &["say which argument"]);
    refused("message = ", "massage = ", &["`massage` is unknown"]);
    refused("Whisper.", "Whisper!", &["exclamation"]);
    refused("triage = \"pattern\"", "triage = \"pattern\"\ndetector = \"ghost\"", &["src/detectors/ghost.rs"]);
    let without = WHOLE.split("[[match]]").next().unwrap_or_default().to_owned()
        + "+++\n"
        + WHOLE.split("+++\n").nth(2).unwrap_or_default();
    assert!(problems(&without).contains("write a [[match]] block or name a detector"), "{}", problems(&without));
}

#[test]
fn what_is_no_page_at_all_is_refused() {
    assert!(problems("").contains("PV900.md:1: no front matter"));
    assert!(problems("+++\ncode = \n+++\n").contains("PV900.md:2: the front matter is not TOML"));
}

#[test]
fn codes_and_names_are_unique_and_aliases_name_no_rule() {
    let one = || page::parse("PV900", WHOLE, &[], &[]).expect("the page is whole");
    let other = || {
        let text = WHOLE.replace("PV900", "PV901").replace("B999", "PV900");
        page::parse("PV901", &text, &[], &[]).expect("the page is whole")
    };
    let problems = page::check_together(&[one(), other()], &["orphan".to_owned()], &["idle".to_owned()]);
    assert_eq!(problems.len(), 4, "{problems:?}");
    assert!(problems[0].contains("`spoken-secret` is already used by pages/PV900.md"));
    assert!(problems[1].contains("the alias `PV900` is the code or name of pages/PV900.md"));
    assert!(problems[2].contains("src/detectors/orphan.rs: no page names it"));
    assert!(problems[3].contains("src/fixers/idle.rs: no page names it"));
}

/// What `cargo xtask new-rule` writes is refused only for the places that its author fills in.
#[test]
fn the_template_wants_only_to_be_filled_in() {
    let template = include_str!("../template.md").replace("{{code}}", "PV900").replace("{{name}}", "spoken-secret");
    assert!(problems(&template).contains("not filled in"));
    let filled: String = template
        .replace(
            "FILL IN: CVSS:3.1/AV:…/AC:…/PR:…/UI:…/S:…/C:…/I:…/A:…; below 9.0 for triage = pattern",
            "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
        )
        .replace("cwe = []", "cwe = [200]")
        .replace("owasp = []", "owasp = [\"A01:2021\", \"A01:2025\"]")
        .replace("FILL IN", "filled in");
    assert_eq!(problems(&filled), "");
}

/// The page that CONTRIBUTING.md tells a newcomer to write is whole, and is one that the scan understands.
#[test]
fn the_page_in_contributing_is_whole() {
    let guide = include_str!("../../../CONTRIBUTING.md");
    let (_, rest) = guide.split_once("   ````markdown\n").expect("the guide shows a page");
    let (block, _) = rest.split_once("   ````\n").expect("the page ends");
    let page: String = block.lines().map(|line| format!("{}\n", line.strip_prefix("   ").unwrap_or(line))).collect();
    assert!(page.contains("code = \"PV900\"") && page.contains("[[match]]"));
    assert_eq!(problems(&page), "");
}
