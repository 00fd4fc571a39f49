//! PV345: templates whose names Flask does not escape. Review takes it back where a file of the project switches escaping on.

use semantic::Node;
use syntax::ast::{Argument, StmtKind};

use crate::Candidate;
use crate::detector::{Context, Detector};

pub(crate) struct TemplateName;

/// Endings that Flask escapes.
const ESCAPED: [&str; 5] = ["html", "htm", "xml", "xhtml", "svg"];
/// Endings of texts that no browser takes for a page.
const TEXT: [&str; 21] = [
    "m3u", "m3u8", "pls", "js", "css", "txt", "md", "csv", "json", "ics", "yaml", "yml", "conf", "cfg", "ini", "toml",
    "sh", "sql", "tex", "eml", "rst",
];

impl Detector for TemplateName {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let args = cx.file.call_args(candidate.expr?);
        let name = cx.file.constant(args.argument(Some(0), Some("template_name_or_list"))?)?;
        let name = name.as_str()?.rsplit('/').next()?;
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let has_values =
            args.all().iter().any(|argument| matches!(*argument, Argument::Keyword { .. } | Argument::DoubleStar(_)));
        // `mail.txt.j2` makes a text.
        let is_text = name.split('.').skip(1).any(|part| TEXT.contains(&part));
        (has_values && !ESCAPED.contains(&ending) && (!is_text || is_sent(cx, &candidate))).then_some(candidate)
    }
}

/// Whether the text is what a route returns as it stands: Flask sends it as HTML, whatever the template is called.
fn is_sent(cx: &Context<'_>, candidate: &Candidate) -> bool {
    let Some(call) = candidate.expr else { return false };
    let Node::Stmt(stmt) = cx.file.parent(call) else { return false };
    let is_returned = matches!(cx.tree().stmt(stmt).kind, StmtKind::Return(_));
    let is_fixed = cx.file.call_args(call).all().iter().skip(1).all(|argument| cx.file.is_constant(argument.value()));
    let Some(function) = cx.file.enclosing_function(call).filter(|_| is_returned && !is_fixed) else { return false };
    crate::routes(cx.file).iter().any(|route| route.function == function)
}
