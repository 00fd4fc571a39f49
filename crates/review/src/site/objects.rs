//! Objects that give routes: classes with a method that returns patterns, what their attributes say, and where objects are made of
//! them. The patterns of one method are served once for each object, below a prefix that the object has.

use semantic::{BindingKind, FileModel, Node, ScopeId};
use syntax::ast::{Argument, ExprId, ExprKind, ParamKind, Params, StmtId, StmtKind};

use super::declared::assigned_name;
use super::rows::Row;
use super::view::last_word;
use super::{FileSite, Name, Text};

/// What names contain of attributes that paths and views are made of.
const WORDS: [&str; 9] = ["url", "path", "prefix", "name", "slug", "base", "route", "view", "namespace"];
/// Results of one method that are looked at, and characters of a text.
const MAX_RESULTS: usize = 3;
const MAX_TEXT: usize = 200;
/// Places in one file where objects are made, and what each of them is given by place.
const MAX_MAKINGS: usize = 1000;
const MAX_GIVEN: usize = 6;
/// Loops of one class that are looked at.
const MAX_LOOPS: usize = 8;
/// Calls and names between what a method returns and the view.
const MAX_STEPS: usize = 6;

/// What one file says of objects.
#[derive(Clone, Debug, Default)]
pub(super) struct Objects {
    pub(super) attributes: Vec<Attribute>,
    pub(super) makings: Vec<Making>,
    pub(super) keyed: Vec<Keyed>,
    /// Methods that take in what the method of that name gives in the class above: class and method.
    pub(super) above: Vec<(String, String)>,
    /// What constructors are given by their places: class, and names.
    pub(super) params: Vec<(String, Vec<String>)>,
}

/// What objects of a class have under a name.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) class: String,
    pub(super) name: String,
    /// The texts that it may be; `{self.other}` is open in them.
    pub(super) texts: Vec<Text>,
    /// The class of the view that it is, or the attribute that says it: `self.other`.
    pub(super) view: Option<Name>,
}

/// A place where an object is made of a class, or a class is handed to something that makes objects.
#[derive(Clone, Debug)]
pub(super) struct Making {
    /// The class; `self.attribute` where the object around it has one.
    pub(super) class: Name,
    /// The class in a method of which it is made.
    pub(super) within: Option<String>,
    /// The name at the top of the file that the object has.
    pub(super) named: Option<String>,
    /// The method or function that the class is handed to, with what stands before it.
    pub(super) by: Option<String>,
    pub(super) given: Vec<Given>,
}

/// What an object is given where it is made: the keyword, and the text or the view that it is.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) word: Option<String>,
    pub(super) text: Option<Text>,
    pub(super) view: Option<Name>,
}

/// `for name, thing in self.things.items()`, where a method keeps them: `self.things[name] = thing`.
#[derive(Clone, Debug)]
pub(super) struct Keyed {
    /// The loop's names.
    pub(super) key: String,
    pub(super) value: String,
    /// The method, and the place of its parameter for the key.
    pub(super) by: String,
    pub(super) at: usize,
}

pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    let uses_django = rules::imports(file, "django");
    for &id in file.classes() {
        let Some(class) = file.class(id).filter(|class| uses_django || !class.args.is_empty()) else { continue };
        for &stmt in &class.body {
            attribute(file, id, stmt, site);
        }
        if uses_django {
            keyed(file, &class.body, site);
        }
    }
    for &call in file.calls() {
        making(file, call, site);
    }
    // `made = Users` in a function, which makes an object of it further on.
    for (id, stmt) in file.module().stmts() {
        if let StmtKind::Assign { value, .. } = stmt.kind
            && file.enclosing_function_of(id).is_some()
        {
            site.objects.makings.extend(class_name(file, value).map(Making::of_class));
        }
    }
    site.objects.makings.truncate(MAX_MAKINGS);
}

fn is_asked_for(name: &str) -> bool {
    WORDS.iter().any(|word| name.contains(word))
}

fn attribute(file: &FileModel, class: StmtId, stmt: StmtId, site: &mut FileSite) {
    let module = file.module();
    let own = || file.definition_name(class).to_owned();
    if let Some(function) = file.function(stmt) {
        let name = file.definition_name(stmt);
        if name == "__init__" {
            site.objects.params.extend(places(file, &function.params).map(|params| (own(), params)));
        } else if function.params.params.len() == 1 && is_asked_for(name) {
            let returned: Vec<ExprId> = file.returned_values(stmt).take(MAX_RESULTS).collect();
            let texts = returned.iter().filter_map(|&e| own_text(file, e)).collect();
            let view = returned.first().and_then(|&e| view(file, e));
            site.objects.attributes.push(Attribute { class: own(), name: name.to_owned(), texts, view });
        }
        return;
    }
    let (target, value) = match &module.stmt(stmt).kind {
        StmtKind::Assign { targets, value } => match **targets {
            [target] => (target, *value),
            _ => return,
        },
        StmtKind::AnnAssign { target, value: Some(value), .. } => (*target, *value),
        _ => return,
    };
    let name = module.text(module.expr(target).span);
    match &module.expr(value).kind {
        // `items = (Users, Orders("orders"))`: what is called is a call of its own.
        ExprKind::List(items) | ExprKind::Tuple(items) => {
            let classes = items.iter().filter_map(|&item| class_name(file, item));
            site.objects.makings.extend(classes.map(Making::of_class));
        }
        _ if is_asked_for(name) => {
            let texts: Vec<Text> = super::declared::text(file, value)
                .filter(|text| text.len() <= MAX_TEXT)
                .map(Text::Known)
                .into_iter()
                .collect();
            let view = if texts.is_empty() { view(file, value) } else { None };
            if !texts.is_empty() || view.is_some() {
                site.objects.attributes.push(Attribute { class: own(), name: name.to_owned(), texts, view });
            }
        }
        _ => {}
    }
}

/// The names of what a constructor takes by place; none if it hands all of that on.
fn places(file: &FileModel, params: &Params) -> Option<Vec<String>> {
    let taken = params
        .params
        .iter()
        .take_while(|param| !matches!(param.kind, ParamKind::VarArgs | ParamKind::KeywordOnly | ParamKind::KwArgs));
    let names: Vec<String> = taken.skip(1).map(|param| file.module().text(param.name.span).to_owned()).collect();
    (!names.is_empty()).then_some(names)
}

/// What a method returns as a text; what it asks of another method is open by that one's name.
fn own_text(file: &FileModel, e: ExprId) -> Option<Text> {
    let module = file.module();
    match module.expr(e).kind {
        ExprKind::None => None,
        ExprKind::Call { func, ref args } if args.is_empty() && is_own(file, func) => {
            Some(Text::Open(module.text(module.expr(func).span).to_owned()))
        }
        _ => Some(Text::of(file, &Row::new(), e)),
    }
}

/// Whether an expression is `self.name`.
fn is_own(file: &FileModel, e: ExprId) -> bool {
    matches!(file.module().expr(e).kind, ExprKind::Attribute { value, .. }
        if file.module().text(file.module().expr(value).span) == "self")
}

/// The view that an expression makes: `Show.as_view()`, `self.make(self.view_class, …)`.
fn view(file: &FileModel, e: ExprId) -> Option<Name> {
    let module = file.module();
    let mut at = e;
    for _ in 0..MAX_STEPS {
        match module.expr(at).kind {
            ExprKind::Call { func, .. } => {
                at = match module.expr(func).kind {
                    ExprKind::Attribute { value, attr } if module.text(attr.span) == "as_view" => value,
                    // `type("View", (Mixin, self.view_class), {…})`
                    _ if file.qualified_name(func) == Some("builtins.type") => {
                        match &module.expr(file.call_args(at).positional(1)?).kind {
                            ExprKind::Tuple(bases) => *bases.last()?,
                            _ => return None,
                        }
                    }
                    _ => file.call_args(at).positional(0)?,
                };
            }
            _ if is_own(file, at) => return Some(Name::Here(module.text(module.expr(at).span).to_owned())),
            ExprKind::Name => {
                let binding = file.binding(at)?;
                let is_local = file.binding_info(binding).scope != ScopeId::MODULE;
                match file.written_value(at).filter(|value| is_local && *value != at) {
                    Some(value) => at = value,
                    None => return Name::of(file, at),
                }
            }
            ExprKind::Attribute { .. } => return Name::of(file, at),
            _ => return None,
        }
    }
    None
}

/// What a name with a capital stands for: by custom a class.
fn class_name(file: &FileModel, e: ExprId) -> Option<Name> {
    let is_class = last_word(file, e)?.starts_with(|c: char| c.is_ascii_uppercase());
    Name::of(file, e).filter(|_| is_class)
}

/// Whether something takes what it is called with in: `register`, `add_view`.
fn takes_in(word: &str) -> bool {
    word == "append" || word.contains("regist") || word.starts_with("add") || word.starts_with("mount")
}

fn making(file: &FileModel, call: ExprId, site: &mut FileSite) {
    let module = file.module();
    let ExprKind::Call { func, ref args } = module.expr(call).kind else { return };
    if site.objects.makings.len() >= MAX_MAKINGS {
        return;
    }
    // `register("users", Users)`, also with the class alone
    if let Some(word) = last_word(file, func).filter(|word| takes_in(word)) {
        for argument in args {
            let (Argument::Positional(value) | Argument::Keyword { value, .. }) = *argument else { continue };
            if let Some(class) = class_name(file, value) {
                site.objects.makings.push(Making {
                    by: Some(word.to_owned()),
                    given: given(file, args),
                    ..Making::of_class(class)
                });
            }
        }
    }
    let own = is_own(file, func).then(|| Name::Here(module.text(module.expr(func).span).to_owned()));
    let Some(class) = class_name(file, func).or(own.clone()) else { return };
    let function = file.enclosing_function(call);
    let within = function
        .and_then(|function| file.enclosing_class_of(function))
        .map(|class| file.definition_name(class).to_owned());
    let named = if function.is_none() { assigned_name(file, call) } else { None };
    let is_kept = match file.parent(call) {
        Node::Stmt(stmt) => matches!(module.stmt(stmt).kind, StmtKind::Return(_)) || named.is_some(),
        Node::Expr(parent) => match module.expr(parent).kind {
            ExprKind::List(_) | ExprKind::Tuple(_) => true,
            ExprKind::Call { func, .. } => last_word(file, func).is_some_and(takes_in),
            _ => false,
        },
        _ => false,
    };
    // What an object has by its own attribute may be anything.
    if is_kept && (own.is_none() || within.is_some()) {
        let within = within.filter(|_| own.is_some());
        site.objects.makings.push(Making { class, within, named, by: None, given: given(file, args) });
    }
}

impl Making {
    fn of_class(class: Name) -> Self {
        Self { class, within: None, named: None, by: None, given: Vec::new() }
    }
}

/// What a call is given.
fn given(file: &FileModel, args: &[Argument]) -> Vec<Given> {
    let of = |word, value| Given { word, text: own_text(file, value), view: view(file, value) };
    let args = args.iter().enumerate().filter_map(|(at, argument)| match *argument {
        Argument::Keyword { name, value } => {
            let name = file.module().text(name.span);
            is_asked_for(name).then(|| of(Some(name.to_owned()), value))
        }
        Argument::Positional(value) if at < MAX_GIVEN => Some(of(None, value)),
        _ => None,
    });
    args.collect()
}

/// Notes a loop over what a method of the same class keeps by a key.
fn keyed(file: &FileModel, body: &[StmtId], site: &mut FileSite) {
    let module = file.module();
    let text = |e: ExprId| module.text(module.expr(e).span);
    let methods = || body.iter().filter_map(|&stmt| Some((stmt, file.function(stmt)?)));
    let loops = methods().flat_map(|(_, method)| &method.body).filter_map(|&stmt| match module.stmt(stmt).kind {
        StmtKind::For { target, iter, .. } => Some((target, iter)),
        _ => None,
    });
    for (target, iter) in loops.take(MAX_LOOPS) {
        let (ExprKind::Tuple(names), ExprKind::Call { func, .. }) =
            (&module.expr(target).kind, &module.expr(iter).kind)
        else {
            continue;
        };
        let (&[key, value], ExprKind::Attribute { value: list, .. }) = (&**names, &module.expr(*func).kind) else {
            continue;
        };
        for (id, method) in methods() {
            let kept = method.body.iter().find_map(|&stmt| kept(file, stmt, text(*list)));
            site.objects.keyed.extend(kept.map(|at| Keyed {
                key: text(key).to_owned(),
                value: text(value).to_owned(),
                by: file.definition_name(id).to_owned(),
                at,
            }));
        }
    }
}

/// The place of the parameter by which `self.list[key] = value` keeps another one.
fn kept(file: &FileModel, stmt: StmtId, list: &str) -> Option<usize> {
    let module = file.module();
    let StmtKind::Assign { targets, value } = &module.stmt(stmt).kind else { return None };
    let [target] = **targets else { return None };
    let ExprKind::Subscript { value: kept, index } = module.expr(target).kind else { return None };
    let place = |e: ExprId| match file.binding_info(file.binding(e)?).kind {
        BindingKind::Param { index, .. } => index.checked_sub(1),
        _ => None,
    };
    place(*value)?;
    place(index).filter(|_| module.text(module.expr(kept).span) == list)
}
