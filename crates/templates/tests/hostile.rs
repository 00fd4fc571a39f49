//! Whatever the text is: no panic, spans between characters, and time that grows with the length alone.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use templates::scan;

fn check(text: &str) {
    for markup in [true, false] {
        let found = scan(text, markup);
        assert!(found.is_sorted_by_key(|found| found.span.start));
        assert!(found.iter().all(|found| text.get(found.span.clone()).is_some()), "{found:?}");
    }
}

proptest! {
    #[test]
    fn any_text(text in "\\PC{0,200}") {
        check(&text);
    }

    #[test]
    fn texts_of_the_marks(parts in prop::collection::vec(
        prop::sample::select(vec![
            "{{", "}}", "{%", "%}", "{#", "#}", "<script>", "</script>", "<form method=post>", "</form>", "<a href=", "\"", "'", ">", "<!--",
            "-->", " x ", "|safe", "raw", "endraw", "verbatim", "autoescape off", "ä", "\n", "=", "on", "click",
        ]),
        0..60,
    )) {
        check(&parts.concat());
    }
}

#[test]
fn time_grows_with_the_length() {
    for part in [
        "{{",
        "{%",
        "{#",
        "{% raw %}",
        "<",
        "<a b=",
        "{{ a|",
        "<script>'",
        "<!--",
        "{% verbatim",
        "<form method=post>{{ x }}",
    ] {
        let text = part.repeat(1_000_000 / part.len());
        let start = Instant::now();
        scan(&text, true);
        assert!(start.elapsed() < Duration::from_secs(20), "{part}");
    }
}
