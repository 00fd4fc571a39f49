//! Imports: the name that new code calls something by, where the statement goes, and which ones nothing needs any more.

use semantic::{BindingKind, FileModel};
use syntax::ast::{Alias, ExprKind, StmtId, StmtKind};
use syntax::{Module, Span};

use crate::Replace;
use crate::names::{self, Imported};
use crate::{Proposal, strings};

/// An import that new code needs and that the file has not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// The module.
    pub module: String,
    /// The name that is taken from it; `None` imports the module itself.
    pub name: Option<String>,
    /// What it is called in the file, where that differs.
    pub alias: Option<String>,
}

impl Import {
    /// What stands behind `import`.
    fn imported(&self) -> String {
        let name = self.name.as_ref().unwrap_or(&self.module);
        self.alias.as_ref().map_or_else(|| name.clone(), |alias| format!("{name} as {alias}"))
    }

    /// The statement, with further names of the same module.
    fn statement(&self, others: &[&Self]) -> String {
        if self.name.is_none() {
            return format!("import {}", self.imported());
        }
        let names: Vec<String> = std::iter::once(&self).chain(others).map(|import| import.imported()).collect();
        format!("from {} import {}", self.module, names.join(", "))
    }

    /// Whether both take a name from the same module.
    fn is_from_where(&self, other: &Self) -> bool {
        self.module == other.module && self.name.is_some() && other.name.is_some()
    }
}

/// Characters of a line of imports.
const WIDTH: usize = 88;

/// What `module` (or `name` of it) is called at byte `at`, and the import that this takes if the file has none that is seen there.
/// A name that means something else is not touched: the import gets another one.
pub(crate) fn resolve(file: &FileModel, module: &str, name: Option<&str>, at: u32) -> (String, Option<Import>) {
    let bindings: Vec<_> = names::visible(file, at).collect();
    let is_wanted = |imported: &Imported<'_>| match (imported, name) {
        (Imported::Module(known), None) => *known == module,
        (Imported::From { module: known, name: from }, Some(name)) => *known == module && *from == name,
        // `from os import path` brings in the module `os.path`.
        (Imported::From { module: known, name: from }, None) => module.strip_prefix(known) == Some(&format!(".{from}")),
        (Imported::Module(_), Some(_)) => false,
    };
    let is_clear = |word: &str, wanted: &dyn Fn(&Imported<'_>) -> bool| {
        let mut same = bindings.iter().filter(|binding| names::text(file, binding) == word);
        same.all(|binding| names::imported(file, binding).is_some_and(|imported| wanted(&imported)))
    };
    let known = |wanted: &dyn Fn(&Imported<'_>) -> bool| {
        let fits = |binding: &&&semantic::Binding| {
            let BindingKind::Import { stmt, .. } = binding.kind else { return false };
            let is_here = names::imported(file, binding).is_some_and(|imported| wanted(&imported));
            is_here && binding.span.start < at && names::is_unconditional(file, stmt)
        };
        bindings.iter().find(fits).map(|binding| names::text(file, binding)).filter(|word| is_clear(word, wanted))
    };
    if let Some(word) = known(&is_wanted) {
        return (word.to_owned(), None);
    }
    if let Some(name) = name {
        let root = module.split('.').next().unwrap_or(module);
        // `from lxml import etree` brings in the module as well.
        let is_root = |imported: &Imported<'_>| match imported {
            Imported::Module(known) => *known == module,
            Imported::From { module: known, name: from } => module.strip_prefix(known) == Some(&format!(".{from}")),
        };
        if let Some(word) = known(&is_root).filter(|word| *word != root || !module.contains('.')) {
            return (format!("{word}.{name}"), None);
        }
        // Functions are called by their module's name, unless the file has it otherwise; classes stand alone.
        let is_sibling =
            |imported: &Imported<'_>| matches!(imported, Imported::From { module: known, .. } if *known == module);
        let has_siblings =
            bindings.iter().any(|binding| names::imported(file, binding).is_some_and(|i| is_sibling(&i)));
        if !has_siblings && !module.contains('.') && name.starts_with(|letter: char| letter.is_ascii_lowercase()) {
            let (called, import) = resolve(file, module, None, at);
            return (format!("{called}.{name}"), import);
        }
    }
    let plain = name.unwrap_or(module);
    let word = plain.split('.').next().unwrap_or(plain);
    let alias = (!is_clear(word, &is_wanted)).then(|| format!("{}_", plain.replace('.', "_")));
    let called = alias.clone().unwrap_or_else(|| plain.to_owned());
    (called, Some(Import { module: module.to_owned(), name: name.map(str::to_owned), alias }))
}

/// The insertions of what `proposals` import.
///
/// `touched` is what else is changed: an import that is changed itself takes no further names.
pub(crate) fn insertions(
    file: &FileModel,
    proposals: &[&Proposal],
    edits: &[Replace],
    touched: &[Replace],
    end: &str,
) -> Vec<Replace> {
    let mut wanted: Vec<&Import> = proposals.iter().flat_map(|proposal| &proposal.imports).collect();
    wanted.sort();
    wanted.dedup();
    let tree = file.module();
    let first_use = edits.first().map_or(u32::MAX, |edit| edit.span.start);
    let block = Block::of(tree, first_use);
    let is_free =
        |span: Span| !edits.iter().chain(touched).any(|edit| edit.span.start < span.end && span.start < edit.span.end);
    let (mut insertions, mut new): (Vec<Replace>, Vec<Vec<&Import>>) = (Vec::new(), Vec::new());
    for import in wanted {
        let joined = block.joined(tree, import, &is_free).or_else(|| {
            let exchanged = block.exchanged(tree, import, touched)?;
            // Of several new names one takes the place.
            (!insertions.iter().any(|other: &Replace| other.span == exchanged.span)).then_some(exchanged)
        });
        if let Some(joined) = joined {
            insertions.push(joined);
            continue;
        }
        let fits = |same: &&mut Vec<&Import>| {
            same.first().is_some_and(|first| {
                first.is_from_where(import)
                    && first.statement(&same[1..]).len() + ", ".len() + import.imported().len() <= WIDTH
            })
        };
        match new.last_mut().filter(fits) {
            Some(same) => same.push(import),
            None => new.push(vec![import]),
        }
    }
    let statement = |imports: &Vec<&Import>| {
        let (first, others) = imports.split_first()?;
        Some(block.insertion(tree, first, &first.statement(others), end))
    };
    insertions.extend(new.iter().filter_map(statement));
    insertions
}

/// The imports that a file begins with, in groups that blank lines part.
struct Block {
    groups: Vec<Vec<StmtId>>,
    /// Where the first import would go if there was none.
    top: u32,
}

impl Block {
    /// The imports before byte `limit`.
    fn of(tree: &Module, limit: u32) -> Self {
        let mut groups: Vec<Vec<StmtId>> = Vec::new();
        let mut top = None;
        let mut last_line = 0;
        for (at, &stmt) in tree.body().iter().enumerate() {
            let span = tree.stmt(stmt).span;
            let line = tree.lines().line(span.start);
            let is_first_of_line = at == 0 || last_line != line;
            match &tree.stmt(stmt).kind {
                _ if is_about_file(tree, stmt) && groups.is_empty() => top = None,
                StmtKind::ImportFrom { module: Some(module), level: 0, .. } if tree.text(*module) == "__future__" => {}
                StmtKind::Import(_) | StmtKind::ImportFrom { .. } if span.start < limit && is_first_of_line => {
                    top.get_or_insert(span.start);
                    let adjoins = tree.lines().line(span.start) <= last_line + 1;
                    match groups.last_mut().filter(|_| adjoins) {
                        Some(group) => group.push(stmt),
                        None => groups.push(vec![stmt]),
                    }
                }
                _ => {
                    top.get_or_insert_with(|| start_of(tree, stmt));
                    break;
                }
            }
            last_line = tree.lines().line(span.end.saturating_sub(1).max(span.start));
        }
        let end = tree.source().len() as u32;
        let top = top.map_or(end, |at| tree.lines().line_span(tree.lines().line(at), tree.source()).start);
        Self { groups, top }
    }

    /// The name among those that a statement on one line takes from the module already. `is_free` says whether it may be changed.
    fn joined(&self, tree: &Module, import: &Import, is_free: &dyn Fn(Span) -> bool) -> Option<Replace> {
        let name = import.name.as_ref()?;
        let new = import.imported();
        let fits = |&&stmt: &&StmtId| {
            let span = tree.stmt(stmt).span;
            let line = tree.text(tree.lines().line_span(tree.lines().line(span.start), tree.source()));
            let text = tree.text(span);
            let is_plain = !text.contains(['(', '\\', '\n', '*', ';']) && line.trim() == text;
            is_plain
                && module_of(tree, stmt) == Some(&import.module)
                && text.len() + new.len() + 2 <= WIDTH
                && is_free(span)
        };
        let &stmt = self.groups.iter().flatten().find(fits)?;
        let StmtKind::ImportFrom { names, .. } = &tree.stmt(stmt).kind else { return None };
        let words: Vec<&str> = names.iter().map(|alias| tree.text(alias.name)).collect();
        let after = words.iter().position(|word| *word > name.as_str()).filter(|_| words.is_sorted());
        let end = tree.stmt(stmt).span.end;
        let next = after.and_then(|at| names.get(at)).map(|alias| alias.name.start);
        let text = if next.is_some() { format!("{new}, ") } else { format!(", {new}") };
        let at = next.unwrap_or(end);
        Some(Replace { span: Span::new(at, at), text })
    }

    /// The name in the place of the one that is cut from a statement of the same module; `touched` is what is taken out.
    fn exchanged(&self, tree: &Module, import: &Import, touched: &[Replace]) -> Option<Replace> {
        let name = import.name.as_ref().filter(|_| import.alias.is_none())?;
        let of_module = |&&stmt: &&StmtId| module_of(tree, stmt) == Some(&import.module);
        let (span, cut) = self.groups.iter().flatten().filter(of_module).find_map(|&stmt| {
            let span = tree.stmt(stmt).span;
            touched
                .iter()
                .find(|cut| cut.text.is_empty() && span.contains(cut.span) && cut.span != span)
                .map(|cut| (span, cut))
        })?;
        let gone = tree.text(cut.span);
        let is_last = gone.starts_with(',');
        // Of several that go, one makes room.
        let is_one =
            gone.matches(',').count() == 1 && touched.iter().filter(|other| span.contains(other.span)).count() == 1;
        is_one
            .then(|| Replace { span: cut.span, text: if is_last { format!(", {name}") } else { format!("{name}, ") } })
    }

    /// The group that an import belongs to: the one that has others of its package, or else the first with most like it.
    fn group(&self, tree: &Module, import: &Import) -> Option<&Vec<StmtId>> {
        let is_kin = |stmt: &StmtId| module_of(tree, *stmt).is_some_and(|module| root(module) == root(&import.module));
        let is_alike = |group: &&Vec<StmtId>| {
            let modules: Vec<&str> = group.iter().filter_map(|&stmt| module_of(tree, stmt)).collect();
            let standard = modules.iter().filter(|module| is_standard(module)).count();
            !modules.is_empty() && (2 * standard >= modules.len()) == is_standard(&import.module)
        };
        let of_package = self.groups.iter().find(|group| group.iter().any(is_kin));
        of_package.or_else(|| self.groups.iter().find(is_alike))
    }

    /// Where the `statement` goes whose first name is that of `import`.
    fn insertion(&self, tree: &Module, import: &Import, statement: &str, end: &str) -> Replace {
        let at = |offset: u32, text: String| Replace { span: Span::new(offset, offset), text };
        let line = |stmt: StmtId| tree.lines().line(tree.stmt(stmt).span.start);
        let start = |line: u32| tree.lines().line_span(line, tree.source()).start;
        let is_standard = is_standard(&import.module);
        if let Some(group) = self.group(tree, import) {
            // By name, with `import x` before `from x import y` as in most files, or among them; where neither is, at the end.
            type Key<'m> = (bool, bool, &'m str);
            let keys: Vec<Key<'_>> = group
                .iter()
                .map(|&stmt| {
                    let module = module_of(tree, stmt);
                    let is_from = matches!(tree.stmt(stmt).kind, StmtKind::ImportFrom { .. });
                    (module.is_none(), is_from, module.unwrap_or_default())
                })
                .collect();
            let key = (false, import.name.is_some(), import.module.as_str());
            let mixed = |(is_relative, _, module): Key<'_>| (is_relative, module.to_ascii_lowercase());
            let after = if keys.is_sorted() {
                keys.iter().position(|other| *other > key)
            } else if keys.is_sorted_by_key(|&key| mixed(key)) {
                keys.iter().position(|&other| mixed(other) > mixed(key))
            } else {
                None
            };
            if let Some(&stmt) = after.and_then(|at| group.get(at)) {
                return at(start(line(stmt)), format!("{statement}{end}"));
            }
            let last = group.last().map_or(self.top, |&stmt| line_after(tree, tree.stmt(stmt).span.end));
            return at(last, ended(tree, last, statement, end));
        }
        match (self.groups.first(), self.groups.last()) {
            (Some(first), _) if is_standard => {
                let place = first.first().map_or(self.top, |&stmt| start(line(stmt)));
                at(place, format!("{statement}{end}{end}"))
            }
            (_, Some(last)) => {
                let place = last.last().map_or(self.top, |&stmt| line_after(tree, tree.stmt(stmt).span.end));
                at(place, ended(tree, place, &format!("{end}{statement}"), end))
            }
            _ => {
                let next = tree.text(Span::new(self.top, tree.source().len() as u32)).trim_start();
                let is_definition = ["def ", "class ", "@", "async def "].iter().any(|word| next.starts_with(word));
                at(self.top, format!("{statement}{end}{end}{}", if is_definition { end } else { "" }))
            }
        }
    }
}

/// `text` as a line of its own behind the line that ends at byte `at`, which may be the file's last and not ended.
fn ended(tree: &Module, at: u32, text: &str, end: &str) -> String {
    let before = tree.text(Span::new(0, at));
    if before.is_empty() || before.ends_with(['\n', '\r']) {
        format!("{text}{end}")
    } else {
        format!("{end}{text}{end}")
    }
}

/// The first byte of a statement, its decorators included.
pub(crate) fn start_of(tree: &Module, stmt: StmtId) -> u32 {
    let stmt = tree.stmt(stmt);
    let decorators = match &stmt.kind {
        StmtKind::Function(function) => &function.decorators,
        StmtKind::Class(class) => &class.decorators,
        _ => return stmt.span.start,
    };
    decorators.first().map_or(stmt.span.start, |&first| tree.expr(first).span.start.saturating_sub(1))
}

/// The start of the line after the one of byte `at`, or the text's end.
fn line_after(tree: &Module, at: u32) -> u32 {
    let line = tree.lines().line(at.saturating_sub(1));
    tree.lines().line_span(line, tree.source()).end
}

/// The module that an import statement names first; `None` for relative imports.
fn module_of(tree: &Module, stmt: StmtId) -> Option<&str> {
    match &tree.stmt(stmt).kind {
        StmtKind::Import(names) => names.first().map(|alias| tree.text(alias.name)),
        StmtKind::ImportFrom { module: Some(module), level: 0, .. } => Some(tree.text(*module)),
        _ => None,
    }
}

/// Whether a statement before the imports says something of the file: its text, `__author__ = …`.
fn is_about_file(tree: &Module, stmt: StmtId) -> bool {
    match &tree.stmt(stmt).kind {
        StmtKind::Expr(e) => matches!(tree.expr(*e).kind, ExprKind::Str(_)),
        StmtKind::Assign { targets, value } => {
            let is_plain = matches!(tree.expr(*value).kind, ExprKind::Str(_));
            is_plain && targets.iter().all(|&target| tree.text(tree.expr(target).span).starts_with("__"))
        }
        _ => false,
    }
}

fn root(module: &str) -> &str {
    module.split('.').next().unwrap_or(module)
}

/// Whether a module comes with Python: those that fixes import, and those that stand beside them most.
fn is_standard(module: &str) -> bool {
    const STANDARD: [&str; 72] = [
        "abc",
        "argparse",
        "ast",
        "asyncio",
        "base64",
        "binascii",
        "builtins",
        "collections",
        "configparser",
        "contextlib",
        "copy",
        "csv",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "errno",
        "ftplib",
        "functools",
        "glob",
        "gzip",
        "hashlib",
        "hmac",
        "html",
        "http",
        "importlib",
        "inspect",
        "io",
        "itertools",
        "json",
        "logging",
        "marshal",
        "math",
        "multiprocessing",
        "operator",
        "os",
        "pathlib",
        "pickle",
        "platform",
        "pprint",
        "queue",
        "random",
        "re",
        "secrets",
        "shelve",
        "shlex",
        "shutil",
        "signal",
        "smtplib",
        "socket",
        "sqlite3",
        "ssl",
        "statistics",
        "string",
        "struct",
        "subprocess",
        "sys",
        "tarfile",
        "tempfile",
        "textwrap",
        "threading",
        "time",
        "traceback",
        "types",
        "typing",
        "unittest",
        "urllib",
        "uuid",
        "warnings",
        "weakref",
        "xml",
        "zipfile",
    ];
    STANDARD.binary_search(&root(module)).is_ok()
}

/// The removals of imports that were used and that nothing uses after `edits` (in source order).
pub(crate) fn unused(file: &FileModel, edits: &[Replace]) -> Vec<Replace> {
    let tree = file.module();
    let is_gone = |span: Span| {
        let at = edits.partition_point(|edit| edit.span.end < span.end);
        edits[at..].iter().take_while(|edit| edit.span.start <= span.start).any(|edit| edit.span.contains(span))
    };
    // (uses, uses that go) of each import.
    let mut uses: Vec<(u32, u32)> = vec![(0, 0); file.bindings().len()];
    for (e, expr) in tree.exprs().filter(|(_, expr)| matches!(expr.kind, ExprKind::Name)) {
        let gone = u32::from(is_gone(expr.span));
        for binding in file.reaching(e) {
            if let Some((all, going)) = uses.get_mut(binding.index()) {
                (*all, *going) = (*all + 1, *going + gone);
            }
        }
    }
    let mut going: Vec<(StmtId, usize)> = Vec::new();
    for (binding, (all, gone)) in file.bindings().iter().zip(uses) {
        let BindingKind::Import { stmt, alias } = binding.kind else { continue };
        let word = names::text(file, binding);
        let is_unused = all > 0 && all == gone;
        if is_unused && !edits.iter().any(|edit| has_word(&edit.text, word)) && !strings::names(file, word) {
            going.push((stmt, alias));
        }
    }
    going.sort_unstable();
    let mut removals = Vec::new();
    while let Some(&(stmt, _)) = going.first() {
        let count = going.iter().take_while(|(other, _)| *other == stmt).count();
        let aliases: Vec<usize> = going.drain(..count).map(|(_, alias)| alias).collect();
        let span = tree.stmt(stmt).span;
        if edits.iter().all(|edit| edit.span.end <= span.start || span.end <= edit.span.start) {
            removals.extend(removal(file, stmt, &aliases));
        }
    }
    removals
}

/// Takes names out of an import statement, or all of it.
fn removal(file: &FileModel, stmt: StmtId, going: &[usize]) -> Vec<Replace> {
    let tree = file.module();
    let (StmtKind::Import(names) | StmtKind::ImportFrom { names, .. }) = &tree.stmt(stmt).kind else {
        return Vec::new();
    };
    let cut = |start: u32, end: u32| Replace { span: Span::new(start, end), text: String::new() };
    let ends = |alias: &Alias| alias.asname.map_or(alias.name.end, |name| name.span.end);
    let kept: Vec<usize> = (0..names.len()).filter(|at| !going.contains(at)).collect();
    let Some(&last_kept) = kept.last() else {
        return whole(file, stmt).map(|span| cut(span.start, span.end)).into_iter().collect();
    };
    let mut cuts: Vec<Replace> = going
        .iter()
        .filter(|at| **at < last_kept)
        .filter_map(|&at| Some(cut(names.get(at)?.name.start, names.get(at + 1)?.name.start)))
        .collect();
    if let (Some(last), Some(end)) = (names.get(last_kept), names.last().filter(|_| last_kept + 1 < names.len())) {
        cuts.push(cut(ends(last), ends(end)));
    }
    // A comment between the names would go with them.
    cuts.retain(|cut| !tree.comments().iter().any(|comment| cut.span.contains(comment.span)));
    cuts
}

/// The lines of a statement that may go: it stands on them alone, its block has others, and no comment would be lost.
pub(crate) fn whole(file: &FileModel, stmt: StmtId) -> Option<Span> {
    let tree = file.module();
    if !names::is_unconditional(file, stmt) || file.stmt_parent(stmt).is_some_and(|around| is_alone(tree, around)) {
        return None;
    }
    let span = tree.stmt(stmt).span;
    let source = tree.source();
    let first = tree.lines().line_span(tree.lines().line(span.start), source);
    let last = tree.lines().line_span(tree.lines().line(span.end.saturating_sub(1)), source);
    let before = tree.text(Span::new(first.start, span.start)).trim();
    let after = tree.text(Span::new(span.end, last.end)).trim();
    let is_silencer = |text: &str| {
        ["noqa", "nosec", "type:", "pylint:", "ruff:"]
            .iter()
            .any(|word| text.trim_start_matches(['#', ' ']).starts_with(word))
    };
    if !before.is_empty() || !(after.is_empty() || (after.starts_with('#') && is_silencer(after))) {
        return None;
    }
    // Of blank lines on both sides one side is enough.
    let text = tree.text(Span::new(last.end, source.len() as u32));
    let blank = text.find('\n').filter(|at| text[..*at].trim().is_empty()).map_or(0, |at| at as u32 + 1);
    let above = tree.text(Span::new(0, first.start)).trim_end_matches([' ', '\t']);
    let blank_above = above.is_empty() || above.ends_with("\n\n") || above.ends_with("\n\r\n");
    Some(Span::new(first.start, last.end + if blank_above { blank } else { 0 }))
}

/// Whether a function has one statement only.
fn is_alone(tree: &Module, function: StmtId) -> bool {
    matches!(&tree.stmt(function).kind, StmtKind::Function(function) if function.body.len() < 2)
}

/// Whether `text` has `word` as a whole name.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |letter: Option<char>| letter.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
    // Behind a dot it is an attribute.
    let is_before = |letter: Option<char>| is_part(letter) || letter == Some('.');
    text.match_indices(word)
        .any(|(at, _)| !is_before(text[..at].chars().next_back()) && !is_part(text[at + word.len()..].chars().next()))
}
