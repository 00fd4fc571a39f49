//! Decorators of the file that give the function which they wrap arguments of their own: `return view(target, *args)`.

use semantic::BindingKind;
use syntax::ast::{Argument, ExprId, ExprKind, Function, StmtId};

use crate::run::engine::Engine;
use crate::state::value::Value;

impl Engine<'_> {
    /// What decorators of the file pass for the parameter `at` of a function. `None` if they pass nothing of their own.
    pub(crate) fn given_by_decorators(&mut self, function: &Function, at: usize) -> Option<Value> {
        let name = self.file.module().text(function.params.params.get(at)?.name.span);
        let mut all: Option<Value> = None;
        for decorator in &function.decorators {
            let named = match self.kind(*decorator) {
                ExprKind::Call { func, .. } => *func,
                _ => *decorator,
            };
            let Some(BindingKind::Function(wrapper)) =
                self.file.binding(named).map(|binding| self.file.binding_info(binding).kind)
            else {
                continue;
            };
            for argument in self.passed_by(wrapper, name, at) {
                self.ensure(self.file.enclosing_function(argument));
                if let Some(value) = self.value(argument).cloned() {
                    all = Some(all.map_or_else(|| value.clone(), |known| known.merge(&value)));
                }
            }
        }
        all
    }

    /// The arguments for the parameter `name`, the one at that place, where a decorator calls what it wraps.
    fn passed_by(&self, wrapper: StmtId, name: &str, at: usize) -> Vec<ExprId> {
        let module = self.file.module();
        let body = module.stmt(wrapper).span;
        let calls = self.file.calls();
        let first = calls.partition_point(|call| self.span(*call).start < body.start);
        let mut found = Vec::new();
        for &call in calls[first..].iter().take_while(|call| self.span(**call).start < body.end) {
            let ExprKind::Call { func, args } = self.kind(call) else { continue };
            let is_wrapped = self
                .file
                .reaching(*func)
                .into_iter()
                .any(|binding| matches!(self.file.binding_info(binding).kind, BindingKind::Param { index: 0, .. }));
            if !is_wrapped || !matches!(self.kind(*func), ExprKind::Name) {
                continue;
            }
            let by_name = args.iter().find_map(|arg| match arg {
                Argument::Keyword { name: own, value } if module.text(own.span) == name => Some(*value),
                _ => None,
            });
            let mut plain = args.iter().take_while(|arg| matches!(arg, Argument::Positional(_)));
            found.extend(by_name.or_else(|| plain.nth(at).map(Argument::value)));
        }
        found
    }
}
