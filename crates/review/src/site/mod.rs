//! The routes of the whole application: what one file declares of them, and what the files together make of it.
//!
//! A route is declared on something: a list of patterns, a blueprint, a router. That hangs below another one, often in another
//! file, with a prefix and guards of its own. Each file tells what it declares and by which names it knows the rest; the names
//! are resolved when all files are there.

mod aiohttp;
mod cherrypy;
mod declared;
mod django;
mod given;
mod lists;
mod map;
mod member;
mod mounted;
mod name;
mod objects;
mod protobuf;
mod pyramid;
mod rows;
mod services;
mod shown;
mod tables;
mod text;
mod tornado;
mod view;

use model::Location;
use rules::Gates;
use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind};

pub(crate) use map::{Surface, surface};
pub(crate) use member::Member;
use name::Name;
use text::{Maker, Text};
pub(crate) use view::inside;

/// What one file declares.
#[derive(Clone, Debug, Default)]
pub(crate) struct FileSite {
    /// Names that it imports, and what they mean.
    imports: Vec<(String, Name)>,
    routers: Vec<Router>,
    mounts: Vec<Mount>,
    doors: Vec<Door>,
    views: Vec<View>,
    /// Permission classes of REST framework that hold where a view names none.
    default_guards: Vec<String>,
    /// Functions that run before every route of a router and send some people away: the router, and the function.
    before: Vec<(Name, String)>,
    /// Classes of which an object stands around every route of a router: the router, and the class.
    around: Vec<(Name, Name)>,
    /// What stands before every view of Django because the settings list it.
    middleware: Vec<String>,
    /// Routes of Pyramid: their names, and their paths.
    named: Vec<(String, String)>,
    /// Names at its top whose text is put together.
    texts: Vec<(String, Text)>,
    /// Sets of texts that its classes name: `Class.NAME`.
    sets: Vec<(String, Vec<Word>)>,
    /// Functions that make texts.
    makers: Vec<Maker>,
    /// Names that are given what a function returns, as in `app = create_app()`.
    made: Vec<(String, Name)>,
    /// Functions that return a router, and its name there.
    returned: Vec<(String, String)>,
    /// Methods whose objects are not known where they are called, and what routes are declared on that they give.
    offered: Vec<(String, String)>,
    /// Objects that give routes by one of their methods.
    objects: objects::Objects,
    /// Functions that are registered under a text, as in `@hooks.register("urls")`, and lists that take in what all of a text give.
    hooks: Vec<(String, String)>,
    hooked: Vec<Hooked>,
    by_application: Vec<ByApplication>,
    /// Lists of routes of another place that a loop registers: the loop's 1-based line, and the list.
    gone_through: Vec<(u32, Name)>,
    /// Services that it holds the description of, and what the fields of messages about methods are called.
    services: Vec<protobuf::Service>,
    messages: Vec<protobuf::Message>,
    /// Loops that make routes of services, what the functions around them are handed, and who answers which message.
    loops: Vec<services::Loop>,
    handed: Vec<services::Handed>,
    handlers: Vec<(Name, Name)>,
}

/// A list of patterns that takes in the modules of that name of all applications, each below a prefix with the application's name.
#[derive(Clone, Debug)]
struct ByApplication {
    parent: Name,
    /// The end of the modules' names: `urls`.
    module: String,
    prefix: Text,
    guards: Vec<String>,
}

/// A list of patterns that takes in what the functions registered under a text return.
#[derive(Clone, Debug)]
struct Hooked {
    list: Name,
    text: String,
    guards: Vec<String>,
}

/// Something that routes are declared on.
#[derive(Clone, Debug)]
struct Router {
    name: String,
    prefix: Text,
    guards: Vec<String>,
    /// Whether the prefix is only made of its name: that of a base, if there is one, holds.
    by_name: bool,
    /// Whether a prefix that is given where it is mounted stands in the place of its own.
    replaces: bool,
    /// Whether it is a table, which is not served unless something goes through it.
    is_table: bool,
    /// Of a class: its methods, and what it says of those that answer.
    class: Option<Methods>,
}

/// The methods of a class whose routes hang below its path.
#[derive(Clone, Debug, Default)]
struct Methods {
    /// What it defines itself: a route of a base is not its own then.
    own: Vec<String>,
    /// The only ones that answer.
    only: Option<Vec<Word>>,
    /// Those that do not.
    without: Vec<Word>,
}

/// A text of a set, or another set.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    Text(String),
    All(Name),
}

/// A router below another one.
#[derive(Clone, Debug)]
struct Mount {
    parent: Name,
    child: Name,
    prefix: Option<Text>,
    guards: Vec<String>,
}

/// A route that a call declares, or a decorator.
#[derive(Clone, Debug)]
pub(crate) struct Door {
    on: Option<Name>,
    path: Option<Text>,
    /// The name of the route whose path it has, in Pyramid.
    named: Option<String>,
    methods: Vec<String>,
    guards: Vec<String>,
    /// Whether it says itself who may come in: what guards its router does not count.
    decides: bool,
    /// What answers.
    view: Answer,
    /// Where it is declared: 1-based lines.
    lines: (u32, u32),
}

/// What answers a request.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    /// A function or class, by its name.
    View(Name),
    /// A set of views of REST framework, below the path and below the path of one record.
    Set(Name),
    /// The function at the place of the declaration.
    Own(String),
    /// What no name stands for, as written.
    Text(String),
}

/// A function or class that may answer requests.
#[derive(Clone, Debug, Default)]
struct View {
    name: String,
    methods: Vec<String>,
    /// The only methods that it answers, where it lists them.
    only: Option<Vec<String>>,
    guards: Vec<String>,
    /// What stands before a single method of a class.
    verbs: Vec<(String, Vec<String>)>,
    /// The methods of a class that ask who comes, or leave that to others of it.
    own: Vec<Asking>,
    /// Whether it has the permissions of the settings beside those that it names.
    with_default: bool,
    /// Whether its body names a permission for whoever reads that: Django's mixins do, REST framework does not.
    names_permission: bool,
    /// Whether it says itself who may come in, even if that is everybody.
    decides: bool,
    bases: Vec<Name>,
    /// Names of its bases, theirs, and so on.
    ancestors: Vec<String>,
    actions: Vec<Action>,
    lines: (u32, u32),
}

/// A method of a class, and who it lets in.
#[derive(Clone, Debug)]
struct Asking {
    name: String,
    /// Whether it asks itself.
    asks: bool,
    /// The other methods of the class that it calls.
    calls: Vec<String>,
}

/// A method of a set of views with a path of its own.
#[derive(Clone, Debug)]
struct Action {
    path: String,
    methods: Vec<String>,
    of_record: bool,
    /// Who it lets in, if it says so itself.
    guards: Option<Vec<String>>,
}

impl FileSite {
    /// Of a file, in which `gates` stand.
    pub(crate) fn of(file: &FileModel, gates: &Gates) -> Self {
        let mut site = Self { imports: name::imports(file), ..Self::default() };
        view::find(file, gates, &mut site);
        member::find(file, &mut site);
        declared::find(file, &mut site);
        protobuf::find(file, &mut site);
        services::find(file, &mut site);
        tables::find(file, &mut site);
        django::find(file, &mut site);
        objects::find(file, &mut site);
        pyramid::find(file, &mut site);
        tornado::find(file, &mut site);
        lists::find(file, &mut site);
        cherrypy::find(file, &mut site);
        text::find(file, &mut site);
        declared::made(file, &mut site);
        if site.doors.is_empty() && site.mounts.is_empty() && site.views.is_empty() && site.routers.is_empty() {
            // Others may import routers through it.
            site.imports.retain(|(_, name)| matches!(name, Name::There { .. }));
        }
        site
    }

    /// Notes a route that a decorator declares.
    pub(crate) fn decorated(&mut self, door: Door) {
        self.doors.push(door);
    }

    /// Moves the places to other lines.
    pub(crate) fn move_lines(&mut self, to: impl Fn(u32) -> u32) {
        let doors = self.doors.iter_mut().map(|door| &mut door.lines);
        for lines in doors.chain(self.views.iter_mut().map(|view| &mut view.lines)) {
            *lines = (to(lines.0), to(lines.1));
        }
    }
}

impl Door {
    /// A route that a decorator declares for the function `function`.
    pub(crate) fn of_decorator(
        file: &FileModel,
        decorator: ExprId,
        route: (Option<String>, Vec<String>),
        function: &str,
        guards: Vec<String>,
        lines: (u32, u32),
    ) -> Self {
        let (path, mut methods) = route;
        if methods.is_empty() && answers_get(file, decorator) {
            methods.push("GET".to_owned());
        }
        let given = || {
            let args = file.call_args(decorator);
            let path = args.positional(0).or_else(|| args.keyword("path")).or_else(|| args.keyword("rule"))?;
            Some(Text::of(file, &rows::Row::new(), path))
        };
        let path = path.map(Text::Known).or_else(given);
        let router = match file.module().expr(decorator).kind {
            ExprKind::Call { func, .. } => match file.module().expr(func).kind {
                ExprKind::Attribute { value, .. } => Some(value),
                _ => None,
            },
            ExprKind::Attribute { value, .. } => Some(value),
            _ => None,
        };
        let on = router.and_then(|router| Name::of(file, router));
        // Django Ninja: `@router.get("/", auth=Token())`
        let decides = file.call_args(decorator).keyword("auth").is_some();
        Self { on, path, named: None, methods, guards, decides, view: Answer::Own(function.to_owned()), lines }
    }

    /// A route that a decorator declares for the method or function `function`.
    pub(crate) fn of_member(member: &Member, function: &str, guards: Vec<String>, lines: (u32, u32)) -> Self {
        Self {
            on: Some(member.on.clone()),
            path: Some(Text::Known(member.path.clone())),
            named: None,
            methods: member.methods.clone(),
            guards,
            decides: false,
            view: Answer::Own(function.to_owned()),
            lines,
        }
    }
}

/// Whether a decorator of that shape makes a route for `GET` where it names no method: `@app.route("/users")`, in Flask, Bottle, Sanic,
/// FastAPI, Starlette and their like.
fn answers_get(file: &FileModel, decorator: ExprId) -> bool {
    let ExprKind::Call { func, .. } = file.module().expr(decorator).kind else { return false };
    let names_methods = || ["methods", "method"].iter().any(|word| file.call_args(decorator).keyword(word).is_some());
    // Odoo's answer whatever comes.
    let is_of_all = || file.qualified_names(func).any(|name| name.starts_with("odoo."));
    matches!(view::last_word(file, func), Some("route" | "api_route" | "expose")) && !names_methods() && !is_of_all()
}

/// A path that hangs below another one: with its slash, unless it is that one itself.
pub(crate) fn rooted(path: String) -> String {
    if path.is_empty() || path.starts_with('/') { path } else { format!("/{path}") }
}

/// A place of a file.
fn place(path: &str, line: u32) -> Location {
    Location { file: path.to_owned(), line }
}
