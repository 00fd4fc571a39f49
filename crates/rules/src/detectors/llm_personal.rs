//! PV705: personal data in what a language model is asked.

use crate::code::shown::is_personal;
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
