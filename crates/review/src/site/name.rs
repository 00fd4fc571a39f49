//! How a file names something of its own or of another file, whatever its type is.

use semantic::{BindingKind, FileModel};
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

/// Parts of a dotted name that are looked at.
const MAX_PARTS: usize = 12;

/// A name as one file sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Name {
    /// Something that the file defines itself.
    Here(String),
    /// Something that it imports: leading dots, and the dotted name of module and symbol.
    There {
        /// Leading dots.
        level: u32,
        /// Module and symbol.
        dotted: String,
    },
}

impl Name {
    /// The name of an expression that is one, dotted or not.
    pub(super) fn of(file: &FileModel, e: ExprId) -> Option<Self> {
        let module = file.module();
        let mut attributes: Vec<&str> = Vec::new();
        let mut at = e;
        while let ExprKind::Attribute { value, attr } = module.expr(at).kind {
            attributes.push(module.text(attr.span));
            at = value;
            if attributes.len() > MAX_PARTS {
                return None;
            }
        }
        if !matches!(module.expr(at).kind, ExprKind::Name) {
            return None;
        }
        let own = module.text(module.expr(at).span);
        let root = match file.binding_info(file.binding(at)?).kind {
            BindingKind::Import { stmt, alias } => imported(file, stmt, alias)?,
            BindingKind::Builtin | BindingKind::Param { .. } => return None,
            _ => Self::Here(own.to_owned()),
        };
        Some(attributes.iter().rev().fold(root, |name, attr| name.child(attr)))
    }

    /// What a call names: a function, or the method of an object of which nothing is known.
    pub(super) fn of_called(file: &FileModel, func: ExprId) -> Option<Self> {
        let ExprKind::Attribute { attr, .. } = file.module().expr(func).kind else { return Self::of(file, func) };
        // The method of an object whose class the project has.
        let method = file.qualified_names(func).find_map(|name| match semantic::project_name(name) {
            Some((path, local)) => {
                let path = path.strip_suffix(".py")?;
                let module = path.strip_suffix("/__init__").unwrap_or(path).replace('/', ".");
                Some(Self::of_module(&module).child(local)).filter(|_| local.contains('.'))
            }
            None => name.strip_prefix('.').map(|local| Self::Here(local.to_owned())),
        });
        let unknown = || Self::Here(format!("?.{}", file.module().text(attr.span)));
        Some(method.or_else(|| Self::of(file, func)).unwrap_or_else(unknown))
    }

    /// A module that a text names, such as `"shop.urls"`.
    pub(super) fn of_module(dotted: &str) -> Self {
        Self::There { level: 0, dotted: dotted.to_owned() }
    }

    /// Something in it.
    pub(super) fn child(self, attr: &str) -> Self {
        let joined = |name: String| if name.is_empty() { attr.to_owned() } else { format!("{name}.{attr}") };
        match self {
            Self::Here(name) => Self::Here(joined(name)),
            Self::There { level, dotted } => Self::There { level, dotted: joined(dotted) },
        }
    }
}

fn imported(file: &FileModel, stmt: StmtId, alias: usize) -> Option<Name> {
    let module = file.module();
    match &module.stmt(stmt).kind {
        StmtKind::Import(names) => {
            let alias = names.get(alias)?;
            let dotted = module.text(alias.name);
            // `import a.b` gives the name `a`.
            let known = if alias.asname.is_some() { dotted } else { dotted.split('.').next()? };
            Some(Name::There { level: 0, dotted: known.to_owned() })
        }
        StmtKind::ImportFrom { module: from, level, names } => {
            let name = module.text(names.get(alias)?.name);
            let from = from.map(|from| module.text(from)).unwrap_or_default();
            let dotted = if from.is_empty() { name.to_owned() } else { format!("{from}.{name}") };
            Some(Name::There { level: *level, dotted })
        }
        _ => None,
    }
}

/// The names that a file's import statements give.
pub(super) fn imports(file: &FileModel) -> Vec<(String, Name)> {
    let module = file.module();
    let mut found = Vec::new();
    for (id, stmt) in module.stmts() {
        let (StmtKind::ImportFrom { names, .. } | StmtKind::Import(names)) = &stmt.kind else { continue };
        for (at, alias) in names.iter().enumerate() {
            let own = alias.asname.map_or_else(|| module.text(alias.name), |own| module.text(own.span));
            let own = own.split('.').next().unwrap_or(own);
            found.extend(imported(file, id, at).map(|name| (own.to_owned(), name)));
        }
    }
    found
}
