//! PV704: passwords, tokens and keys in what a language model is asked.

use crate::code::shown::is_secret;
use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmSecret;

const MESSAGE: &str = "A password, token or key becomes part of what the model is asked. It leaves this system, stays in the \
                       provider's logs, and the model may repeat it to whoever asks. Leave it out, and let code that runs here use \
                       it.";

impl Detector for LlmSecret {
    fn module(&self, cx: &mut Context<'_>) {
        llm::report_shown(cx, MESSAGE, &is_secret);
    }
}
