//! The annotated fields of classes, of this file and of those that it imports: models, schemas, dataclasses.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};

use crate::exports::{Exports, Symbol, SymbolKind, project_name};
use crate::{BindingKind, FileModel, Neighbours};

/// Classes of one line of inheritance that are looked at.
const MAX_BASES: usize = 6;
/// Fields of one class, and characters of an annotation, that are kept.
const MAX_FIELDS: usize = 64;
const MAX_TEXT: usize = 80;

/// `name: annotation = default` in the body of a class, or `name = Column(…)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: Box<str>,
    /// The annotation as written, at most 80 characters of it; empty where a call gives the field.
    pub annotation: Box<str>,
    /// Whether the default is a call with the keyword `exclude`: a model of Pydantic does not write the field.
    pub excluded: bool,
    /// Whether a model of a database keeps a text there, or refers to another record: `models.TextField()`, `Mapped[str]`.
    pub stored_text: bool,
}

/// The classes of columns that hold what somebody wrote, and those that lead to another record.
const TEXT_COLUMNS: [&str; 18] = [
    "CharField",
    "FileField",
    "ForeignKey",
    "ImageField",
    "JSON",
    "JSONB",
    "JSONField",
    "OneToOneField",
    "String",
    "Text",
    "TextField",
    "URLField",
    "Unicode",
    "UnicodeText",
    "VARCHAR",
    "backref",
    "relation",
    "relationship",
];

/// The fields of classes of other files, with those that they inherit, by qualified name.
pub(crate) type ForeignFields = FxHashMap<Box<str>, Vec<Arc<[Field]>>>;

impl FileModel {
    /// The fields of the class that the name `e` stands for, of this file or, where it was read
    /// [in a project](Self::in_project), of another; then those of its bases. Empty for everything else. Fields without an
    /// annotation are [columns](Self::class_columns).
    pub fn class_fields(&self, e: ExprId) -> Vec<Field> {
        let mut fields = self.all_fields(e);
        fields.retain(|field| !field.annotation.is_empty());
        fields
    }

    /// The names of everything that such a class keeps: annotated fields, and those that a call gives, as in `user = ForeignKey(…)`.
    pub fn class_columns(&self, e: ExprId) -> Vec<Box<str>> {
        self.all_fields(e).into_iter().map(|field| field.name).collect()
    }

    /// Whether the class that the name `e` stands for is a model of a database that keeps a text of anybody's under `name`, or another
    /// record.
    pub fn stores_text(&self, e: ExprId, name: &str) -> bool {
        self.all_fields(e).iter().any(|field| field.stored_text && &*field.name == name)
    }

    fn all_fields(&self, e: ExprId) -> Vec<Field> {
        let mut found = Vec::new();
        let mut at = Some(e);
        for _ in 0..MAX_BASES {
            let Some(e) = at else { break };
            let class = self.binding(e).and_then(|binding| match self.binding_info(binding).kind {
                BindingKind::Class(class) => Some(class),
                _ => None,
            });
            let Some(class) = class else {
                let known = self.qualified_names(e).find_map(|name| self.names.foreign_fields.get(name));
                found.extend(known.into_iter().flatten().flat_map(|fields| fields.iter().cloned()));
                break;
            };
            found.extend(self.own_fields(class));
            at = self.class(class).and_then(|class| {
                class.args.iter().find(|base| matches!(base, Argument::Positional(_))).map(Argument::value)
            });
        }
        found
    }

    /// Whether a column is made for texts of any kind, or for another record: `models.TextField()`, `Column(String(80))`.
    fn is_text_column(&self, made: ExprId) -> bool {
        let ExprKind::Call { func, ref args } = self.module().expr(made).kind else { return false };
        let last = |e: ExprId| self.module().text(self.module().expr(e).span).rsplit('.').next().unwrap_or_default();
        if TEXT_COLUMNS.contains(&last(func)) {
            return self.call_args(made).keyword("choices").is_none();
        }
        let kind = args.iter().find_map(|arg| match (arg, &self.module().expr(arg.value()).kind) {
            (Argument::Positional(_), ExprKind::Call { func, .. }) => Some(*func),
            (Argument::Positional(value), ExprKind::Name | ExprKind::Attribute { .. }) => Some(*value),
            _ => None,
        });
        matches!(last(func), "Column" | "mapped_column") && kind.is_some_and(|kind| TEXT_COLUMNS.contains(&last(kind)))
    }

    /// The fields that the body of a class of this file lists.
    pub(crate) fn own_fields(&self, class: StmtId) -> Vec<Field> {
        let body = self.class(class).map_or(&[][..], |class| &class.body);
        let fields = body.iter().filter_map(|&stmt| match self.module().stmt(stmt).kind {
            StmtKind::AnnAssign { target, annotation, value } => {
                let text = |e: ExprId| self.module().text(self.module().expr(e).span);
                let end = text(annotation).char_indices().nth(MAX_TEXT).map_or(text(annotation).len(), |(end, _)| end);
                Some(Field {
                    name: text(target).into(),
                    annotation: text(annotation)[..end].into(),
                    excluded: value.is_some_and(|value| self.call_args(value).keyword("exclude").is_some()),
                    stored_text: ["Mapped[str", "Mapped[Optional[str", "Mapped[\""]
                        .iter()
                        .any(|start| text(annotation).rsplit('.').next().is_some_and(|last| last.starts_with(start))),
                })
            }
            // What a class of Django or SQLAlchemy stores.
            StmtKind::Assign { ref targets, value } => match (&**targets, &self.module().expr(value).kind) {
                ([target], ExprKind::Call { .. }) => Some(Field {
                    name: self.module().text(self.module().expr(*target).span).into(),
                    annotation: "".into(),
                    excluded: false,
                    stored_text: self.is_text_column(value),
                }),
                _ => None,
            },
            _ => None,
        });
        fields.take(MAX_FIELDS).collect()
    }
}

/// The fields of a class of another file, then those of its bases in the project.
pub(crate) fn inherited(exports: &Exports, name: &str, neighbours: &dyn Neighbours) -> Vec<Arc<[Field]>> {
    let is_class = |symbol: &&Symbol| symbol.kind == SymbolKind::Class;
    let mut found = Vec::new();
    let mut at = exports.own(name).filter(is_class);
    for _ in 0..MAX_BASES {
        let Some(symbol) = at else { break };
        found.extend((!symbol.fields.is_empty()).then(|| symbol.fields.clone()));
        at = symbol.bases.iter().find_map(|base| {
            let (path, local) = project_name(base)?;
            neighbours.by_path(path)?.own(local).filter(is_class)
        });
    }
    found
}
