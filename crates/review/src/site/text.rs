//! Texts of which a file knows only a part: paths that are put together from a setting, by a function, from a name of another file.

use semantic::{BindingKind, Const, FileModel};
use syntax::ast::{Argument, BinaryOp, ExprId, ExprKind, FPart, StmtId, StmtKind};

use super::rows::{Row, in_row};
use super::{FileSite, Name, given};

/// Steps from an expression to what it is made of.
const MAX_STEPS: usize = 8;
/// Characters of what stands for something that is computed.
const MAX_LABEL: usize = 40;
/// What functions return, in a function whose result is a text.
const MAX_RESULTS: usize = 3;

/// A text as one file sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Text {
    /// All of it.
    Known(String),
    /// What only the running program knows, by the words that the code has for it.
    Open(String),
    /// Its parts, in order.
    Joined(Vec<Self>),
    /// What a name stands for that this file or another one gives its text.
    Named(Name),
    /// What a function makes of these arguments: keywords and values; and the name that this is given.
    Made { by: Name, given: Vec<(Option<String>, Self)>, named: Option<String> },
    /// A parameter of the function around it.
    Param(String),
    /// Each text of a list that a function makes.
    Each(Box<Self>),
}

/// A function that makes a text of its parameters.
#[derive(Clone, Debug)]
pub(super) struct Maker {
    pub(super) name: String,
    /// Its parameters in order, with their defaults.
    pub(super) params: Vec<(String, Option<Text>)>,
    /// What it may return.
    pub(super) results: Vec<Text>,
    /// Whether it returns a list of all of them.
    pub(super) lists: bool,
}

impl Text {
    /// What an expression stands for; `row` says what the names of loops around it stand for.
    pub(super) fn of(file: &FileModel, row: &Row, e: ExprId) -> Self {
        Reader { file, row, follows: true }.text(e, 0)
    }

    /// With `value` for what only the running program knows.
    pub(super) fn filled(&self, value: &str) -> Self {
        match self {
            Self::Open(_) => Self::Known(value.to_owned()),
            Self::Joined(parts) => Self::Joined(parts.iter().map(|part| part.filled(value)).collect()),
            text => text.clone(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Known(text) if text.is_empty())
    }

    /// Whether it or one of its parts is such a one.
    pub(super) fn any(&self, is: &dyn Fn(&Self) -> bool) -> bool {
        is(self)
            || match self {
                Self::Joined(parts) => parts.iter().any(|part| part.any(is)),
                Self::Made { given, .. } => given.iter().any(|(_, text)| text.any(is)),
                Self::Each(list) => list.any(is),
                _ => false,
            }
    }

    /// With what `known` has for its parts.
    pub(super) fn with(&self, known: &dyn Fn(&Self) -> Option<Self>) -> Self {
        match self {
            Self::Joined(parts) => Self::Joined(parts.iter().map(|part| part.with(known)).collect()),
            Self::Made { by, given, named } => Self::Made {
                by: by.clone(),
                given: given.iter().map(|(word, text)| (word.clone(), text.with(known))).collect(),
                named: named.clone(),
            },
            Self::Each(list) => Self::Each(Box::new(list.with(known))),
            text => known(text).unwrap_or_else(|| text.clone()),
        }
    }

    /// Whether there is a part that the program writes down as one of a path.
    pub(super) fn has_path(&self) -> bool {
        self.any(&|text| matches!(text, Self::Known(text) if text.contains('/')))
    }

    fn has_param(&self) -> bool {
        self.any(&|text| matches!(text, Self::Param(_)))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Known(text)
    }
}

/// Names at the top of the file whose text is put together, and functions that make texts.
pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    let no_row = Row::new();
    let module = file.module();
    for &stmt in module.body() {
        let (target, value) = match &module.stmt(stmt).kind {
            StmtKind::Assign { targets, value } => match **targets {
                [target] => (target, *value),
                _ => continue,
            },
            StmtKind::AnnAssign { target, value: Some(value), .. } => (*target, *value),
            _ => continue,
        };
        let is_made =
            matches!(module.expr(value).kind, ExprKind::Call { .. } | ExprKind::FString(_) | ExprKind::Binary { .. });
        if !is_made || !matches!(module.expr(target).kind, ExprKind::Name) || file.constant(value).is_some() {
            continue;
        }
        let text = Text::of(file, &no_row, value);
        if text.has_path() {
            site.texts.push((module.text(module.expr(target).span).to_owned(), text));
        }
    }
    let reader = Reader { file, row: &no_row, follows: false };
    for &id in file.functions() {
        if file.enclosing_class_of(id).is_none() && file.enclosing_function_of(id).is_none() {
            site.makers.extend(reader.maker(id));
        }
    }
}

struct Reader<'f> {
    file: &'f FileModel,
    row: &'f Row,
    /// Whether a parameter stands for what the calls of this file pass.
    follows: bool,
}

impl Reader<'_> {
    fn maker(&self, id: StmtId) -> Option<Maker> {
        let function = self.file.function(id)?;
        let module = self.file.module();
        let is_text = |e: ExprId| {
            matches!(
                module.expr(e).kind,
                ExprKind::FString(_)
                    | ExprKind::Binary { op: BinaryOp::Add | BinaryOp::Mod, .. }
                    | ExprKind::Call { .. }
            )
        };
        let mut returned: Vec<ExprId> = self.file.returned_values(id).take(MAX_RESULTS + 1).collect();
        let mut lists = false;
        if let [list] = *returned
            && let ExprKind::List(items) | ExprKind::Tuple(items) = &module.expr(list).kind
        {
            returned = items.to_vec();
            lists = true;
        }
        if function.params.params.is_empty() || returned.len() > MAX_RESULTS || !returned.iter().any(|&e| is_text(e)) {
            return None;
        }
        let results: Vec<Text> = returned.into_iter().map(|e| self.text(e, 0)).collect();
        let makes = |text: &Text| !matches!(text, Text::Known(_) | Text::Open(_)) && text.has_param();
        let params = function.params.params.iter().map(|param| {
            let default = param.default.map(|default| self.text(default, MAX_STEPS - 1));
            (module.text(param.name.span).to_owned(), default)
        });
        let name = self.file.definition_name(id).to_owned();
        results.iter().any(makes).then(|| Maker { name, params: params.collect(), results, lists })
    }

    fn text(&self, e: ExprId, steps: usize) -> Text {
        let module = self.file.module();
        let e = in_row(self.file, self.row, e);
        match self.file.constant(e) {
            Some(Const::Str(text)) => return Text::Known(text.to_string()),
            Some(Const::Int(number)) => return Text::Known(number.to_string()),
            _ => {}
        }
        if steps >= MAX_STEPS {
            return self.open(e);
        }
        match &module.expr(e).kind {
            ExprKind::Name => self.name(e, steps),
            ExprKind::Attribute { .. } => Name::of(self.file, e).map_or_else(|| self.open(e), Text::Named),
            ExprKind::FString(parts) => joined(parts.iter().map(|part| match part {
                FPart::Literal { .. } => Text::Known(module.piece_value(part).into_owned()),
                FPart::Interpolation { value, .. } => self.text(*value, steps + 1),
            })),
            ExprKind::Binary { left, op: BinaryOp::Add, right } => {
                joined([self.text(*left, steps + 1), self.text(*right, steps + 1)])
            }
            ExprKind::Binary { left, op: BinaryOp::Mod, right } => match self.file.constant(*left) {
                Some(Const::Str(format)) => {
                    let values: &[ExprId] = match &module.expr(*right).kind {
                        ExprKind::Tuple(items) => items,
                        _ => &[*right],
                    };
                    joined(self.percent(&format, values, steps))
                }
                _ => self.open(e),
            },
            ExprKind::Call { func, args } => self.call(e, *func, args, steps),
            _ => self.open(e),
        }
    }

    fn name(&self, e: ExprId, steps: usize) -> Text {
        let kind = self.file.binding(e).map(|binding| self.file.binding_info(binding).kind);
        match kind {
            Some(BindingKind::Import { .. }) => Name::of(self.file, e).map_or_else(|| self.open(e), Text::Named),
            Some(BindingKind::Param { .. }) => {
                let passed = if self.follows { given::passed(self.file, e) } else { Vec::new() };
                match passed[..] {
                    [value] if value != e => self.text(value, steps + 1),
                    _ => Text::Param(self.file.module().text(self.file.module().expr(e).span).to_owned()),
                }
            }
            // `for path in paths_of("/users"):`
            Some(BindingKind::LoopTarget { iter, whole: true })
                if matches!(self.file.module().expr(iter).kind, ExprKind::Call { .. }) =>
            {
                match self.text(iter, steps + 1) {
                    list @ Text::Made { .. } => Text::Each(Box::new(list)),
                    _ => self.open(e),
                }
            }
            Some(BindingKind::Unpack { .. }) => match given::unpacked(self.file, e) {
                Some(value) => self.text(value, steps + 1),
                None => self.open(e),
            },
            _ => match self.file.display(e).or_else(|| self.given(e)).filter(|value| *value != e) {
                Some(value) => match self.text(value, steps + 1) {
                    // The name says more than what gives it: `prefix` than `os.environ.get(…)`.
                    Text::Open(_) => self.open(e),
                    Text::Made { by, given, .. } => {
                        let named = Some(label(self.file.module().text(self.file.module().expr(e).span)));
                        Text::Made { by, given, named }
                    }
                    text => text,
                },
                None => self.open(e),
            },
        }
    }

    /// What a name was given: whoever was handed a text cannot have changed it.
    fn given(&self, e: ExprId) -> Option<ExprId> {
        let only = match self.file.reaching(e)[..] {
            [binding] => match self.file.binding_info(binding).kind {
                BindingKind::Assign { value, .. } => value,
                _ => None,
            },
            _ => None,
        };
        self.file.written_value(e).or(only)
    }

    fn call(&self, e: ExprId, func: ExprId, args: &[Argument], steps: usize) -> Text {
        let module = self.file.module();
        if let ExprKind::Attribute { value, attr } = module.expr(func).kind {
            match (module.text(attr.span), self.file.constant(value)) {
                ("strip" | "rstrip" | "lstrip" | "lower", _) => return self.text(value, steps + 1),
                ("format", Some(Const::Str(format))) => return joined(self.format(&format, e, steps)),
                _ => {}
            }
        }
        // What a pattern changes of a path is the way in which it writes its parameters.
        if self.file.qualified_name(func) == Some("re.sub")
            && let Some(text) = self.file.call_args(e).argument(Some(2), Some("string"))
        {
            return self.text(text, steps + 1);
        }
        let Some(by) = Name::of(self.file, func).filter(|_| !args.is_empty()) else { return self.open(e) };
        let given = args.iter().map(|argument| match *argument {
            Argument::Keyword { name, value } => {
                Some((Some(module.text(name.span).to_owned()), self.text(value, steps + 1)))
            }
            Argument::Positional(value) => Some((None, self.text(value, steps + 1))),
            Argument::Star(_) | Argument::DoubleStar(_) => None,
        });
        match given.collect() {
            Some(given) => Text::Made { by, given, named: None },
            None => self.open(e),
        }
    }

    /// The parts of `"…{0}…{name}…".format(…)`.
    fn format(&self, format: &str, call: ExprId, steps: usize) -> Vec<Text> {
        let args = self.file.call_args(call);
        let mut parts = Vec::new();
        let mut counted = 0;
        let mut rest = format;
        while let Some((before, after)) = rest.split_once('{') {
            let Some((field, after)) = after.split_once('}') else { break };
            parts.push(Text::Known(before.to_owned()));
            let key = field.split([':', '!', '.', '[']).next().unwrap_or_default();
            let value = if key.is_empty() {
                counted += 1;
                args.positional(counted - 1)
            } else {
                key.parse().map_or_else(|_| args.keyword(key), |at| args.positional(at))
            };
            parts.push(value.map_or_else(|| Text::Open(label(key)), |value| self.text(value, steps + 1)));
            rest = after;
        }
        parts.push(Text::Known(rest.to_owned()));
        parts
    }

    /// The parts of `"…%s…" % values`.
    fn percent(&self, format: &str, values: &[ExprId], steps: usize) -> Vec<Text> {
        let mut pieces = format.split("%s");
        let mut parts: Vec<Text> = pieces.next().map(|first| Text::Known(first.to_owned())).into_iter().collect();
        for (at, piece) in pieces.enumerate() {
            parts.push(values.get(at).map_or_else(|| Text::Open("…".to_owned()), |&value| self.text(value, steps + 1)));
            parts.push(Text::Known(piece.to_owned()));
        }
        parts
    }

    /// What stands for an expression of which nothing is known: its name, if it has one.
    fn open(&self, e: ExprId) -> Text {
        let module = self.file.module();
        match module.expr(e).kind {
            ExprKind::Name | ExprKind::Attribute { .. } => Text::Open(label(module.text(module.expr(e).span))),
            _ => Text::Open("…".to_owned()),
        }
    }
}

fn joined(parts: impl IntoIterator<Item = Text>) -> Text {
    Text::Joined(parts.into_iter().filter(|part| *part != Text::Known(String::new())).collect())
}

/// A name as a placeholder has it.
fn label(text: &str) -> String {
    let is_plain = text.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    if is_plain && !text.is_empty() && text.len() <= MAX_LABEL { text.to_owned() } else { "…".to_owned() }
}
