//! What the place itself says about a candidate, where a page's examples cannot ask for it.

use std::sync::Arc;

use model::Confidence;
use rules::Candidate;
use semantic::FileModel;

/// The candidates of one rule.
fn found(rule: &str, code: &str) -> Vec<Candidate> {
    let file = FileModel::new(Arc::new(syntax::parse(code)));
    let mut found = rules::scan(&file, "example.py", &rules::Settings::default());
    found.retain(|candidate| candidate.rule.code == rule);
    found
}

#[test]
fn a_mode_is_judged_by_its_bits() {
    let dismissed = |mode: &str| {
        let code = format!("import os, stat\nos.chmod(path, {mode})\n");
        found("S103", &code).first().map(|candidate| candidate.dismissed.is_some())
    };
    for (mode, expected) in [
        ("0o777", Some(false)),
        ("0o002", Some(false)),
        ("0o602", Some(false)),
        ("old | stat.S_IRWXO", Some(false)),
        ("0o755", Some(true)),
        ("0o010", Some(true)),
        ("stat.S_IRWXU | stat.S_IXGRP", Some(true)),
        ("0o644", None),
        ("0o664", None),
        ("old & stat.S_IWOTH", None),
        ("old", None),
    ] {
        assert_eq!(dismissed(mode), expected, "{mode}");
    }
}

#[test]
fn debug_mode_for_development_weighs_less() {
    let weighs_less = |lines: &str| {
        let code = format!("import os\nfrom flask import Flask\napp = Flask(__name__)\n{lines}");
        let found = found("S201", &code);
        assert_eq!(found.len(), 1, "{lines}");
        found[0].cvss.is_some() && found[0].confidence == Some(Confidence::Low)
    };
    assert!(weighs_less("if os.environ.get('ENV') == 'development':\n    app.run(debug=True)\n"));
    assert!(weighs_less("if 'dev' == os.environ['ENV']:\n    if port:\n        app.run(port=port, debug=True)\n"));
    for lines in [
        "app.run(debug=True)\n",
        "if __name__ == '__main__':\n    app.run(debug=True)\n",
        "if os.environ.get('ENV') != 'development':\n    app.run(debug=True)\n",
        "if os.environ.get('ENV') == 'development':\n    pass\nelse:\n    app.run(debug=True)\n",
    ] {
        assert!(!weighs_less(lines), "{lines}");
    }
}

#[test]
fn a_key_is_judged_by_its_size() {
    let is_found = |size: &str| {
        let code = format!("from Crypto.PublicKey import RSA\nRSA.generate({size})\n");
        !found("S505", &code).is_empty()
    };
    for (size, expected) in
        [("2047", true), ("1024", true), ("512", true), ("2048", false), ("4096", false), ("size", false), ("0", false)]
    {
        assert_eq!(is_found(size), expected, "{size}");
    }
}
