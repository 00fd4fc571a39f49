//! Files that came with a request: the object is no path, its name is one, and what is read from it is data.

use semantic::{BindingKind, SinkKind};
use syntax::ast::{ExprId, ExprKind};

use crate::models;
use crate::run::engine::Engine;
use crate::state::value::{Part, Shape, SinkSet, Value};

/// Attributes of a request that hold the files which came with it.
const FILES: [&str; 2] = ["files", "FILES"];
/// What gives one of several files, and the open file of an upload.
const STILL_FILES: [&str; 10] =
    ["get", "getlist", "getall", "pop", "values", "items", "popitem", "file", "stream", "raw"];
const PATH: SinkSet = SinkSet::NONE.with(SinkKind::Path);

impl Engine<'_> {
    /// What a request's attribute `attr` holds, read at `e`: files, with `plain_names` if the library takes the folders
    /// out of their names.
    pub(crate) fn uploads(&mut self, e: ExprId, attr: &str, value: Value, plain_names: bool) -> Value {
        if !FILES.contains(&attr) {
            return value;
        }
        let value = value.map(|part| Part { shape: Shape { plain_names, ..part.shape }, ..*part });
        self.open_file(e, &value)
    }

    /// Whether `e` is a file that exists in memory alone.
    pub(crate) fn is_memory_file(&self, e: ExprId) -> bool {
        let is_one = |name: &str| name.strip_suffix("()").is_some_and(|call| models::has(models::MEMORY_FILES, call));
        self.file.qualified_names(e).any(is_one)
    }

    /// The name of a temporary file of the standard library, which is made of the call's arguments and of nothing that is written to it.
    /// `None` where `file` is no such file, or where it was made is not seen.
    pub(crate) fn name_of_temporary(&mut self, file: ExprId) -> Option<Value> {
        const MADE: [&str; 2] = ["tempfile.NamedTemporaryFile()", "tempfile.TemporaryDirectory()"];
        self.file.qualified_names(file).find(|name| MADE.contains(name))?;
        let [binding] = self.file.reaching(file)[..] else { return None };
        let (BindingKind::With { context: made, .. } | BindingKind::Assign { value: Some(made), .. }) =
            self.file.binding_info(binding).kind
        else {
            return None;
        };
        let ExprKind::Call { args, .. } = self.kind(made) else { return None };
        let given: Vec<_> = args.iter().map(|arg| self.last_value(arg.value()).unwrap_or_default()).collect();
        Some(self.drawn_name(made, given))
    }

    /// A name in the folder for temporary files that `made` draws, around the prefix and suffix that are `given`. What stands in the file
    /// is not known by its name.
    pub(crate) fn drawn_name(&mut self, made: ExprId, given: impl IntoIterator<Item = Value>) -> Value {
        const OF_CONTENT: [SinkKind; 4] = [SinkKind::Deserialize, SinkKind::Archive, SinkKind::Xml, SinkKind::Prompt];
        let drawn = self.trail.unknown(self.span(made));
        let harmless = OF_CONTENT.into_iter().fold(SinkSet::ALL, SinkSet::without);
        let drawn = self.trail.clean(&drawn, harmless, "being a name that the program draws", self.span(made));
        given.into_iter().fold(drawn, |all, value| all.merge(&value))
    }

    /// `value` is an open file.
    pub(crate) fn open_file(&mut self, e: ExprId, value: &Value) -> Value {
        let value = self.trail.clean(value, PATH, "being an open file, which names none".to_owned(), self.span(e));
        value.map(|part| Part { shape: Shape { open_file: true, ..part.shape }, ..*part })
    }
}

/// What the attribute or method `name` of `value` is made of: an open file's name and content are no open file. What
/// a parameter stands for is not known here, so it keeps that it was read out.
pub(crate) fn read_from(value: Value, name: &str) -> Value {
    if STILL_FILES.contains(&name) || value.is_constant() {
        return value;
    }
    let is_name = matches!(name, "name" | "filename");
    value.map(|part| match part.shape {
        Shape { open_file: true, .. } => read_out(part, is_name),
        shape => Part { shape: Shape { field: true, name: is_name, ..shape }, ..*part },
    })
}

/// What was read out of an open file.
fn read_out(part: &Part, is_name: bool) -> Part {
    let is_plain = part.shape.plain_names && is_name;
    let clean = if is_plain { part.clean } else { part.clean.without(SinkKind::Path) };
    Part { clean, shape: Shape::default(), ..*part }
}

/// The argument `part`, of which a function uses what `inside` says.
pub(crate) fn used_inside(part: &Part, inside: &Part) -> Part {
    if part.shape.open_file && inside.shape.field { read_out(part, inside.shape.name) } else { *part }
}
