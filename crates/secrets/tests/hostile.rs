//! Any text: no panic, spans that lie on characters, in order and apart; and no start that costs the whole text again.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::time::{Duration, Instant};

use proptest::prelude::*;

fn check(text: &str) {
    for found in [secrets::scan(text), secrets::scan_settings(text)] {
        let mut end = 0;
        for secret in found {
            assert!(text.get(secret.span.clone()).is_some_and(|part| !part.is_empty()), "{:?}", secret.span);
            assert!(secret.span.start >= end);
            end = secret.span.end;
        }
    }
}

proptest! {
    #[test]
    fn any_text(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_mixture_of_what_begins_secrets(parts in prop::collection::vec(prop_oneof![
        "[a-zA-Z0-9_+/=-]{1,40}", Just("-----BEGIN RSA PRIVATE KEY-----".to_owned()), Just("-----END ".to_owned()),
        Just("eyJhbGciOiJIUzI1NiJ9.".to_owned()), Just("://u:p@".to_owned()), Just("password=".to_owned()),
        Just("Authorization: Basic ".to_owned()), Just("ghp_".to_owned()), Just(";AccountKey=".to_owned()), Just(": ".to_owned()),
        Just("\n".to_owned()), Just("\"".to_owned()), Just("{".to_owned()), Just("é…\u{1f512}".to_owned()), Just("sig=".to_owned()),
    ], 0..40)) {
        check(&parts.concat());
    }
}

#[test]
fn no_text_is_slow() {
    const SIZE: usize = 1 << 17;
    for piece in [
        "eyJ.",
        "eyJ-",
        "://",
        "a:b@://",
        "hvs.",
        "pypi-",
        "-----BEGIN PRIVATE KEY-----",
        "password=",
        "x password=a;server=",
        "authorization: bearer ",
        "a=1,",
        "\"a\":1,",
        "{\"password\":",
        "'",
        "k: ",
        "AKIA",
        "1:AA",
        ".",
        "Q~",
        "é",
        "token = x # ",
    ] {
        let text = piece.repeat(SIZE / piece.len());
        let start = Instant::now();
        check(&text);
        assert!(start.elapsed() < Duration::from_secs(20), "{piece:?} took {:?}", start.elapsed());
    }
}
