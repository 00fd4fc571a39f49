//! PV726: the JSON that a model wrote is read into a class that says which fields it has and of what type.

use semantic::{BindingKind, Node};
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::fix::{Fix, Fixer};

pub(crate) struct CheckedAnswer;

/// A field of the answer that the program reads.
struct Field {
    name: String,
    class: &'static str,
    /// `data["amount"]`
    uses: Vec<ExprId>,
}

impl Fixer for CheckedAnswer {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        let &[Argument::Positional(text)] = args else { return None };
        if !fix.is_named(func, &["json.loads"]) {
            return None;
        }
        let fields = fields(fix, call)?;
        let class = fix.free_name("Answer");
        let mut top: StmtId = fix.statement()?;
        while let Some(around) = fix.file.stmt_parent(top) {
            top = around;
        }
        // A class at the top itself would have to stand before what is there.
        if Some(top) == fix.statement() {
            return None;
        }
        let base = fix.name("pydantic", "BaseModel");
        let step = fix.step();
        let mut lines = vec![format!("class {class}({base}):")];
        lines.extend(fields.iter().map(|field| format!("{step}{}: {}", field.name, field.class)));
        lines.extend([String::new(), String::new()]);
        fix.before(top, &lines)?;
        let text = fix.text(text);
        fix.replace(call, format!("{class}.model_validate_json({text})"));
        for field in fields {
            for used in field.uses {
                let ExprKind::Subscript { value, .. } = *fix.kind(used) else { return None };
                let (from, to) = (fix.span(value).end, fix.span(used).end);
                fix.replace_span(syntax::Span::new(from, to), format!(".{}", field.name));
            }
        }
        Some(())
    }
}

/// The fields that are read of what the call gives; `None` if it is used in another way as well.
fn fields(fix: &Fix<'_>, call: ExprId) -> Option<Vec<Field>> {
    let read = |e: ExprId| match fix.file.parent(e) {
        Node::Expr(parent) => match *fix.kind(parent) {
            ExprKind::Subscript { value, index } if value == e => {
                let name = fix.file.constant(index)?.as_str()?.to_owned();
                crate::values::is_identifier(&name).then_some((name, parent))
            }
            _ => None,
        },
        _ => None,
    };
    let mut found: Vec<(String, ExprId)> = Vec::new();
    if let Some(only) = read(call) {
        found.push(only);
    } else {
        let Node::Stmt(stmt) = fix.file.parent(call) else { return None };
        let StmtKind::Assign { targets, value } = &fix.tree().stmt(stmt).kind else { return None };
        let [target] = **targets else { return None };
        if *value != call || !matches!(fix.kind(target), ExprKind::Name) {
            return None;
        }
        let given = fix.span(target);
        for (e, expr) in fix.tree().exprs().filter(|(_, expr)| matches!(expr.kind, ExprKind::Name)) {
            let reaching = fix.file.reaching(e);
            let is_it = |&binding: &semantic::BindingId| fix.file.binding_info(binding).span == given;
            if expr.span == given || !reaching.iter().any(is_it) {
                continue;
            }
            let is_alone = matches!(fix.file.binding_info(*reaching.first()?).kind, BindingKind::Assign { .. });
            if reaching.len() != 1 || !is_alone {
                return None;
            }
            found.push(read(e)?);
        }
    }
    let mut fields: Vec<Field> = Vec::new();
    for (name, used) in found {
        // A place that is written to belongs to a dictionary.
        if matches!(fix.file.parent(used), Node::Stmt(stmt) if writes(fix, stmt, used)) {
            return None;
        }
        let class = class_of(fix, used);
        match fields.iter_mut().find(|field| field.name == name) {
            Some(field) => {
                field.uses.push(used);
                field.class = if field.class == "str" { class } else { field.class };
            }
            None => fields.push(Field { name, class, uses: vec![used] }),
        }
    }
    (!fields.is_empty()).then_some(fields)
}

/// Whether a statement gives a value to the place, or takes it away.
fn writes(fix: &Fix<'_>, stmt: StmtId, place: ExprId) -> bool {
    match &fix.tree().stmt(stmt).kind {
        StmtKind::Assign { value, .. } => *value != place,
        StmtKind::AugAssign { target, .. } => *target == place,
        StmtKind::Delete(_) => true,
        _ => false,
    }
}

/// The type that a use of the field speaks of: a number where it is counted with or compared with one.
fn class_of(fix: &Fix<'_>, used: ExprId) -> &'static str {
    let Node::Expr(parent) = fix.file.parent(used) else { return "str" };
    let is_number = |e: ExprId| matches!(fix.kind(e), ExprKind::Int | ExprKind::Float);
    match fix.kind(parent) {
        ExprKind::Compare { left, rest } if is_number(*left) || rest.iter().any(|&(_, e)| is_number(e)) => "float",
        ExprKind::Binary { op: BinaryOp::Mult | BinaryOp::Div | BinaryOp::Sub, .. } => "float",
        ExprKind::Call { func, .. } if fix.is_named(*func, &["builtins.int", "builtins.range"]) => "int",
        ExprKind::Call { func, .. } if fix.is_named(*func, &["builtins.float", "builtins.round"]) => "float",
        _ => "str",
    }
}
