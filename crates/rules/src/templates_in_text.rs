//! From places of a template to candidates of the rules PV780 to PV787.

use model::Confidence;
use syntax::Span;
use templates::{Found, Problem};

use crate::Candidate;
use crate::code::testing::is_test_file;

/// Below Medium: where the place takes much of the harm away, or the file does not say enough.
const LESSER: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:R/S:U/C:L/I:L/A:N";

/// Why what a template of tests lets through is harmless.
const IN_A_TEST: &str = "this is a template of tests: nobody opens it in a browser";

/// What is said of a problem: the rule, the message, and how sure the pattern is.
const fn told(problem: Problem) -> (&'static str, &'static str, Confidence) {
    match problem {
        Problem::Safe => (
            "PV780",
            "This value goes into the page as it is: markup in it becomes part of the page, scripts included. Remove the filter, or \
             clean the value where it is made.",
            Confidence::Low,
        ),
        Problem::AutoescapeOff => (
            "PV781",
            "Nothing in this block is escaped, whoever wrote it. Remove the block, and mark only what must be markup.",
            Confidence::Medium,
        ),
        Problem::Unquoted => (
            "PV782",
            "The attribute has no quotes, so a blank in the value ends it and the rest becomes attributes of their own, such as \
             `onmouseover`. Escaping does not stop that: put quotes around the value.",
            Confidence::Medium,
        ),
        Problem::Script => (
            "PV783",
            "A value in a script needs to be escaped for JavaScript, and a template escapes for HTML. Put it into the page with \
             `json_script` or `tojson`, and let the script read it.",
            Confidence::Medium,
        ),
        Problem::Address => (
            "PV784",
            "The value is the whole address, so it may be `javascript:…`, which escaping does not change. Check the scheme where the value comes \
             in, or put a fixed beginning before it.",
            Confidence::Low,
        ),
        Problem::Translation => (
            "PV785",
            "A translation is not escaped: a quote in one language's text ends the attribute or the script around it. Escape it with \
             `force_escape` or `escapejs`.",
            Confidence::Medium,
        ),
        Problem::Debug => (
            "PV786",
            "This prints all that the template is given, and the modules of the program. Remove it before anyone else sees the page.",
            Confidence::High,
        ),
        Problem::Form => (
            "PV787",
            "The form changes something and has no token, so another site can send it in the name of a visitor who is logged in. Put \
             `{% csrf_token %}` (Django) or `{{ form.hidden_tag() }}` (Flask-WTF) into it.",
            Confidence::Medium,
        ),
    }
}

/// The places of a template that let a value through, in source order. `path` is the file's; in `.txt` files nothing has to be
/// escaped.
pub fn scan_template(text: &str, path: &str) -> Vec<Candidate> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let is_plain = name
        .split('.')
        .skip(1)
        .any(|part| matches!(part, "txt" | "text" | "md" | "sql" | "conf" | "sh" | "yml" | "yaml" | "py"));
    // The text of a mail, whatever its file is called: nothing in it is markup.
    let is_mail = || path.to_ascii_lowercase().contains("mail") && !has_tag(text);
    let runs_nothing = is_mail_page(text, path);
    let found = templates::scan(text, !is_plain && !is_mail());
    found
        .into_iter()
        .filter_map(|found| candidate(&Found { weak: found.weak || runs_nothing, ..found }, path))
        .collect()
}

/// Whether the text is a mail with markup, by its path: what reads mails runs no scripts of theirs. Pages about mails have something to
/// fill in, or a script.
fn is_mail_page(text: &str, path: &str) -> bool {
    const WORDS: [&str; 6] = ["email", "emails", "mail", "mails", "mailer", "newsletters"];
    let path = path.to_ascii_lowercase();
    // `notification/NAME/full.html`, as django-notification names the texts of its messages.
    let is_message = path.contains("notification/") && path.ends_with("/full.html");
    let is_of_page = ["<form", "<script", "<input"].iter().any(|tag| text.contains(tag));
    !is_of_page && (is_message || path.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word)))
}

/// Whether a tag of HTML begins somewhere.
fn has_tag(text: &str) -> bool {
    text.as_bytes().windows(2).any(|pair| pair[0] == b'<' && (pair[1].is_ascii_alphabetic() || pair[1] == b'!'))
}

fn candidate(found: &Found, path: &str) -> Option<Candidate> {
    let (code, message, confidence) = told(found.problem);
    let span = Span::new(u32::try_from(found.span.start).ok()?, u32::try_from(found.span.end).ok()?);
    let mut candidate = Candidate::new(crate::find(code)?, span, message.to_owned());
    candidate.confidence = Some(if found.weak { Confidence::Low } else { confidence });
    let is_lessened = found.weak && !matches!(found.problem, Problem::Address | Problem::Translation | Problem::Debug);
    candidate.cvss = is_lessened.then_some(LESSER);
    candidate.dismissed = found.harmless.or(is_test_file(path).then_some(IN_A_TEST)).map(str::to_owned);
    Some(candidate)
}
