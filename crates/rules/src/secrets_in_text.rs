//! From the secrets of a text to candidates of the rules PV150 to PV154.

use model::Confidence;
use secrets::{Kind, Secret, Verdict, looks_generated};
use syntax::Span;

use crate::code::secret::IN_A_TEST;

use crate::code::testing::is_test_file;
use crate::{Candidate, Rule};

/// Below Medium: for what the format itself says to do less harm.
pub(crate) const LESSER: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:N/A:N";

/// The rule that a kind of secret belongs to.
pub(crate) fn code(kind: Kind) -> &'static str {
    match kind {
        Kind::Token => "PV150",
        Kind::PrivateKey => "PV151",
        Kind::Jwt => "PV152",
        Kind::Connection => "PV153",
        Kind::Named => "PV154",
    }
}

/// The secrets of a text that is no Python, in source order. With `settings` it is a file of names and values, where a
/// name may betray a secret too.
pub fn scan_text(text: &str, path: &str, settings: bool) -> Vec<Candidate> {
    let found = if settings { secrets::scan_settings(text) } else { secrets::scan(text) };
    found
        .iter()
        .filter_map(|secret| Some(candidate(crate::find(code(secret.format.kind))?, secret, text, (path, "the file"))))
        .collect()
}

/// The candidate of a secret in `text`; `path` is the file's, `place` what the text is called.
pub(crate) fn candidate(rule: &'static Rule, secret: &Secret, text: &str, (path, place): (&str, &str)) -> Candidate {
    let span = Span::new(secret.span.start as u32, secret.span.end as u32);
    let title = secret.format.title;
    let mut title = title[..1].to_ascii_uppercase() + &title[1..];
    if let Some(lesser) = secret.format.lesser {
        title = format!("{title} ({lesser})");
    }
    let message = format!(
        "{title} stands in {place}, where everyone who can read the repository, its history or a copy of it finds it. {}",
        secret.format.revoke
    );
    let mut candidate = Candidate::new(rule, span, message);
    candidate.confidence = Some(secret.confidence);
    candidate.cvss = secret.format.lesser.map(|_| LESSER);
    if is_test_file(path) && matches!(secret.format.kind, Kind::Named | Kind::Connection) {
        candidate.confidence = Some(Confidence::Low);
        candidate.cvss = Some(LESSER);
        let value = text.get(secret.span.clone()).unwrap_or_default();
        candidate.dismissed = (!looks_generated(value)).then(|| IN_A_TEST.to_owned());
    }
    if (is_of_a_workshop(path) || is_to_be_filled_in(path))
        && matches!(secret.format.kind, Kind::Named | Kind::Connection)
    {
        candidate.cvss = Some(LESSER);
    }
    // `POSTGRES_PASSWORD: shop` in a description of containers: what people write for a start.
    if secret.format.kind == Kind::Named {
        let value = text.get(secret.span.clone()).unwrap_or_default();
        let is_word = value.bytes().all(|byte| byte.is_ascii_lowercase());
        if composes(path) && (is_word || !looks_generated(value)) || is_word && path.rsplit('/').next() == Some(".env")
        {
            candidate.cvss = Some(LESSER);
        }
    }
    if is_test_file(path) && secret.format.kind == Kind::PrivateKey {
        candidate.confidence = candidate.confidence.min(Some(Confidence::Medium));
    }
    let mut readable = false;
    if let Verdict::Dismissed(dismissal) = secret.verdict {
        candidate.dismissed = Some(dismissal.reason.to_owned());
        readable = dismissal.readable;
    }
    if is_of_an_app(path) && secret.format.name == "google-api-key" {
        candidate.dismissed =
            Some("the key of an app on phones only says which project asks; everybody has the file".to_owned());
    }
    candidate.secret = (!readable).then_some(span);
    candidate
}

/// Whether the file says which containers are started together: what one of them asks the others for is reached in their network.
fn composes(path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path);
    (file.starts_with("docker-compose") || file.starts_with("compose")) && file.contains(".y")
}

/// Whether the file says how an editor or a rented machine of its maker starts the program for those who work on it.
fn is_of_a_workshop(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, ".devcontainer" | ".vscode" | ".idea" | ".gitpod.yml" | ".gitpod"))
}

/// Whether the file is copied into new projects, for whoever starts one to fill in.
fn is_to_be_filled_in(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    let is_yaml = matches!(path.rsplit('.').next(), Some("yaml" | "yml"));
    folders.split('/').any(|part| matches!(part, "scaffold" | "skeleton" | "boilerplate"))
        || is_yaml && !path.contains("values") && folders.split('/').any(|part| part == "templates")
}

/// Whether the file is the one that Firebase's documentation has every copy of an app carry.
fn is_of_an_app(path: &str) -> bool {
    matches!(path.rsplit('/').next(), Some("google-services.json" | "GoogleService-Info.plist"))
}
