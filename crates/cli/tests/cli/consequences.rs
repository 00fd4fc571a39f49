//! What could happen to *this* application, in its owner's words: its doors, its data, and nothing that was not shown.

use std::path::Path;

use crate::support::run_in;

/// The whole Markdown report of an application of `tests/apps`.
fn report(app: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/apps").join(app).join("vulnerable");
    let run = run_in(&folder, &["scan", ".", "--format", "html", "--date", "2026-11-20"], b"");
    assert_eq!(run.status, 1, "{}", run.stderr);
    // As a person reads it.
    let mut text = String::new();
    let mut inside = true;
    for c in run.stdout.chars() {
        match c {
            '<' => inside = false,
            '>' => inside = true,
            c if inside => text.push(c),
            _ => {}
        }
    }
    text.replace("&#39;", "'").replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

fn tells(app: &str, sentences: &[&str]) {
    let report = report(app);
    for sentence in sentences {
        let near: Vec<&str> = report.lines().filter(|line| line.starts_with("What could happen")).collect();
        assert!(report.contains(sentence), "{app}: {sentence}\n{}", near.join("\n"));
    }
    for jargon in ["deserializ", "sanitiz", "CWE", "payload", "RCE", "SSRF", "XSS"] {
        let told = report.lines().filter(|line| line.starts_with("What could happen"));
        let spoken: Vec<&str> = told.filter(|line| line.contains(jargon)).collect();
        assert!(spoken.is_empty(), "{app}: {jargon} in {spoken:?}");
    }
}

#[test]
fn the_shop_is_told_of_its_orders_and_accounts() {
    tells(
        "flask",
        &[
            "Anyone with an account who sends a request to GET /orders/search (it asks for login_required) could read, change or delete the application's data, among it ",
            "Anyone with an account who sends a request to POST /orders/basket (it asks for login_required) could make the application run code of theirs by \
             sending it prepared data",
            "Anyone with special rights who sends a request to POST /admin/calculate (it asks for admin_required) could make the application run code of theirs",
            "If data from outside reaches this place, whoever sends it could ",
            "At GET or POST /login: Passwords can be tried here without end, until a weak one is found.",
        ],
    );
}

#[test]
fn the_clinic_is_told_of_its_patients() {
    tells(
        "django",
        &[
            "Anyone with an account who sends a request to /search (it asks for login_required) could read, change or \
             delete the application's data, among it health records (Patient)",
            "At /login: Passwords can be tried here without end",
        ],
    );
}

#[test]
fn the_notes_are_told_of_their_notes() {
    tells(
        "fastapi",
        &[
            "Anyone with an account who sends a request to GET /notes/search (it asks for get_current_user) could read, change or delete the \
             application's data, among it passwords (User.hashed_password), messages and notes (Note) and personal data (User)",
            "At DELETE /notes/{number}: Everyone who finds the address can use it",
            "At GET /statistics: People who are not signed in are answered as if they were.",
        ],
    );
}
