//! PV112: downloads from the Hugging Face Hub whose content may change from one start to the next.

use model::Confidence;
use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::written;
use crate::detector::{Context, Detector};

pub(crate) struct HubDownload;

/// Libraries whose `from_pretrained` downloads from the hub.
const LIBRARIES: [&str; 12] = [
    "transformers",
    "diffusers",
    "huggingface_hub",
    "tokenizers",
    "peft",
    "optimum",
    "sentence_transformers",
    "setfit",
    "span_marker",
    "adapters",
    "trl",
    "auto_gptq",
];

/// Names that `load_dataset` takes for a format of local files.
const FORMATS: [&str; 12] = [
    "csv",
    "json",
    "text",
    "parquet",
    "arrow",
    "xml",
    "sql",
    "pandas",
    "imagefolder",
    "audiofolder",
    "videofolder",
    "webdataset",
];

/// Where the repository's own code is run, whoever changes it runs anything.
const RUNS_CODE: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H";

/// Less harm: words, numbers and settings, which run nothing.
const OF_DATA: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:N/I:L/A:N";

const SHORT_HASH: &str = "A short hash may be the name of a branch or a tag, which its owner can move. Pass all 40 \
                          characters of the commit's hash as `revision`.";

impl Detector for HubDownload {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let args = cx.file.call_args(call);
        let library = library(cx, call)?;
        let repository = match library {
            // The first argument is the model that an adapter is put on.
            "peft" => args.argument(Some(1), Some("model_id")).or(candidate.focus.first().copied()),
            _ => candidate.focus.first().copied(),
        };
        candidate.focus.clear();
        let name = repository.and_then(|repository| cx.file.constant(repository));
        if matches!(&name, Some(Const::Str(name)) if is_local(name)) {
            return None;
        }
        match args.keyword("revision").or_else(|| args.keyword("commit_id")).map(|revision| cx.file.constant(revision))
        {
            // Who looks the revision up has thought of it.
            Some(None) => return None,
            Some(Some(Const::Str(revision))) => match hash_length(&revision) {
                Some(40) => return None,
                Some(7..) => {
                    candidate.confidence = Some(Confidence::Low);
                    candidate.message = String::from(SHORT_HASH);
                }
                _ => {
                    candidate.confidence = Some(Confidence::High);
                    candidate.message = format!("{} A branch or a tag can be moved by its owner.", candidate.message);
                }
            },
            _ => candidate.confidence = Some(Confidence::Medium),
        }
        if reads_data_alone(cx, call) {
            candidate.cvss = Some(OF_DATA);
        }
        let is_true = |keyword: &str| {
            let option = args.keyword(keyword).and_then(|option| cx.file.constant(option));
            option.is_some_and(|option| option.truthy())
        };
        if is_true("trust_remote_code") {
            candidate.cvss = Some(RUNS_CODE);
            candidate.message.push_str(" With `trust_remote_code` it also runs the repository's own Python files.");
        }
        candidate.dismissed = if is_true("local_files_only") {
            Some("`local_files_only` keeps it from downloading anything".to_owned())
        } else {
            match name {
                Some(Const::Str(name)) if library == "datasets" && FORMATS.contains(&&*name) => {
                    Some(format!("`{name}` is the name of a format: the files are those that the call names"))
                }
                Some(Const::Str(_)) => None,
                // Whichever it is, its code is run.
                _ if is_true("trust_remote_code") => None,
                _ => Some("which repository is taken is decided elsewhere, and so is its revision".to_owned()),
            }
        };
        Some(candidate)
    }
}

/// `AutoTokenizer.from_pretrained(…)`, `AutoConfig.from_pretrained(…)`
fn reads_data_alone(cx: &Context<'_>, call: ExprId) -> bool {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return false };
    let ExprKind::Attribute { value: class, .. } = cx.tree().expr(func).kind else { return false };
    let ends = ["Tokenizer", "TokenizerFast", "Config", "FeatureExtractor"];
    written::last_word(cx.file, class).is_some_and(|name| ends.iter().any(|end| name.ends_with(end)))
}

/// The library whose function is called; `None` for a method that only has the same name.
fn library(cx: &Context<'_>, call: ExprId) -> Option<&'static str> {
    let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
    let first = |name: &str| name.split('.').next().unwrap_or_default().to_owned();
    let others = ["datasets", "evaluate", "vllm"];
    cx.file
        .qualified_names(func)
        .map(first)
        .find_map(|first| LIBRARIES.into_iter().chain(others).find(|library| *library == first))
}

fn is_local(name: &str) -> bool {
    matches!(name, "." | "..")
        || name.starts_with(['/', '~', '\\'])
        || ["./", "../", ".\\", "..\\"].iter().any(|start| name.starts_with(start))
        || name.as_bytes().get(1) == Some(&b':')
}

/// How long a hash is, if the text is one.
fn hash_length(text: &str) -> Option<usize> {
    text.bytes().all(|byte| byte.is_ascii_hexdigit()).then_some(text.len())
}
