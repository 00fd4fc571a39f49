//! PV902: functions of many statements.

use syntax::Span;
use syntax::ast::StmtId;

use crate::code::sizes::COMPLEX;
use crate::detector::{Context, Detector};
use crate::{Candidate, code::testing};

pub(crate) struct LongFunction;

/// More statements than a person reads at once.
const LONG: u32 = 50;

impl Detector for LongFunction {
    fn function(&self, cx: &mut Context<'_>, function: StmtId) {
        let size = cx.facts().size(cx.file, function);
        // What is also complex is said once, there.
        if size.statements <= LONG || size.complexity() >= COMPLEX || testing::is_test_file(cx.path) {
            return;
        }
        let Some(definition) = cx.file.function(function) else { return };
        let message = format!(
            "`{}` has {} statements, more than a reader keeps in mind. Give each of its steps a function with a name that says \
             what the step does.",
            cx.file.definition_name(function),
            size.statements,
        );
        let place = Span::new(cx.tree().stmt(function).span.start, definition.name.span.end);
        cx.report(Candidate::new(cx.rule, place, message));
    }
}
