//! Reads `models/*.toml`, one file a library, and writes them as sorted static tables. Nothing is parsed at run time.

use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs, process};

use serde::Deserialize;

/// What is known of one library. Every field is a list of qualified names, or of bare method names where it says so.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Library {
    /// The library's name, equal to the file's.
    #[serde(rename = "library")]
    name: String,
    /// Top-level modules whose import says that a file uses the library; its own name if left out.
    #[serde(default)]
    imports: Vec<String>,
    /// Whether a file may use it without importing anything: a platform that calls it.
    #[serde(default)]
    platform: bool,
    /// Where data from outside enters.
    #[serde(default)]
    source: Vec<SourceModel>,
    /// Parameters that stand for a request.
    #[serde(default)]
    request: Vec<RequestModel>,
    /// Functions that the library calls with data from outside.
    #[serde(default)]
    handler: Vec<HandlerModel>,
    /// Calls that make one of their arguments such a function.
    #[serde(default)]
    registration: Vec<RegistrationModel>,
    /// Objects whose attributes hold what any function of the file puts there.
    #[serde(default)]
    shared_objects: Vec<String>,
    /// Classes whose fields hold what was sent in a form, as their attribute `data`.
    #[serde(default)]
    form_bases: Vec<String>,
    /// Classes whose fields the library checks.
    #[serde(default)]
    schema_bases: Vec<String>,
    /// Fields, types and validators of such classes that let only harmless values through.
    #[serde(default)]
    harmless_fields: Vec<String>,
    /// Those that let through what matches the pattern among their arguments.
    #[serde(default)]
    pattern_fields: Vec<String>,
    /// Decorators of methods that check the fields named in them.
    #[serde(default)]
    field_checks: Vec<String>,
    /// Calls that escape HTML for a text and leave quotes as they are.
    #[serde(default)]
    text_escapes: Vec<String>,
    /// Calls that undo an escaping: what was checked or escaped before says nothing of their result.
    #[serde(default)]
    undoing: Vec<String>,
    /// Calls whose result can do no harm in some contexts.
    #[serde(default)]
    sanitizer: Vec<SanitizerModel>,
    /// Calls that say whether their first argument is harmless.
    #[serde(default)]
    guard: Vec<GuardModel>,
    /// Methods that keep a value under the keys before it, and those that give it back.
    #[serde(default)]
    keyed: Vec<KeyedModel>,
    /// Formats that are taken as they are, and escape what is put into them.
    #[serde(default)]
    escaping: Vec<EscapingModel>,
    /// Calls whose result is as dangerous as one of their arguments, whatever the others are.
    #[serde(default)]
    carrier: Vec<CarrierModel>,
    /// Calls whose result is made of their arguments.
    #[serde(default)]
    propagators: Vec<String>,
    /// Method names whose result is made of the receiver and the arguments.
    #[serde(default)]
    propagating_methods: Vec<String>,
    /// Method names that look something up: the first argument, the key, does not reach the result.
    #[serde(default)]
    lookup_methods: Vec<String>,
    /// Method names that give a part of the receiver in files that import the library, and something else elsewhere.
    #[serde(default)]
    finding_methods: Vec<String>,
    /// Method names that put their arguments into the receiver.
    #[serde(default)]
    mutating_methods: Vec<String>,
    /// Qualified names of uploaded files, where the library takes the folders out of their names.
    #[serde(default)]
    uploads: Vec<String>,
    /// Calls whose result is chosen by their arguments, and not made of them.
    #[serde(default)]
    choosers: Vec<String>,
    /// Calls that start a program with the list that they are given first.
    #[serde(default)]
    program_starters: Vec<String>,
    /// Programs that run what their arguments say.
    #[serde(default)]
    command_runners: Vec<String>,
    /// Calls that never come back.
    #[serde(default)]
    never_return: Vec<String>,
    /// Calls that make a path absolute and remove `..`, and method names that do.
    #[serde(default)]
    path_normalizers: Vec<String>,
    #[serde(default)]
    path_normalizing_methods: Vec<String>,
    /// Calls that take an address apart.
    #[serde(default)]
    url_parsers: Vec<String>,
    /// Calls that make an object of a text: who chooses the text chooses the object's fields.
    #[serde(default)]
    parsers: Vec<String>,
    /// Calls that make an open file of what they are given.
    #[serde(default)]
    memory_files: Vec<String>,
    /// Types whose values cannot carry an attack, for annotations.
    #[serde(default)]
    harmless_types: Vec<String>,
    /// Those of them whose values are numbers of any size.
    #[serde(default)]
    numeric_types: Vec<String>,
    /// Exceptions that are raised to tell a user something, by the last part of their name.
    #[serde(default)]
    spoken_errors: Vec<String>,
    /// Exceptions that programs raise with words of their own, and libraries too.
    #[serde(default)]
    mixed_errors: Vec<String>,
    /// Calls that ask a language model; what they give is a source of the kind `model`.
    #[serde(default)]
    model_call: Vec<ModelCall>,
    /// What calls give: read and checked by the build of `semantic`.
    #[serde(default, rename = "types")]
    _types: toml::Table,
    /// Where data does harm, and by which rule: read and checked by the build of `rules`.
    #[serde(default, rename = "sink")]
    _sink: Vec<toml::Table>,
    /// Routes that a class brings along: read and checked by the build of `rules`, too.
    #[serde(default, rename = "class_routes")]
    _class_routes: Vec<toml::Table>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SourceModel {
    kind: String,
    #[serde(default)]
    names: Vec<String>,
    #[serde(default)]
    calls: Vec<String>,
    /// Types whose objects give such data one by one to a loop.
    #[serde(default)]
    iterated: Vec<String>,
    /// Calls on the way from a class to its rows: `objects` behind the name of a class, `session.query` anywhere.
    #[serde(default)]
    chains: Vec<String>,
    /// Names of methods, whoever has them, in a file that uses the library.
    #[serde(default)]
    methods: Vec<String>,
    /// Words in the names of objects whose `methods` they are alone, in every file: what a program calls so is taken to be that, as
    /// a guess.
    #[serde(default)]
    receivers: Vec<String>,
    /// Keys of a message on standard input, which say that another program sends it and not a person.
    #[serde(default)]
    keys: Vec<String>,
}

/// Calls that ask a language model. All but `calls` is read by the build of `rules`, which names the fields.
#[derive(Deserialize)]
struct ModelCall {
    calls: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RequestModel {
    #[serde(default)]
    parameters: Vec<String>,
    #[serde(default)]
    types: Vec<String>,
    /// Whether an annotation that is none of `types` says that the parameter is something else.
    #[serde(default)]
    unannotated: bool,
    #[serde(default)]
    self_fields: Vec<String>,
    /// Qualified names of classes; `module.*` stands for all below the module.
    #[serde(default)]
    self_bases: Vec<String>,
    #[serde(default)]
    attributes: Vec<String>,
    /// Those of them that hold uploaded files, where the library takes the folders out of the names.
    #[serde(default)]
    uploads: Vec<String>,
    #[serde(default)]
    methods: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RegistrationModel {
    /// What kind of source the parameters are; `request` if left out.
    #[serde(default = "request")]
    kind: String,
    /// Qualified names, or `*.method` for any receiver.
    calls: Vec<String>,
    #[serde(default)]
    position: Option<usize>,
    #[serde(default)]
    keyword: Option<String>,
    #[serde(default)]
    converters: bool,
    #[serde(default)]
    validates: bool,
    /// Whether the argument is an object whose public methods are called.
    #[serde(default)]
    methods: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct HandlerModel {
    /// What kind of source its parameters are; `request` if left out.
    #[serde(default = "request")]
    kind: String,
    #[serde(default)]
    decorators: Vec<String>,
    /// Decorators that need no path, called or not: qualified names, or `*.name` for any receiver.
    #[serde(default)]
    marks: Vec<String>,
    /// Bases of classes (`module.*` stands for all below the module), and the methods that are handlers there; without
    /// bases, in any class.
    #[serde(default)]
    bases: Vec<String>,
    #[serde(default)]
    methods: Vec<String>,
    #[serde(default)]
    first_parameter: Option<String>,
    /// Names of all parameters, for a handler that the platform finds by its shape.
    #[serde(default)]
    parameters: Vec<String>,
    #[serde(default)]
    converters: bool,
    #[serde(default)]
    validates: bool,
    /// Whether they are tasks that the program itself puts into a queue, `task.delay(…)`: what it passes there is then what they get.
    #[serde(default)]
    queued: bool,
}

fn request() -> String {
    "request".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SanitizerModel {
    #[serde(default)]
    calls: Vec<String>,
    #[serde(default)]
    methods: Vec<String>,
    /// Attributes of any object that hold what was checked.
    #[serde(default)]
    attributes: Vec<String>,
    /// Qualified names; of a request's attribute, behind the first of the request's `types`.
    #[serde(default)]
    names: Vec<String>,
    /// Names of contexts, `all`, or `number` for all in which a number does no harm.
    sinks: Vec<String>,
}

/// Calls that escape all arguments but the first, and objects that escape what `format`, `join`, `+` and `%` put into them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EscapingModel {
    #[serde(default)]
    calls: Vec<String>,
    #[serde(default)]
    objects: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GuardModel {
    #[serde(default)]
    calls: Vec<String>,
    /// Those that raise an exception where their argument is not harmless.
    #[serde(default)]
    raises: Vec<String>,
    sinks: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyedModel {
    writes: Vec<String>,
    reads: Vec<String>,
    keys: usize,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CarrierModel {
    calls: Vec<String>,
    position: usize,
    keyword: String,
}

fn main() {
    println!("cargo::rerun-if-changed=models");
    if let Err(problem) = run() {
        println!("cargo::error={problem}");
        process::exit(1);
    }
}

fn run() -> Result<(), String> {
    let root = env::var("CARGO_MANIFEST_DIR").map_err(|error| error.to_string())?;
    let out = env::var("OUT_DIR").map_err(|error| error.to_string())?;
    let folder = Path::new(&root).join("models");
    let mut paths: Vec<_> = fs::read_dir(&folder)
        .map_err(|error| format!("models: {error}"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    paths.sort();
    let mut libraries = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).map_err(|error| format!("models/{name}.toml: {error}"))?;
        let library: Library = toml::from_str(&text).map_err(|error| format!("models/{name}.toml: {error}"))?;
        if library.name != name {
            return Err(format!("models/{name}.toml: `library` is {:?}, the file's name says otherwise", library.name));
        }
        libraries.push(library);
    }
    fs::write(Path::new(&out).join("models.rs"), generate(&libraries)).map_err(|error| error.to_string())
}

/// Writes what is a source by the name of its object.
fn receivers(out: &mut String, libraries: &[Library]) {
    out.push_str("pub(crate) static SOURCE_RECEIVERS: &[(SourceKind, &[&str], &[&str])] = &[\n");
    for source in libraries.iter().flat_map(|library| &library.source).filter(|source| !source.receivers.is_empty()) {
        let _ = writeln!(out, "(SourceKind::{}, &{:?}, &{:?}),", camel(&source.kind), source.receivers, source.methods);
    }
    out.push_str("];\n");
}

fn generate(libraries: &[Library]) -> String {
    let mut out = String::new();
    let sources = |pick: fn(&SourceModel) -> &Vec<String>| {
        libraries
            .iter()
            .flat_map(|library| &library.source)
            .flat_map(|source| {
                pick(source).iter().map(|name| (name.clone(), format!("SourceKind::{}", camel(&source.kind))))
            })
            .collect()
    };
    table(&mut out, "SOURCE_NAMES", "SourceKind", sources(|source| &source.names));
    let mut calls: Vec<(String, String)> = sources(|source| &source.calls);
    calls.extend(asked(libraries));
    table(&mut out, "SOURCE_CALLS", "SourceKind", calls);
    receivers(&mut out, libraries);
    table(&mut out, "SOURCE_KEYS", "SourceKind", sources(|source| &source.keys));
    table(&mut out, "SOURCE_ITERATED", "SourceKind", sources(|source| &source.iterated));
    table(&mut out, "SOURCE_CHAINS", "SourceKind", sources(|source| &source.chains));
    let sanitizers = |pick: fn(&SanitizerModel) -> &Vec<String>| {
        libraries
            .iter()
            .flat_map(|library| &library.sanitizer)
            .flat_map(|model| pick(model).iter().map(|name| (name.clone(), format!("&{:?}", model.sinks))))
            .collect()
    };
    table(&mut out, "SANITIZERS", "&[&str]", sanitizers(|model| &model.calls));
    table(&mut out, "SANITIZING_METHODS", "&[&str]", sanitizers(|model| &model.methods));
    table(&mut out, "SANITIZING_ATTRIBUTES", "&[&str]", sanitizers(|model| &model.attributes));
    table(&mut out, "SANITIZED_NAMES", "&[&str]", sanitizers(|model| &model.names));
    guards(&mut out, libraries);
    let keyed = |pick: fn(&KeyedModel) -> &Vec<String>| {
        libraries
            .iter()
            .flat_map(|library| &library.keyed)
            .flat_map(|model| pick(model).iter().map(|name| (name.clone(), model.keys.to_string())))
            .collect()
    };
    table(&mut out, "KEYED_WRITES", "usize", keyed(|model| &model.writes));
    table(&mut out, "KEYED_READS", "usize", keyed(|model| &model.reads));
    table(&mut out, "CARRIERS", "(usize, &str)", carriers(libraries));
    name_lists(&mut out, libraries);
    escapes_and_types(&mut out, libraries);
    out.push_str("pub(crate) static LIBRARIES: &[Library] = &[\n");
    for library in libraries {
        let own = [library.name.clone()];
        let imports: &[String] = if library.imports.is_empty() { &own } else { &library.imports };
        let _ = writeln!(out, "Library {{ imports: &{imports:?}, platform: {}, requests: &[", library.platform);
        for request in &library.request {
            let RequestModel { parameters, types, unannotated, self_fields, self_bases, attributes, uploads, methods } =
                request;
            let _ = writeln!(
                out,
                "Request {{ parameters: &{parameters:?}, types: &{types:?}, unannotated: {unannotated}, self_fields: &{self_fields:?}, \
                 self_bases: &{self_bases:?}, attributes: &{attributes:?}, uploads: &{uploads:?}, methods: &{methods:?} }},"
            );
        }
        let _ = writeln!(out, "], finding_methods: &{:?}, source_methods: &[", library.finding_methods);
        for source in library.source.iter().filter(|source| !source.methods.is_empty() && source.receivers.is_empty()) {
            let _ = writeln!(out, "(SourceKind::{}, &{:?}),", camel(&source.kind), source.methods);
        }
        out.push_str("], handlers: &[\n");
        for handler in &library.handler {
            let HandlerModel {
                kind,
                decorators,
                marks,
                bases,
                methods,
                first_parameter,
                parameters,
                converters,
                validates,
                queued,
            } = handler;
            let kind = camel(kind);
            let _ = writeln!(
                out,
                "Handler {{ kind: SourceKind::{kind}, decorators: &{decorators:?}, marks: &{marks:?}, bases: &{bases:?}, methods: &{methods:?}, \
                 first_parameter: {first_parameter:?}, parameters: &{parameters:?}, converters: {converters}, validates: {validates}, queued: {queued} }},"
            );
        }
        out.push_str("], registrations: &[\n");
        for registration in &library.registration {
            let RegistrationModel { kind, calls, position, keyword, converters, validates, methods } = registration;
            let kind = camel(kind);
            let _ = writeln!(
                out,
                "Registration {{ kind: SourceKind::{kind}, calls: &{calls:?}, position: {position:?}, keyword: {keyword:?}, \
                 converters: {converters}, validates: {validates}, methods: {methods} }},"
            );
        }
        out.push_str("] },\n");
    }
    out.push_str("];\n");
    out
}

/// The calls that say whether their argument is harmless, and those that raise where it is not.
fn guards(out: &mut String, libraries: &[Library]) {
    let named = |pick: fn(&GuardModel) -> &Vec<String>| {
        libraries
            .iter()
            .flat_map(|library| &library.guard)
            .flat_map(|model| pick(model).iter().map(|name| (name.clone(), format!("&{:?}", model.sinks))))
            .collect()
    };
    table(out, "GUARDS", "&[&str]", named(|model| &model.calls));
    table(out, "RAISING_GUARDS", "&[&str]", named(|model| &model.raises));
}

/// Formats that escape, and the types of requests with their places.
fn escapes_and_types(out: &mut String, libraries: &[Library]) {
    for (name, pick) in [
        ("ESCAPING_CALLS", (|model| &model.calls) as fn(&EscapingModel) -> &Vec<String>),
        ("ESCAPING_OBJECTS", |model| &model.objects),
    ] {
        let mut names: Vec<&String> = libraries.iter().flat_map(|library| &library.escaping).flat_map(pick).collect();
        names.sort_by(|a, b| rank(a).cmp(&rank(b)));
        let _ = writeln!(out, "pub(crate) static {name}: &[&str] = &{names:?};");
    }
    let mut types: Vec<(String, String)> = Vec::new();
    for (library_at, library) in libraries.iter().enumerate() {
        for (at, request) in library.request.iter().enumerate() {
            types.extend(request.types.iter().map(|name| (name.clone(), format!("({library_at}, {at})"))));
        }
    }
    table(out, "REQUEST_TYPES", "(u16, u16)", types);
}

/// The sorted lists of names.
fn name_lists(out: &mut String, libraries: &[Library]) {
    for (name, pick) in [
        ("PROPAGATORS", (|library| &library.propagators) as fn(&Library) -> &Vec<String>),
        ("PROPAGATING_METHODS", |library| &library.propagating_methods),
        ("LOOKUP_METHODS", |library| &library.lookup_methods),
        ("MUTATING_METHODS", |library| &library.mutating_methods),
        ("UPLOADS", |library| &library.uploads),
        ("CHOOSERS", |library| &library.choosers),
        ("PROGRAM_STARTERS", |library| &library.program_starters),
        ("COMMAND_RUNNERS", |library| &library.command_runners),
        ("NEVER_RETURN", |library| &library.never_return),
        ("PATH_NORMALIZERS", |library| &library.path_normalizers),
        ("PATH_NORMALIZING_METHODS", |library| &library.path_normalizing_methods),
        ("MEMORY_FILES", |library| &library.memory_files),
        ("URL_PARSERS", |library| &library.url_parsers),
        ("PARSERS", |library| &library.parsers),
        ("HARMLESS_TYPES", |library| &library.harmless_types),
        ("NUMERIC_TYPES", |library| &library.numeric_types),
        ("SPOKEN_ERRORS", |library| &library.spoken_errors),
        ("MIXED_ERRORS", |library| &library.mixed_errors),
        ("SHARED_OBJECTS", |library| &library.shared_objects),
        ("FORM_BASES", |library| &library.form_bases),
        ("SCHEMA_BASES", |library| &library.schema_bases),
        ("HARMLESS_FIELDS", |library| &library.harmless_fields),
        ("PATTERN_FIELDS", |library| &library.pattern_fields),
        ("FIELD_CHECKS", |library| &library.field_checks),
        ("UNDOING", |library| &library.undoing),
        ("TEXT_ESCAPES", |library| &library.text_escapes),
    ] {
        let mut names: Vec<&String> = libraries.iter().flat_map(pick).collect();
        names.sort_by(|a, b| rank(a).cmp(&rank(b)));
        names.dedup();
        let _ = writeln!(out, "pub(crate) static {name}: &[&str] = &{names:?};");
    }
}

/// Calls that ask a language model. A client that an annotation tells has no mark of the call that made it.
fn asked(libraries: &[Library]) -> impl Iterator<Item = (String, String)> {
    let calls = libraries.iter().flat_map(|library| &library.model_call).flat_map(|model| &model.calls);
    calls.flat_map(|name| [name.clone(), name.replace("()", "")]).map(|name| (name, "SourceKind::Model".to_owned()))
}

/// Calls, each with the argument that it carries.
fn carriers(libraries: &[Library]) -> Vec<(String, String)> {
    let models = libraries.iter().flat_map(|library| &library.carrier);
    models
        .flat_map(|model| {
            let argument = format!("({}, {:?})", model.position, model.keyword);
            model.calls.iter().map(move |name| (name.clone(), argument.clone()))
        })
        .collect()
}

/// The order in which `models.rs` searches, by halving: short names first.
fn rank(name: &str) -> (usize, &str) {
    (name.len(), name)
}

/// A table sorted by name.
fn table(out: &mut String, name: &str, value: &str, mut entries: Vec<(String, String)>) {
    entries.sort();
    entries.dedup_by(|a, b| a.0 == b.0);
    entries.sort_by(|a, b| rank(&a.0).cmp(&rank(&b.0)));
    let _ = writeln!(out, "pub(crate) static {name}: &[(&str, {value})] = &[");
    for (key, value) in entries {
        let _ = writeln!(out, "({key:?}, {value}),");
    }
    out.push_str("];\n");
}

/// `command-line` becomes `CommandLine`.
fn camel(name: &str) -> String {
    name.split('-')
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_ascii_uppercase().to_string() + letters.as_str()).unwrap_or_default()
        })
        .collect()
}
