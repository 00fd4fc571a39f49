//! What the names of a file mean: tree relations, scopes and bindings, qualified names, constants.
//!
//! One [`FileModel`] is built per file, in time linear in the file's size, and answers by table look-up.
//! How a name is resolved:
//!
//! 1. `lower`: every scope becomes a short linear program (use, bind, branch, join …).
//! 2. `flow`: the programs are run once; each use of a name learns which bindings may reach it.
//! 3. `names`: bindings, attributes and calls become qualified names, with the help of a table of
//!    common libraries' types.
//!
//! Beside it, `written` keeps the narrow view of linters: what imports alone spell.
//!
//! What other files of a project give a name is asked of [`Neighbours`]; without them a relative import keeps its dots.
//!
//! *Absent by design:* judgement, and text matching.

mod args;
mod binding;
mod builtins;
mod constant;
mod exports;
mod fields;
mod file_model;
mod filled;
mod flow;
mod foreign;
mod handed;
mod lower;
mod members;
mod module_name;
mod modules;
mod names;
mod paths;
mod relations;
mod renamed;
mod sink;
mod types;
mod vendored;
mod written;
mod written_imports;

pub use args::CallArgs;
pub use binding::{Binding, BindingId, BindingKind, Scope, ScopeId, ScopeKind};
pub use constant::{Const, binary, compare, item, method, only_looks};
pub use exports::{Exports, Neighbours, Symbol, SymbolKind, module_name, project_name};
pub use fields::Field;
pub use file_model::{Candidate, FileModel};
pub use filled::{Fill, Filled, Filling};
pub use flow::Bindings;
pub use handed::{Handed, HandedKind};
pub use module_name::ModuleName;
pub use modules::Modules;
pub use relations::Node;
pub use sink::SinkKind;
pub use written_imports::{ImportPlace, WrittenImport, written_imports};
