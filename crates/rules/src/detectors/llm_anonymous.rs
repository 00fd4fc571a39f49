//! PV723: requests of visitors that reach the provider without a name.

use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmAnonymous;

impl Detector for LlmAnonymous {
    /// Once a file, and only where visitors ask.
    fn module(&self, cx: &mut Context<'_>) {
        let found = llm::served(cx).into_iter().find(|&(call, model)| {
            let args = cx.file.call_args(call);
            !model.users.is_empty()
                && !args.has_double_star()
                && model.users.iter().all(|keyword| args.keyword(keyword).is_none())
        });
        let Some((call, model)) = found else { return };
        let message = format!(
            "{} cannot tell the users of this service apart: if one of them abuses it, the whole account may be closed. Pass a hash \
             of the user's number as `{}`.",
            model.provider,
            model.users.last().copied().unwrap_or("user")
        );
        cx.report(cx.candidate(call, message));
    }
}
