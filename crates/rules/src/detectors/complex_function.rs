//! PV901: functions with many ways through them.

use syntax::Span;
use syntax::ast::StmtId;

use crate::code::sizes::COMPLEX;
use crate::detector::{Context, Detector};
use crate::{Candidate, code::testing};

pub(crate) struct ComplexFunction;

impl Detector for ComplexFunction {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let size = cx.facts().size(cx.file, function);
        if size.complexity() < COMPLEX || testing::is_test_file(cx.path) {
            return;
        }
        let Some(definition) = cx.file.function(function) else { return };
        let message = format!(
            "`{}` has a cyclomatic complexity of {} ({} statements): so many ways through it have to be understood and \
             tested. Move parts that decide one thing into functions of their own until it is below {COMPLEX}.",
            cx.file.definition_name(function),
            size.complexity(),
            size.statements,
        );
        let place = Span::new(cx.tree().stmt(function).span.start, definition.name.span.end);
        cx.report(Candidate::new(cx.rule, place, message));
    }
}
