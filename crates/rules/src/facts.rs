//! Facts of a whole file that several places ask for, gathered once.

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::Rc;

use rustc_hash::{FxHashMap, FxHashSet};
use semantic::{BindingId, BindingKind, FileModel};
use syntax::Module;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind};

use crate::code::sizes::{self, Size};
use crate::web::django_settings::SettingsModule;
use crate::{
    code::{attributes, built},
    languages::llm,
};

/// The secrets of a file, and the expressions that they stand in.
pub(crate) type Secrets = Rc<[(secrets::Secret, Option<ExprId>)]>;

/// What is known of the file as a whole.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
pub(crate) struct Facts {
    /// Whether the program changes where programs are looked for.
    pub(crate) changes_path: bool,
    /// The first words of the modules that the file imports.
    modules: FxHashSet<String>,
    /// Whether an exception is caught anywhere.
    pub(crate) catches: bool,
    /// Whether `defusedxml` replaces the standard library's parsers.
    pub(crate) defuses_stdlib: bool,
    /// Whether `defusedxml` replaces the parser of XML-RPC.
    pub(crate) patches_xmlrpc: bool,
    /// Whether a time limit is set for all sockets.
    pub(crate) limits_sockets: bool,
    /// The name that shows that the file is written for `pycryptodome`.
    pycryptodome: OnceCell<Option<Box<str>>>,
    /// What lxml's functions read, by the parser that they are given.
    read_by_lxml: OnceCell<FxHashMap<ExprId, Vec<ExprId>>>,
    /// Beginnings of texts that were asked for.
    starts: RefCell<FxHashMap<ExprId, Rc<str>>>,
    /// What mappings are updated with, by the bindings of their names.
    updates: OnceCell<FxHashMap<BindingId, Vec<ExprId>>>,
    /// Secrets of the whole file.
    secrets: OnceCell<Secrets>,
    /// The settings of a settings module.
    settings_module: OnceCell<Option<SettingsModule>>,
    /// Texts that were looked at for SQL.
    looked_at: RefCell<FxHashSet<ExprId>>,
    /// Archives whose checks were looked for.
    archives: Cell<u32>,
    /// Functions that walk from object to object by name.
    walkers: OnceCell<FxHashSet<StmtId>>,
    /// Calls that ask a language model.
    model_calls: OnceCell<Rc<[(ExprId, &'static llm::Model)]>>,
    /// How large the functions are.
    sizes: OnceCell<FxHashMap<StmtId, Size>>,
}

impl Facts {
    /// One pass over the file's statements and calls.
    pub(crate) fn new(file: &FileModel) -> Self {
        let mut facts = Self::default();
        let tree = file.module();
        let is_path = |target: ExprId| match tree.expr(target).kind {
            ExprKind::Subscript { value, index } => {
                file.qualified_names(value).any(|name| name == "os.environ") && is_text(file, index, "PATH")
            }
            _ => false,
        };
        for (_, stmt) in tree.stmts() {
            facts.note_import(tree, &stmt.kind);
            facts.catches |= matches!(&stmt.kind, StmtKind::Try { handlers, .. } if !handlers.is_empty());
            facts.changes_path |= match &stmt.kind {
                StmtKind::Assign { targets, .. } => targets.iter().any(|&target| is_path(target)),
                StmtKind::AugAssign { target, .. } => is_path(*target),
                _ => false,
            };
        }
        for &call in file.calls() {
            let ExprKind::Call { func, .. } = tree.expr(call).kind else { continue };
            for name in file.qualified_names(func).filter(|name| name.starts_with("defusedxml.")) {
                facts.defuses_stdlib |= name == "defusedxml.defuse_stdlib";
                facts.patches_xmlrpc |= name == "defusedxml.xmlrpc.monkey_patch";
            }
            facts.limits_sockets |= file.qualified_name(func) == Some("socket.setdefaulttimeout");
            let sets = file.qualified_names(func).any(|name| {
                matches!(name, "os.putenv" | "os.environ.update" | "os.environ.setdefault" | "os.environ.__setitem__")
            });
            if sets {
                let args = file.call_args(call);
                let first =
                    args.positional(0).is_some_and(|first| is_text(file, first, "PATH") || has_key(file, first));
                facts.changes_path |= first || args.keyword("PATH").is_some();
            }
        }
        facts
    }

    fn note_import(&mut self, tree: &Module, stmt: &StmtKind) {
        let mut note = |module: &str| {
            self.modules.extend(module.split('.').next().map(|first| first.trim().to_owned()));
        };
        match stmt {
            StmtKind::Import(names) => names.iter().for_each(|alias| note(tree.text(alias.name))),
            StmtKind::ImportFrom { module: Some(module), level: 0, .. } => note(tree.text(*module)),
            _ => {}
        }
    }

    /// Whether the file imports the module, or a part of it.
    pub(crate) fn imports(&self, module: &str) -> bool {
        self.modules.contains(module)
    }

    /// The name that shows that the file is written for `pycryptodome` and not for its predecessor of the same name.
    pub(crate) fn pycryptodome(&self, file: &FileModel) -> Option<&str> {
        self.pycryptodome.get_or_init(|| only_in_pycryptodome(file).map(Into::into)).as_deref()
    }

    /// What the parser that the call `parser` makes is given to read.
    pub(crate) fn read_by_lxml(&self, file: &FileModel, parser: ExprId) -> &[ExprId] {
        let read = self.read_by_lxml.get_or_init(|| {
            let mut read: FxHashMap<ExprId, Vec<ExprId>> = FxHashMap::default();
            for &call in file.calls() {
                let ExprKind::Call { func, .. } = file.module().expr(call).kind else { continue };
                let args = file.call_args(call);
                if file.qualified_names(func).any(|name| name.starts_with("lxml."))
                    && let (Some(data), Some(parser)) = (args.positional(0), args.argument(Some(1), Some("parser")))
                {
                    for made in makers(file, parser) {
                        read.entry(made).or_default().push(data);
                    }
                }
            }
            read
        });
        read.get(&parser).map_or(&[], Vec::as_slice)
    }

    /// What the mapping that a name was given is updated with: `query.update(wanted)`, `query["name"] = wanted`.
    pub(crate) fn updates(&self, file: &FileModel, name: BindingId) -> &[ExprId] {
        let updates = self.updates.get_or_init(|| {
            let mut updates: FxHashMap<BindingId, Vec<ExprId>> = FxHashMap::default();
            let mut note = |object: ExprId, value: ExprId| {
                if let (ExprKind::Name, Some(binding)) = (&file.module().expr(object).kind, file.binding(object)) {
                    updates.entry(binding).or_default().push(value);
                }
            };
            for &call in file.calls() {
                let ExprKind::Call { func, .. } = file.module().expr(call).kind else { continue };
                let ExprKind::Attribute { value, attr } = file.module().expr(func).kind else { continue };
                if file.module().text(attr.span) == "update"
                    && let Some(given) = file.call_args(call).positional(0)
                {
                    note(value, given);
                }
            }
            for (_, stmt) in file.module().stmts() {
                let StmtKind::Assign { targets, value } = &stmt.kind else { continue };
                for &target in targets {
                    if let ExprKind::Subscript { value: object, .. } = file.module().expr(target).kind {
                        note(object, *value);
                    }
                }
            }
            updates
        });
        updates.get(&name).map_or(&[], Vec::as_slice)
    }

    /// What is known of the beginning of a text. A name's value is taken apart once, however often it is used.
    pub(crate) fn known_start(&self, file: &FileModel, e: ExprId) -> Rc<str> {
        let place = file.display(e).unwrap_or(e);
        if let Some(start) = self.starts.borrow().get(&place) {
            return Rc::clone(start);
        }
        let start: Rc<str> = built::known_start(file, e).into();
        self.starts.borrow_mut().insert(place, Rc::clone(&start));
        start
    }

    /// The file's secrets; `find` looks for them the first time.
    pub(crate) fn secrets(&self, find: impl FnOnce() -> Secrets) -> Secrets {
        Rc::clone(self.secrets.get_or_init(find))
    }

    /// Whether the function walks from object to object by names that are not fixed.
    pub(crate) fn walks_objects(&self, file: &FileModel, function: StmtId) -> bool {
        self.walkers.get_or_init(|| attributes::walkers(file)).contains(&function)
    }

    /// How large a function is.
    pub(crate) fn size(&self, file: &FileModel, function: StmtId) -> Size {
        self.sizes.get_or_init(|| sizes::of_functions(file)).get(&function).copied().unwrap_or_default()
    }

    /// The file's settings, if it is a settings module of Django.
    pub(crate) fn settings_module(&self, file: &FileModel, path: &str) -> Option<&SettingsModule> {
        self.settings_module.get_or_init(|| SettingsModule::of(file, path)).as_ref()
    }

    /// Whether the checks around one more archive are looked for: each look goes over the file.
    pub(crate) fn looks_at_archive(&self) -> bool {
        const MOST: u32 = 32;
        self.archives.set(self.archives.get().saturating_add(1));
        self.archives.get() <= MOST
    }

    /// The calls that ask a language model, in source order.
    pub(crate) fn model_calls(&self, file: &FileModel) -> Rc<[(ExprId, &'static llm::Model)]> {
        Rc::clone(self.model_calls.get_or_init(|| llm::find_calls(file)))
    }

    /// Whether this is the first look at a text: a statement that is run in many places is one finding.
    pub(crate) fn is_first_look(&self, text: ExprId) -> bool {
        self.looked_at.borrow_mut().insert(text)
    }
}

/// Where what `e` gives was made: its own call, or what a function of this file returns.
fn makers(file: &FileModel, e: ExprId) -> Vec<ExprId> {
    let made = file.display(e).unwrap_or(e);
    let ExprKind::Call { func, .. } = file.module().expr(made).kind else { return vec![made] };
    let own = file.binding(func).and_then(|binding| match file.binding_info(binding).kind {
        BindingKind::Function(function) => Some(function),
        _ => None,
    });
    match own {
        Some(function) => file.returned_values(function).map(|value| file.display(value).unwrap_or(value)).collect(),
        None => vec![made],
    }
}

/// A module or attribute of the file's that `pycrypto` does not have.
fn only_in_pycryptodome(file: &FileModel) -> Option<&str> {
    const MODULES: &[&str] = &[
        "Padding",
        "ECC",
        "ECDH",
        "SecretSharing",
        "HPKE",
        "pss",
        "pkcs1_15",
        "eddsa",
        "DSS",
        "ChaCha20",
        "ChaCha20_Poly1305",
        "Salsa20",
        "SHA3_224",
        "SHA3_256",
        "SHA3_384",
        "SHA3_512",
        "keccak",
        "SHAKE128",
        "SHAKE256",
        "BLAKE2b",
        "BLAKE2s",
        "KMAC128",
        "KMAC256",
        "Poly1305",
        "PEM",
        "PKCS8",
    ];
    const ATTRIBUTES: &[&str] = &[
        "MODE_GCM",
        "MODE_CCM",
        "MODE_EAX",
        "MODE_SIV",
        "MODE_OCB",
        "MODE_KW",
        "MODE_KWP",
        "encrypt_and_digest",
        "decrypt_and_verify",
        "import_key",
        "export_key",
    ];
    let tree = file.module();
    let imported = tree.stmts().find_map(|(_, stmt)| {
        let (from, names) = match &stmt.kind {
            StmtKind::Import(names) => ("Crypto", names),
            StmtKind::ImportFrom { module: Some(module), names, .. } => (tree.text(*module), names),
            _ => return None,
        };
        let mut parts = from.split('.').chain(names.iter().flat_map(|alias| tree.text(alias.name).split('.')));
        from.split('.').next().filter(|&root| root == "Crypto")?;
        parts.find(|part| MODULES.contains(part))
    });
    imported.or_else(|| {
        tree.exprs().find_map(|(_, expr)| match expr.kind {
            ExprKind::Attribute { attr, .. } => Some(tree.text(attr.span)).filter(|name| ATTRIBUTES.contains(name)),
            _ => None,
        })
    })
}

fn is_text(file: &FileModel, e: ExprId, text: &str) -> bool {
    file.constant(e).is_some_and(|value| value.as_str() == Some(text))
}

fn has_key(file: &FileModel, dict: ExprId) -> bool {
    match &file.module().expr(dict).kind {
        ExprKind::Dict(entries) => entries.iter().any(|(key, _)| key.is_some_and(|key| is_text(file, key, "PATH"))),
        _ => false,
    }
}
