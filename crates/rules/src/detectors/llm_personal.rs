//! PV705: personal data in what a language model is asked.

use secrets::words;

use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmPersonal;

const MESSAGE: &str = "Personal data becomes part of what the model is asked, and so leaves this system for the provider's. Send a \
                       placeholder in its place, and put the value back into the answer here.";

impl Detector for LlmPersonal {
    fn module(&self, cx: &mut Context<'_>) {
        llm::report_shown(cx, MESSAGE, &is_personal);
    }
}

/// Names of what the law or a bank protects in a person's data.
fn is_personal(name: &str) -> bool {
    const ALONE: [&str; 12] = [
        "ssn",
        "iban",
        "passport",
        "dob",
        "birthdate",
        "birthday",
        "diagnosis",
        "salary",
        "ethnicity",
        "religion",
        "cvv",
        "pesel",
    ];
    const PAIRS: [(&str, &str); 14] = [
        ("social", "security"),
        ("card", "number"),
        ("credit", "card"),
        ("date", "birth"),
        ("birth", "date"),
        ("medical", "record"),
        ("medical", "history"),
        ("health", "record"),
        ("national", "id"),
        ("tax", "id"),
        ("bank", "account"),
        ("account", "number"),
        ("phone", "number"),
        ("home", "address"),
    ];
    const ABOUT: [&str; 9] =
        ["count", "masked", "redacted", "hash", "hashed", "anonymized", "anonymised", "type", "label"];
    let words = words(name);
    let has = |word: &str| words.iter().any(|part| part == word);
    let kept: Vec<&str> = words.iter().map(|word| &**word).filter(|word| *word != "of").collect();
    let pair = |(first, second): (&str, &str)| kept.windows(2).any(|pair| pair[0] == first && pair[1] == second);
    !ABOUT.iter().any(|word| has(word)) && (ALONE.iter().any(|word| has(word)) || PAIRS.into_iter().any(pair))
}
