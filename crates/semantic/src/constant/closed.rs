//! Whether data from outside can reach a value at all.

use rustc_hash::{FxHashMap, FxHashSet};
use syntax::ast::{Argument, BinaryOp, ComprehensionKind, ExprId, ExprKind, StmtId, StmtKind};

use crate::{BindingKind, FileModel};

/// How many expressions are looked at before the answer is "it may".
const MAX_VISITED: usize = 2_000;

/// Methods of text, bytes and containers whose result is made of the object and the arguments.
#[rustfmt::skip]
const PURE_METHODS: &[&str] = &[
    "join", "format", "upper", "lower", "strip", "lstrip", "rstrip", "title", "capitalize", "casefold", "swapcase",
    "replace", "encode", "decode", "split", "rsplit", "splitlines", "partition", "rpartition", "zfill", "ljust",
    "rjust", "center", "expandtabs", "removeprefix", "removesuffix", "translate", "copy", "keys", "values", "items",
    "index", "count", "find", "startswith", "endswith", "hex", "union", "intersection", "difference",
];

/// Functions whose result is made of their arguments.
#[rustfmt::skip]
const PURE_FUNCTIONS: &[&str] = &[
    "builtins.str", "builtins.int", "builtins.float", "builtins.bool", "builtins.bytes", "builtins.len", "builtins.abs",
    "builtins.tuple", "builtins.list", "builtins.set", "builtins.frozenset", "builtins.dict", "builtins.sorted",
    "builtins.reversed", "builtins.min", "builtins.max", "builtins.sum", "builtins.range", "builtins.enumerate",
    "builtins.zip", "builtins.repr", "builtins.chr", "builtins.ord", "builtins.round", "builtins.unicode",
    "os.path.join", "os.path.dirname", "os.path.abspath", "os.path.realpath", "os.path.normpath", "os.path.basename",
    "pathlib.Path", "pathlib.PurePath", "textwrap.dedent", "re.compile", "datetime.timedelta", "decimal.Decimal",
    "types.MappingProxyType", "sqlalchemy.text", "collections.OrderedDict",
];

/// Values that Python itself sets.
#[rustfmt::skip]
const FIXED: &[&str] = &[
    "builtins.__file__", "builtins.__name__", "builtins.__doc__", "os.sep", "os.linesep", "os.pathsep", "os.devnull",
    "string.ascii_letters", "string.ascii_lowercase", "string.ascii_uppercase", "string.digits", "string.hexdigits",
    "string.punctuation",
];

/// Whether everything that the value is made of is written in the file.
///
/// A search over what the value depends on. It may come back to where it was (`q = q + "?"` in a loop):
/// only a leaf that is no literal speaks against it.
pub(super) fn is_closed(model: &FileModel, root: ExprId, known: &mut FxHashMap<ExprId, bool>) -> bool {
    if let Some(&closed) = known.get(&root) {
        return closed;
    }
    let mut stack = Vec::new();
    let is_open = !depends(model, root, &mut stack);
    // Most values are literals, or come from outside by themselves.
    if is_open || stack.is_empty() {
        known.insert(root, !is_open);
        return !is_open;
    }
    let mut visited = FxHashSet::from_iter([root]);
    while let Some(next) = stack.pop() {
        let open = match known.get(&next) {
            Some(&closed) => !closed,
            None => visited.insert(next) && (visited.len() > MAX_VISITED || !depends(model, next, &mut stack)),
        };
        if open {
            // Of the others that were visited nothing is known: they may not need the open one.
            known.insert(root, false);
            return false;
        }
    }
    known.extend(visited.into_iter().map(|e| (e, true)));
    true
}

/// Pushes what the value of `e` is made of; `false` if a part of it comes from outside.
#[allow(clippy::too_many_lines)] // one arm a kind of expression
fn depends(model: &FileModel, e: ExprId, stack: &mut Vec<ExprId>) -> bool {
    let module = model.module();
    match &module.expr(e).kind {
        ExprKind::Str(_)
        | ExprKind::Bytes(_)
        | ExprKind::Int
        | ExprKind::Float
        | ExprKind::Complex
        | ExprKind::True
        | ExprKind::False
        | ExprKind::None
        | ExprKind::Ellipsis => true,
        // What is chosen is a literal, whoever chooses.
        ExprKind::Conditional { body, orelse, .. } => {
            stack.extend([*body, *orelse]);
            true
        }
        ExprKind::Subscript { value, .. } | ExprKind::Named { value, .. } => {
            stack.push(*value);
            true
        }
        // `["?"] * len(ids)`: how often, but not what.
        ExprKind::Binary { left, op: BinaryOp::Mult, .. } if is_sequence(model, *left) => {
            stack.push(*left);
            true
        }
        ExprKind::Binary { op: BinaryOp::Mult, right, .. } if is_sequence(model, *right) => {
            stack.push(*right);
            true
        }
        // Whatever is iterated over reaches the elements through the targets alone.
        ExprKind::Comprehension { kind, .. } => {
            match *kind {
                ComprehensionKind::List { element }
                | ComprehensionKind::Set { element }
                | ComprehensionKind::Generator { element } => stack.push(element),
                ComprehensionKind::Dict { key, value } => stack.extend([key, value]),
            }
            true
        }
        ExprKind::BoolOp { .. }
        | ExprKind::Binary { .. }
        | ExprKind::Unary { .. }
        | ExprKind::Dict(_)
        | ExprKind::Set(_)
        | ExprKind::List(_)
        | ExprKind::Tuple(_)
        | ExprKind::Compare { .. }
        | ExprKind::Slice { .. }
        | ExprKind::Starred(_)
        | ExprKind::FString(_)
        | ExprKind::TString(_)
        | ExprKind::Repr(_) => {
            module.children(e, &mut |child| stack.push(child));
            true
        }
        ExprKind::Name => name(model, e, stack),
        ExprKind::Attribute { .. } => match model.attribute_bindings(e) {
            Some((kinds, complete)) => {
                complete
                    && !kinds.is_empty()
                    && kinds.iter().all(|&kind| !is_field(model, kind) && value(model, kind, true, stack))
            }
            None => fixed(model, e) || model.names.foreign_values.get(&e).is_some_and(|value| value.closed),
        },
        ExprKind::Call { func, args } => call(model, *func, args, stack),
        ExprKind::Lambda { .. }
        | ExprKind::Await(_)
        | ExprKind::Yield(_)
        | ExprKind::YieldFrom(_)
        | ExprKind::Error(_) => false,
    }
}

/// Whether a binding is `name: type = default` in a class that is decorated or has a base: a default that the objects
/// may be given another value for.
fn is_field(model: &FileModel, kind: BindingKind) -> bool {
    let BindingKind::Assign { stmt, .. } = kind else { return false };
    let module = model.module();
    let StmtKind::AnnAssign { target, .. } = module.stmt(stmt).kind else { return false };
    matches!(module.expr(target).kind, ExprKind::Name)
        && model
            .stmt_parent(stmt)
            .and_then(|around| model.class(around))
            .is_some_and(|class| !class.decorators.is_empty() || !class.args.is_empty())
}

fn fixed(model: &FileModel, e: ExprId) -> bool {
    model.qualified_name(e).is_some_and(|name| FIXED.contains(&name))
}

/// Whether the expression is visibly text or a list.
fn is_sequence(model: &FileModel, e: ExprId) -> bool {
    matches!(
        model.module().expr(e).kind,
        ExprKind::Str(_) | ExprKind::Bytes(_) | ExprKind::FString(_) | ExprKind::List(_) | ExprKind::Tuple(_)
    )
}

fn name(model: &FileModel, e: ExprId, stack: &mut Vec<ExprId>) -> bool {
    let reaching = model.flow.reaching(e);
    if reaching.bindings.is_empty() || reaching.incomplete {
        return model.names.foreign_values.get(&e).is_some_and(|value| value.closed);
    }
    let Some(var) = model.flow.variable(e) else { return false };
    let mutations = model.mutations();
    let opaque = mutations.is_opaque(var);
    stack.extend_from_slice(mutations.added(var));
    reaching.bindings.iter().all(|&binding| match model.binding_info(binding).kind {
        BindingKind::Builtin => fixed(model, e),
        kind => value(model, kind, opaque, stack),
    })
}

/// What a binding gives its name; `opaque` says that a container in it may have got anything since.
fn value(model: &FileModel, kind: BindingKind, opaque: bool, stack: &mut Vec<ExprId>) -> bool {
    let given = match kind {
        BindingKind::Assign { value: Some(value), .. }
        | BindingKind::Unpack { value, .. }
        | BindingKind::Named { value }
        | BindingKind::LoopTarget { iter: value, .. } => value,
        BindingKind::AugAssign(stmt) => {
            let mut parts = Vec::new();
            model.module().stmt_exprs(stmt, &mut |part| parts.push(part));
            stack.extend(parts);
            return true;
        }
        BindingKind::Import { stmt, alias } => {
            return model.names.import_values.get(&(stmt, alias)).is_some_and(|value| value.closed);
        }
        _ => return false,
    };
    let container = matches!(
        model.module().expr(given).kind,
        ExprKind::List(_)
            | ExprKind::Dict(_)
            | ExprKind::Set(_)
            | ExprKind::Comprehension { .. }
            | ExprKind::Call { .. }
    );
    stack.push(given);
    !(container && opaque) || matches!(kind, BindingKind::Unpack { .. } | BindingKind::LoopTarget { .. })
}

fn call(model: &FileModel, func: ExprId, args: &[Argument], stack: &mut Vec<ExprId>) -> bool {
    let module = model.module();
    let args = args.iter().map(Argument::value);
    if let Some(name) = model.qualified_name(func) {
        if PURE_FUNCTIONS.contains(&name) {
            stack.extend(args);
            return true;
        }
        if let Some(function) = local_function(model, func).filter(|function| gives_what_it_returns(model, *function)) {
            let before = stack.len();
            stack.extend(model.returned_values(function));
            return stack.len() > before;
        }
    }
    let ExprKind::Attribute { value, attr } = module.expr(func).kind else { return false };
    match module.text(attr.span) {
        // The key chooses, the table gives.
        "get" => {
            stack.push(value);
            stack.extend(args.skip(1));
            true
        }
        method if PURE_METHODS.contains(&method) => {
            stack.push(value);
            stack.extend(args);
            true
        }
        _ => false,
    }
}

/// Whether no decorator of the project's own may put something else in the place of what a function returns.
fn gives_what_it_returns(model: &FileModel, function: StmtId) -> bool {
    model.function(function).is_some_and(|definition| {
        definition.decorators.iter().all(|&decorator| {
            let named = match model.module().expr(decorator).kind {
                ExprKind::Call { func, .. } => func,
                _ => decorator,
            };
            model.qualified_name(named).is_some_and(|name| !name.starts_with('.'))
        })
    })
}

/// The one function of this file that a callee names.
pub(super) fn local_function(model: &FileModel, func: ExprId) -> Option<StmtId> {
    let [binding] = model.flow.reaching(func).bindings[..] else { return None };
    match model.binding_info(binding).kind {
        BindingKind::Function(function) => Some(function),
        _ => None,
    }
}
