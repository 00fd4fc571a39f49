//! Promises that hold for any text at all.

use manifests::{Format, Marker, Specifier, Version};
use proptest::prelude::*;

const FORMATS: [Format; 12] = [
    Format::Requirements,
    Format::PipList,
    Format::Pyproject,
    Format::SetupCfg,
    Format::Pipfile,
    Format::PipfileLock,
    Format::PoetryLock,
    Format::UvLock,
    Format::PdmLock,
    Format::Pylock,
    Format::Conda,
    Format::Script,
];

/// Pieces that meet in real files; put together at random they make broken and odd ones.
const PIECES: &[&str] = &[
    "django",
    "==",
    ">=",
    "~=",
    "1.0",
    ".*",
    ",",
    ";",
    "#",
    " # ",
    "\\\n",
    "\n",
    "\r\n",
    " ",
    "\t",
    "[",
    "]",
    "[[package]]\n",
    "name = ",
    "\"",
    "'",
    "version = ",
    "{",
    "}",
    ":",
    "-r ",
    "-e ",
    "--hash=sha256:",
    "git+https://x/y#egg=z",
    "@",
    "${X}",
    "dependencies:\n",
    "  - ",
    "- pip:\n",
    "[options]\n",
    "install_requires =\n    ",
    "[tool.poetry.dependencies]\n",
    "^",
    "||",
    "# /// script\n",
    "# ///\n",
    "python_version < '3'",
    "(",
    ")",
    "and",
    "é",
    "\u{feff}",
    "\u{0}",
    "1!2",
    "+cu1",
    "rc",
    "999999999999999999999",
];

proptest! {
    #[test]
    fn any_text_is_read_and_every_entry_has_its_place(picked in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = picked.iter().map(|at| PIECES[*at]).collect();
        let _ = Format::by_content(&text);
        for format in FORMATS {
            let manifest = manifests::read(format, &text);
            for entry in &manifest.entries {
                prop_assert!(entry.span.start <= entry.span.end && entry.span.end <= text.len(), "{entry:?}");
                prop_assert!(text.is_char_boundary(entry.span.start) && text.is_char_boundary(entry.span.end));
                if let Some(place) = &entry.condition {
                    let written = text.get(place.span.clone());
                    prop_assert!(written.is_some(), "{entry:?}");
                    let to = Version::parse("9!8.7rc6").unwrap_or_else(|| unreachable!());
                    let raised = manifests::raise(written.unwrap_or_default(), place.style, &to);
                    prop_assert!(raised.is_none_or(|raised| raised.specifier.contains(&to)), "{entry:?}");
                }
                let line = 1 + text[..entry.span.start].matches('\n').count();
                prop_assert!(entry.line as usize >= 1 && entry.line as usize <= line + text.matches('\r').count());
            }
        }
    }

    #[test]
    fn versions_conditions_and_markers_take_any_text(text in "\\PC{0,40}") {
        let _ = (Specifier::parse(&text), Marker::parse(&text));
        if let Some(version) = Version::parse(&text) {
            prop_assert_eq!(Version::parse(&version.to_string()), Some(version));
        }
    }
}

#[test]
fn long_texts_take_linear_time() {
    for piece in ["a==1\n", "a\\\n", "[", "[a]\n", "{\"a\":", "- ", "# x\n", "-r x\n", "(", "\"", "a[b]; ", "  - a=1\n"]
    {
        let text = piece.repeat(20_000);
        let start = std::time::Instant::now();
        for format in FORMATS {
            let _ = manifests::read(format, &text);
        }
        let _ = Format::by_content(&text);
        assert!(start.elapsed().as_secs() < 60, "{piece:?}: {:?}", start.elapsed());
    }
}
