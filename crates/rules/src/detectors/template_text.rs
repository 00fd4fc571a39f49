//! PV205: texts that a template engine compiles, also where only its name says that an object is one.

use secrets::words;
use syntax::ast::ExprKind;

use crate::Candidate;
use crate::code::around::{function_of, last_word};
use crate::code::written;
use crate::detector::{Context, Detector};

pub(crate) struct TemplateText;

impl Detector for TemplateText {
    /// `self.environment.from_string(text)`: many classes read a text by a method of that name, and make something else of it.
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        if last_word(cx.file, call) != Some("from_string") {
            return Some(candidate);
        }
        let func = function_of(cx.file, call)?;
        if cx.text(func).contains("Sandbox") || cx.file.qualified_names(func).any(|name| name.contains("Sandbox")) {
            return None;
        }
        let is_known =
            cx.file.qualified_names(func).any(|name| name.starts_with("jinja2.") || name.contains(".template"));
        let ExprKind::Attribute { value: engine, .. } = cx.tree().expr(func).kind else { return Some(candidate) };
        let says_engine = |name: &str| {
            let is_word =
                |word: &str| matches!(word, "env" | "environment" | "jinja" | "engine" | "templates" | "templating");
            words(name).iter().any(|word| is_word(word))
        };
        let engine = function_of(cx.file, engine).unwrap_or(engine);
        if !is_known {
            written::last_word(cx.file, engine).filter(|name| says_engine(name))?;
            candidate.callers_decide =
                Some("whoever calls this gives the text; each caller is judged where it is".to_owned());
        }
        Some(candidate)
    }
}
