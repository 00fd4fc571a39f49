//! The Markdown parsed back by an independent reader: nothing that was reviewed changes its structure.

use std::collections::BTreeSet;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::fixture;

fn events(text: &str) -> Vec<Event<'_>> {
    let options = Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS | Options::ENABLE_STRIKETHROUGH;
    Parser::new_ext(text, options).collect()
}

/// All Markdown files of a review.
fn files(review: &model::Review) -> Vec<(String, String)> {
    report::markdown(review).into_iter().map(|file| (file.path, String::from_utf8(file.bytes).unwrap())).collect()
}

#[test]
fn nothing_reviewed_becomes_markup() {
    let review = fixture::hostile();
    let files = files(&review);
    let mut targets: BTreeSet<String> = files.iter().map(|(path, _)| path.clone()).collect();
    targets.insert("../security-analysis-undated.md".to_owned());
    for (path, text) in &files {
        assert!(text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'), "{path}");
        assert!(!text.contains(['\u{202e}', '\u{2066}']), "{path}");
        for event in events(text) {
            match event {
                Event::Html(html) | Event::InlineHtml(html) => panic!("{path}: HTML {html:?}"),
                Event::Start(Tag::Image { dest_url, .. }) => panic!("{path}: image {dest_url}"),
                Event::Start(Tag::Link { dest_url, .. }) => {
                    assert!(targets.contains(dest_url.as_ref()), "{path}: link to {dest_url}");
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => panic!("{path}: indented code"),
                Event::Start(Tag::BlockQuote(_) | Tag::Strikethrough) | Event::Rule => panic!("{path}: {event:?}"),
                _ => {}
            }
        }
    }
}

/// Headings as they are read, without those that hold a finding's title.
fn headings(text: &str) -> Vec<String> {
    let mut headings = Vec::new();
    let mut current: Option<String> = None;
    for event in events(text) {
        match event {
            Event::Start(Tag::Heading { .. }) => current = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => headings.extend(current.take()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(heading) = &mut current {
                    heading.push_str(&text);
                }
            }
            _ => {}
        }
    }
    headings.retain(|heading| !heading.starts_with(|c: char| c.is_ascii_digit()));
    headings
}

#[test]
fn hostile_text_adds_no_heading() {
    let benign = headings(&report::summary(&fixture::vulnerable()));
    let hostile = headings(&report::summary(&fixture::hostile()));
    assert_eq!(hostile, benign);
    for (path, text) in &files(&fixture::hostile())[1..] {
        let found = headings(text);
        assert_eq!(found.len(), 8, "{path}: {found:?}");
        assert_eq!(found[7], "Testing recommendations");
    }
}

#[test]
fn tables_keep_their_columns() {
    let review = fixture::hostile();
    let open = review.findings.iter().filter(|finding| finding.state == model::State::Open).count();
    let mut rows = Vec::new();
    let mut cells = 0;
    let text = report::summary(&review);
    for event in events(&text) {
        match event {
            Event::End(TagEnd::TableCell) => cells += 1,
            Event::End(TagEnd::TableRow) => rows.push(std::mem::take(&mut cells)),
            Event::End(TagEnd::TableHead) => cells = 0,
            _ => {}
        }
    }
    let doors = review.recon.entry_points.len();
    assert_eq!(rows.len(), 4 + doors + open);
    assert!(rows[..4].iter().all(|&cells| cells == 3), "{rows:?}");
    assert!(rows[4..4 + doors].iter().all(|&cells| cells == 5), "{rows:?}");
    assert!(rows[4 + doors..].iter().all(|&cells| cells == 7), "{rows:?}");
    // Readers pad short rows and cut long ones, so count the separators as well.
    let bars: Vec<usize> = text
        .lines()
        .filter(|line| line.starts_with("| [F-"))
        .map(|line| line.replace("\\|", "").matches('|').count())
        .collect();
    assert_eq!(bars, vec![8; open]);
}

#[test]
fn code_arrives_as_it_was_with_hidden_characters_written_out() {
    for code in fixture::HOSTILE.iter().filter(|code| !code.is_empty()) {
        let mut review = fixture::vulnerable();
        review.findings.truncate(1);
        review.findings[0].evidence.code = (*code).to_owned();
        let (_, text) = files(&review).pop().unwrap();
        let mut blocks = Vec::new();
        let mut current: Option<String> = None;
        for event in events(&text) {
            match event {
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(_))) => current = Some(String::new()),
                Event::End(TagEnd::CodeBlock) => blocks.extend(current.take()),
                Event::Text(text) => {
                    if let Some(block) = &mut current {
                        block.push_str(&text);
                    }
                }
                _ => {}
            }
        }
        let mut shown = (*code).to_owned();
        for (hidden, written) in [
            ('\u{202e}', "⟨U+202E⟩"),
            ('\u{2066}', "⟨U+2066⟩"),
            ('\0', "⟨U+0000⟩"),
            ('\u{1b}', "⟨U+001B⟩"),
            ('\r', "⟨U+000D⟩"),
        ] {
            shown = shown.replace(hidden, written);
        }
        shown.push('\n');
        assert!(blocks.contains(&shown), "{code:?} is not among {blocks:#?}");
    }
}

#[test]
fn links_lead_to_files_that_are_drawn() {
    let files = files(&fixture::vulnerable());
    let paths: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    let mut followed = 0;
    for event in events(&files[0].1) {
        if let Event::Start(Tag::Link { dest_url, .. }) = event {
            assert!(paths.contains(dest_url.as_ref()), "{dest_url}");
            followed += 1;
        }
    }
    assert!(followed >= 4, "{followed}");
}

#[test]
fn doors_come_in_the_order_in_which_they_matter() {
    let mut review = fixture::vulnerable();
    let first = review.recon.entry_points[0].clone();
    let route = |name: &str, method: &str, guards: &[&str]| model::EntryPoint {
        function: name.to_owned(),
        path: Some(format!("/{name}")),
        methods: vec![method.to_owned()],
        guards: guards.iter().map(|guard| (*guard).to_owned()).collect(),
        location: model::Location { file: "app/quiet.py".to_owned(), line: 1 },
        end_line: 1,
        ..first.clone()
    };
    let quiet = [route("guarded", "POST", &["login"]), route("read", "GET", &[]), route("changed", "POST", &[])];
    review.recon.entry_points = quiet.into_iter().chain([first]).collect();
    let summary = report::summary(&review);
    let place = |text: &str| summary.find(text).unwrap_or_else(|| panic!("{text} is in the report"));
    // The fixture's own route has a finding behind it.
    let order = ["`GET /user`", "`POST /changed`", "`GET /read`", "`POST /guarded`"].map(place);
    assert!(order.is_sorted(), "{order:?}");
    assert!(summary.contains("registered by a computation at app/plugins.py:7"), "{summary}");
}
