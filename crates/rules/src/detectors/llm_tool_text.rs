//! PV718: tools that hand on what another machine sent, as it came.

use syntax::ast::{ExprId, StmtId};

use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmToolText;

const MESSAGE: &str = "This tool returns text that another machine sent, and the model reads it beside its instructions. Whoever writes that \
                       text can give the model orders. Return the fields that are needed, with marks around free text, and let nothing \
                       dangerous follow without a person's consent.";

impl Detector for LlmToolText {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        if llm::tool(cx, function).is_none() {
            return;
        }
        let values: Vec<ExprId> = cx.file.returned_values(function).filter(|&e| !cx.file.is_constant(e)).collect();
        for value in values {
            let mut candidate = cx.candidate(value, MESSAGE);
            candidate.focus = vec![value];
            cx.report(candidate);
        }
    }
}
