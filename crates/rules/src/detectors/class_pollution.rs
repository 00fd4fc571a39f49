//! PV214: functions that go from object to object, and set attributes there, as names from outside say.

use syntax::ast::ExprId;

use crate::code::attributes::set_name;
use crate::detector::{Context, Detector};

pub(crate) struct ClassPollution;

impl Detector for ClassPollution {
    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let Some(name) = set_name(cx.file, call) else { return };
        let Some(function) = cx.file.enclosing_function(call) else { return };
        if !cx.facts().walks_objects(cx.file, function) {
            return;
        }
        let mut candidate = cx.candidate(
            call,
            "This function walks from attribute to attribute and sets one, all by names from outside: with `__class__` and \
             `__globals__` they lead out of the object, to everything that the program has loaded. Set only fields that \
             the code lists, and refuse names that begin with an underscore.",
        );
        candidate.focus = vec![name];
        cx.report(candidate);
    }
}
