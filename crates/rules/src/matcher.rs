//! The declarative matcher: `[[match]]` blocks, found by name through one index.

use std::borrow::Cow;
use std::sync::LazyLock;

use model::Confidence;
use rustc_hash::{FxHashMap, FxHashSet};
use semantic::{Const, FileModel};
use syntax::Span;
use syntax::ast::{ExprId, ExprKind};

use crate::code::inherited;
use crate::{Rule, Settings};

/// One `[[match]]` block of a page.
pub(crate) struct Match {
    pub(crate) on: On,
    /// Qualified names, `*.method`, module names, target names, keywords or texts, as `on` says. `module.*` stands for
    /// everything below a module.
    pub(crate) names: &'static [&'static str],
    /// Top-level modules, one of which the file must import; empty asks for none.
    pub(crate) imports: &'static [&'static str],
    /// All of them must hold.
    pub(crate) conditions: &'static [Condition],
    /// The arguments whose origin triage asks about.
    pub(crate) focus: &'static [Argument],
    /// The argument to point at, instead of the call.
    pub(crate) at: Option<Argument>,
    /// How sure the pattern itself is.
    pub(crate) confidence: Option<Confidence>,
    /// Whether a place that names the function without calling it counts too.
    pub(crate) references: bool,
    /// A CVSS 3.1 vector that fits what the block finds better than the rule's own.
    pub(crate) cvss: Option<&'static str>,
    /// Why what the block finds is harmless.
    pub(crate) dismissed: Option<&'static str>,
    /// Whether Ruff's rule of the same code does not report what the block finds; see [`Candidate`](crate::Candidate).
    pub(crate) beyond: bool,
    /// Whether what the block finds counts only with data that is seen to come from outside, as a rule may say of
    /// all its blocks.
    pub(crate) needs_source: bool,
    /// About the place; `{name}` stands for the matched name as the code writes it.
    pub(crate) message: &'static str,
}

/// What a block looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(dead_code)] // which ones occur is up to the pages
pub(crate) enum On {
    /// A call of one of these functions.
    Call,
    /// An import of one of these modules, or of a name from it.
    Import,
    /// A value given to a name, attribute or key of that name.
    Assign,
    /// A value that a dictionary display gives to a key of that name.
    Key,
    /// A keyword argument of that name in any call.
    Keyword,
    /// A text constant; a name that ends with `*` stands for its prefix.
    Text,
}

/// Which argument of a call; with position and keyword, the keyword is looked at first.
#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Place among the positional arguments, from 0.
    pub position: Option<usize>,
    /// The keyword that passes it.
    pub keyword: Option<&'static str>,
    /// The object whose method is called.
    pub(crate) receiver: bool,
}

impl Argument {
    /// The expression that `call` is given.
    pub fn of(self, file: &FileModel, call: ExprId) -> Option<ExprId> {
        if !self.receiver {
            return file.call_args(call).argument(self.position, self.keyword);
        }
        let ExprKind::Call { func, .. } = file.module().expr(call).kind else { return None };
        match file.module().expr(func).kind {
            ExprKind::Attribute { value, .. } => Some(value),
            _ => None,
        }
    }

    /// The argument's bytes, with its keyword.
    pub(crate) fn span(self, file: &FileModel, call: ExprId) -> Option<Span> {
        let value = self.of(file, call)?;
        let span = file.module().expr(value).span;
        let named = file.call_args(call).all().iter().find_map(|argument| match *argument {
            syntax::ast::Argument::Keyword { name, value: given } if given == value => Some(name.span),
            _ => None,
        });
        Some(named.map_or(span, |name| Span::new(name.start, span.end)))
    }

    /// Whether a `*args` or `**kwargs` whose content is not known may pass it.
    fn may_be_unpacked(self, file: &FileModel, call: ExprId) -> bool {
        let args = file.call_args(call);
        (self.keyword.is_some() && args.has_double_star()) || (self.position.is_some() && args.has_star())
    }
}

/// A condition on an argument of the call, or on the matched value itself.
pub(crate) struct Condition {
    /// `None`: the matched value.
    pub(crate) argument: Option<Argument>,
    pub(crate) test: Test,
    pub(crate) negated: bool,
}

/// What a condition asks. All but [`Missing`](Test::Missing) fail for an argument that is not there.
#[allow(dead_code)] // which ones occur is up to the pages
pub(crate) enum Test {
    Present,
    Missing,
    /// Known, and true as a condition.
    Truthy,
    /// Known, and false as a condition.
    Falsy,
    None,
    /// No data from outside can reach it.
    Constant,
    NotConstant,
    /// A text or bytes whose value is known.
    LiteralText,
    OneOf(&'static [Literal]),
    /// Its qualified name is one of these.
    NameIn(&'static [&'static str]),
    /// It is the result of a call of one of these.
    CallOf(&'static [&'static str]),
    StartsWith(&'static [&'static str]),
    Contains(&'static [&'static str]),
    /// A list, tuple or set with one of these texts in it.
    Has(&'static [&'static str]),
    /// A known number below this one; of `timedelta` and its like, nothing is known.
    Below(i128),
    /// A known number above this one.
    Above(i128),
}

/// A value that a page writes.
#[allow(dead_code)] // which ones occur is up to the pages
pub(crate) enum Literal {
    Text(&'static str),
    Int(i128),
    Bool(bool),
}

impl Literal {
    fn is(&self, value: &Const) -> bool {
        match (self, value) {
            (Self::Text(wanted), Const::Str(text)) => *wanted == &**text,
            (Self::Int(wanted), Const::Int(number)) => wanted == number,
            (Self::Bool(wanted), Const::Bool(truth)) => wanted == truth,
            _ => false,
        }
    }
}

impl Condition {
    /// Whether it holds for `value`, or for the argument of `call` that it names.
    pub(crate) fn holds(&self, file: &FileModel, value: ExprId, call: Option<ExprId>) -> bool {
        let subject = match self.argument {
            Some(argument) => call.and_then(|call| argument.of(file, call)),
            None => Some(value),
        };
        self.test.holds(file, subject) != self.negated
    }

    /// Whether it holds for the value of an argument that is not written where it is passed, but behind a name.
    pub(crate) fn is_inferred(&self, file: &FileModel, call: ExprId) -> bool {
        let by_value = matches!(
            self.test,
            Test::Truthy
                | Test::Falsy
                | Test::None
                | Test::LiteralText
                | Test::OneOf(_)
                | Test::StartsWith(_)
                | Test::Contains(_)
                | Test::Has(_)
                | Test::Below(_)
                | Test::Above(_)
        );
        let subject = self.argument.and_then(|argument| argument.of(file, call));
        by_value
            && !self.negated
            && subject.is_some_and(|e| {
                matches!(
                    file.module().expr(e).kind,
                    ExprKind::Name | ExprKind::Attribute { .. } | ExprKind::Subscript { .. } | ExprKind::Call { .. }
                )
            })
    }

    /// Whether it asks for an argument that is not written and that `call` may still be given.
    pub(crate) fn is_uncertain(&self, file: &FileModel, call: ExprId) -> bool {
        matches!(self.test, Test::Missing) && self.argument.is_some_and(|argument| argument.may_be_unpacked(file, call))
    }
}

impl Test {
    fn holds(&self, file: &FileModel, subject: Option<ExprId>) -> bool {
        let Some(e) = subject else { return matches!(self, Self::Missing) };
        let constant = |test: &dyn Fn(&Const) -> bool| file.constant(e).is_some_and(|value| test(&value));
        match self {
            Self::Present => true,
            Self::Missing => false,
            Self::Truthy => constant(&Const::truthy),
            Self::Falsy => constant(&|value| !value.truthy()),
            Self::None => constant(&|value| *value == Const::None),
            Self::Constant => file.is_constant(e),
            Self::NotConstant => !file.is_constant(e),
            Self::LiteralText => constant(&|value| matches!(value, Const::Str(_) | Const::Bytes(_))),
            Self::OneOf(literals) => constant(&|value| literals.iter().any(|literal| literal.is(value))),
            Self::NameIn(names) => is_named(file, e, names),
            Self::CallOf(names) => called(file, e).is_some_and(|func| is_named(file, func, names)),
            Self::StartsWith(starts) => {
                constant(&|value| value.as_str().is_some_and(|text| starts.iter().any(|start| text.starts_with(start))))
            }
            Self::Contains(parts) => {
                constant(&|value| value.as_str().is_some_and(|text| parts.iter().any(|part| text.contains(part))))
            }
            Self::Has(texts) => has(file, e, texts),
            Self::Below(limit) => constant(&|value| matches!(value, Const::Int(number) if number < limit)),
            Self::Above(limit) => constant(&|value| matches!(value, Const::Int(number) if number > limit)),
        }
    }
}

/// Whether the expression is a list, tuple or set that holds one of `texts`; the other elements need not be known.
fn has(file: &FileModel, e: ExprId, texts: &[&str]) -> bool {
    let is_listed = |value: &Const| value.as_str().is_some_and(|text| texts.contains(&text));
    match &file.module().expr(file.display(e).unwrap_or(e)).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) | ExprKind::Set(items) => {
            items.iter().any(|&item| file.constant(item).is_some_and(|value| is_listed(&value)))
        }
        _ => match file.constant(e) {
            Some(Const::List(items) | Const::Tuple(items) | Const::Set(items)) => items.iter().any(is_listed),
            _ => false,
        },
    }
}

/// Whether one of the expression's qualified names is in `names`.
pub(crate) fn is_named(file: &FileModel, e: ExprId, names: &[&str]) -> bool {
    // No list names what this file or another one of the project defines, as most names do.
    file.qualified_names(e).any(|name| !is_own(name) && names.iter().any(|wanted| is_plainly(name, wanted)))
}

/// Whether a qualified name is one of the project's own.
pub(crate) fn is_own(name: &str) -> bool {
    matches!(name.as_bytes().first(), Some(b'.' | b'/'))
}

/// Whether `wanted` is the name without its marks; see [`plain`]. Most names differ in their length or their first letter.
fn is_plainly(name: &str, wanted: &str) -> bool {
    if name.len() <= wanted.len() || name.as_bytes().first() != wanted.as_bytes().first() {
        return name == wanted;
    }
    let mut rest = wanted;
    let mut goes_on = |part: &str| rest.strip_prefix(part).map(|behind| rest = behind).is_some();
    name.split("()").all(&mut goes_on) && rest.is_empty()
}

/// The function that is called where the expression is the result of a call, directly or through a name.
pub(crate) fn called(file: &FileModel, e: ExprId) -> Option<ExprId> {
    match file.module().expr(file.display(e)?).kind {
        ExprKind::Call { func, .. } => Some(func),
        _ => file.handed_as(e).map(|handed| handed.func),
    }
}

/// A qualified name without the marks of calls, so that `requests.Session().get` and an annotated
/// `session: requests.Session` are found under one name, `requests.Session.get`.
pub(crate) fn plain(name: &str) -> Cow<'_, str> {
    // Most names have no mark; one byte is found sooner than two.
    if name.contains('(') { Cow::Owned(name.replace("()", "")) } else { Cow::Borrowed(name) }
}

/// A block and the rule that it belongs to.
#[derive(Clone, Copy)]
pub(crate) struct Entry {
    pub(crate) rule: &'static Rule,
    pub(crate) block: &'static Match,
}

/// Names of one kind of subject to the blocks that list them.
#[derive(Default)]
struct Names {
    exact: FxHashMap<&'static str, Vec<Entry>>,
    /// By the part before `.*`.
    below: FxHashMap<&'static str, Vec<Entry>>,
}

impl Names {
    fn add(&mut self, name: &'static str, entry: Entry) {
        let (names, key) = match name.strip_suffix(".*") {
            Some(module) => (&mut self.below, module),
            None => (&mut self.exact, name),
        };
        names.entry(key).or_default().push(entry);
    }

    fn of(&self, name: &str) -> &[Entry] {
        self.exact.get(name).map_or(&[], Vec::as_slice)
    }

    /// Entries of the modules that the name lies below.
    fn below<'a>(&'a self, name: &'a str) -> impl Iterator<Item = Entry> + 'a {
        let dots = if self.below.is_empty() { "" } else { name };
        dots.match_indices('.').filter_map(|(dot, _)| self.below.get(&name[..dot])).flatten().copied()
    }
}

/// All blocks of all pages, by name. A look-up costs the same however many rules there are.
#[derive(Default)]
pub(crate) struct Index {
    calls: Names,
    /// Those of `calls` that count without a call too.
    references: Names,
    methods: Names,
    imports: Names,
    targets: Names,
    keys: Names,
    keywords: Names,
    texts: Names,
    /// Length of the longest of `texts`, in bytes: some texts of a program are much longer.
    longest: usize,
    /// Top-level modules of `references`.
    roots: FxHashSet<&'static str>,
    /// Prefixes of texts: few, and looked through in turn.
    prefixes: Vec<(&'static str, Entry)>,
}

/// The index of [`crate::all`].
pub(crate) static INDEX: LazyLock<Index> = LazyLock::new(|| Index::new(crate::all()));

impl Index {
    fn new(rules: &'static [Rule]) -> Self {
        let mut index = Self::default();
        for rule in rules {
            for block in rule.matches {
                for &name in block.names {
                    index.add(name, Entry { rule, block });
                }
            }
        }
        index
    }

    fn add(&mut self, name: &'static str, entry: Entry) {
        if entry.block.references {
            self.references.add(name, entry);
            self.roots.extend(name.split('.').next());
        }
        let (names, key) = match (entry.block.on, name.strip_prefix("*."), name.strip_suffix('*')) {
            (On::Call, Some(method), _) => (&mut self.methods, method),
            (On::Call, None, _) => (&mut self.calls, name),
            (On::Import, ..) => (&mut self.imports, name),
            (On::Assign, ..) => (&mut self.targets, name),
            (On::Key, ..) => (&mut self.keys, name),
            (On::Keyword, ..) => (&mut self.keywords, name),
            (On::Text, _, Some(prefix)) => return self.prefixes.push((prefix, entry)),
            (On::Text, ..) => {
                self.longest = self.longest.max(name.len());
                (&mut self.texts, name)
            }
        };
        names.add(key, entry);
    }

    /// Blocks for a call of `func`.
    ///
    /// With each, whether the name had to be inferred: it is not the one that the imports spell.
    pub(crate) fn call(&self, file: &FileModel, func: ExprId) -> Vec<(Entry, bool)> {
        let mut entries: Vec<(Entry, bool)> = Vec::new();
        let mut looked_up: Vec<Cow<'_, str>> = Vec::new();
        // The written name may be one that no value on any path has: linters tell no paths apart.
        if let Some(name) = file.written_name(func) {
            entries.extend(self.calls.of(&name).iter().map(|&entry| (entry, false)));
            entries.extend(self.calls.below(&name).map(|entry| (entry, false)));
            looked_up.push(name);
        }
        // `dill.loads(data)()` calls what the listed function gave back, not that function.
        // No block lists what this file or another one of the project defines.
        let of_library = |name: &&str| !is_own(name) && !name.ends_with("()");
        // What counts without a call is found where the class names it as its base.
        let inherited = inherited::constructors(file, func).filter(|name| self.reference(name).is_empty());
        let names = file.qualified_names(func).filter(of_library).chain(inherited);
        for name in names.map(plain) {
            if !looked_up.contains(&name) {
                entries.extend(self.calls.of(&name).iter().map(|&entry| (entry, true)));
                looked_up.push(name);
            }
        }
        if let ExprKind::Attribute { attr, .. } = file.module().expr(func).kind {
            entries.extend(self.methods.of(file.module().text(attr.span)).iter().map(|&entry| (entry, false)));
        }
        entries
    }

    /// Blocks for a name that is written and not called.
    pub(crate) fn reference(&self, name: &str) -> Vec<Entry> {
        self.references.of(name).iter().copied().chain(self.references.below(name)).collect()
    }

    /// Whether a block counts names of the top-level module `root` that are not called.
    pub(crate) fn has_references_in(&self, root: &str) -> bool {
        self.roots.contains(root)
    }

    /// The builtins that count without a call.
    pub(crate) fn builtin_references(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.references.exact.keys().filter_map(|name| name.strip_prefix("builtins."))
    }

    /// Blocks for a call of a function that the project's settings set beside one of the standard library.
    pub(crate) fn further(&self, file: &FileModel, func: ExprId, settings: &Settings) -> Vec<Entry> {
        if !settings.has_counterparts() {
            return Vec::new();
        }
        let known = file.qualified_names(func).find_map(|name| settings.counterpart(&plain(name)));
        known.map(|known| self.calls.of(known).to_vec()).unwrap_or_default()
    }

    /// Blocks for an import of `module`.
    pub(crate) fn import(&self, module: &str) -> Vec<Entry> {
        self.imports.of(module).iter().copied().chain(self.imports.below(module)).collect()
    }

    /// Blocks for a value given to `target`, whose last part is `word`. An attribute is also looked up with
    /// the qualified name of its object, `requests.Session.verify`.
    pub(crate) fn assign(&self, file: &FileModel, target: ExprId, word: &str) -> Vec<Entry> {
        let mut entries = self.targets.of(word).to_vec();
        if let ExprKind::Attribute { value, .. } = file.module().expr(target).kind {
            let mut looked_up: Vec<Cow<'_, str>> = Vec::new();
            for object in file.qualified_names(value).map(plain) {
                if !looked_up.contains(&object) {
                    entries.extend_from_slice(self.targets.of(&format!("{object}.{word}")));
                    looked_up.push(object);
                }
            }
        }
        for base in inherited::above_target(file, target) {
            entries.extend_from_slice(self.targets.of(&format!("{base}.{word}")));
        }
        entries
    }

    /// Blocks for a value that a dictionary display gives to `key`.
    pub(crate) fn key(&self, key: &str) -> &[Entry] {
        self.keys.of(key)
    }

    /// Whether any page looks at the keys of dictionaries.
    pub(crate) fn has_keys(&self) -> bool {
        !self.keys.exact.is_empty()
    }

    /// Blocks for a keyword argument.
    pub(crate) fn keyword(&self, keyword: &str) -> &[Entry] {
        self.keywords.of(keyword)
    }

    /// Blocks for a text constant.
    pub(crate) fn text(&self, text: &str) -> Vec<Entry> {
        let by_prefix = self.prefixes.iter().filter(|(prefix, _)| text.starts_with(prefix)).map(|&(_, entry)| entry);
        let exact = if text.len() <= self.longest { self.texts.of(text) } else { &[] };
        exact.iter().copied().chain(by_prefix).collect()
    }

    /// Whether any page looks at text constants.
    pub(crate) fn has_texts(&self) -> bool {
        !self.texts.exact.is_empty() || !self.prefixes.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use syntax::ast::StmtKind;

    use super::*;

    /// Whether `test` holds for the value of the last assignment in `code`.
    fn holds(code: &str, test: &Test) -> bool {
        let file = FileModel::new(Arc::new(syntax::parse(code)));
        let last = file.module().body().last().map(|&stmt| &file.module().stmt(stmt).kind);
        let Some(StmtKind::Assign { value, .. }) = last else { panic!("{code} ends with no assignment") };
        test.holds(&file, Some(*value))
    }

    #[test]
    fn tests_ask_what_they_say() {
        for (code, test) in [
            ("x = y", Test::Present),
            ("x = 1", Test::Truthy),
            ("ON = True\nx = ON", Test::Truthy),
            ("x = ''", Test::Falsy),
            ("x = None", Test::None),
            ("x = 'a' + 'b'", Test::Constant),
            ("x = f()", Test::NotConstant),
            ("x = b'a'", Test::LiteralText),
            ("x = 'md' + '5'", Test::OneOf(&[Literal::Text("sha"), Literal::Text("md5")])),
            ("x = 0", Test::OneOf(&[Literal::Bool(false), Literal::Int(0)])),
            ("from ssl import CERT_NONE as none\nx = none", Test::NameIn(&["ssl.CERT_NONE"])),
            ("import a.b\nx = a.b.make(1)", Test::CallOf(&["a.b.make"])),
            ("x = '/tmp/a'", Test::StartsWith(&["/var", "/tmp/"])),
            ("x = 'mode=rw'", Test::Contains(&["=rw"])),
            ("x = [host(), '*']", Test::Has(&["*"])),
            ("OPEN = ('a', '*')\nx = OPEN", Test::Has(&["*"])),
            ("x = 9", Test::Below(10)),
            ("x = 11", Test::Above(10)),
        ] {
            assert!(holds(code, &test), "{code}");
        }
    }

    #[test]
    fn what_is_not_known_is_neither_true_nor_false() {
        for test in [Test::Truthy, Test::Falsy, Test::None, Test::Constant, Test::Missing] {
            assert!(!holds("x = f()", &test));
        }
        assert!(!holds("x = 1", &Test::OneOf(&[Literal::Bool(true)])), "1 is not written True");
        assert!(!holds("make = other\nx = make()", &Test::CallOf(&["a.b.make"])));
    }

    #[test]
    fn only_missing_holds_for_what_is_not_there() {
        let file = FileModel::new(Arc::new(syntax::parse("")));
        assert!(Test::Missing.holds(&file, None));
        for test in [Test::Present, Test::Falsy, Test::NotConstant, Test::Constant] {
            assert!(!test.holds(&file, None));
        }
    }

    #[test]
    fn names_are_found_by_kind() {
        const fn block(on: On, names: &'static [&'static str]) -> Match {
            let (conditions, focus, confidence, cvss, dismissed) = (&[], &[], None, None, None);
            Match {
                on,
                names,
                imports: &[],
                conditions,
                focus,
                at: None,
                confidence,
                references: false,
                cvss,
                dismissed,
                beyond: false,
                needs_source: false,
                message: "",
            }
        }
        static BLOCKS: &[Match] = &[
            block(On::Import, &["telnetlib"]),
            block(On::Assign, &["DEBUG", "requests.Session.verify"]),
            block(On::Key, &["verify_exp"]),
            block(On::Keyword, &["debug"]),
            block(On::Text, &["0.0.0.0", "ftp://*"]),
            block(On::Call, &["os.system", "*.raw"]),
        ];
        let Some(rule) = crate::all().first() else { return };
        let mut index = Index::default();
        for block in BLOCKS {
            block.names.iter().for_each(|name| index.add(name, Entry { rule, block }));
        }
        assert_eq!((index.import("telnetlib").len(), index.import("DEBUG").len()), (1, 0));
        assert_eq!((index.keyword("debug").len(), index.keyword("telnetlib").len()), (1, 0));
        assert_eq!((index.key("verify_exp").len(), index.key("debug").len()), (1, 0));
        assert_eq!((index.text("0.0.0.0").len(), index.text("0.0.0.0:1").len()), (1, 0));
        assert_eq!((index.text("ftp://host").len(), index.text("sftp://host").len()), (1, 0));

        let code =
            "import os, requests\ns = requests.Session()\ns.verify = 1\nDEBUG = 1\nos.system(a)\nb.raw(c)\nsystem(d)";
        let file = FileModel::new(Arc::new(syntax::parse(code)));
        let calls: Vec<usize> = file
            .calls()
            .iter()
            .filter_map(|&call| match file.module().expr(call).kind {
                ExprKind::Call { func, .. } => Some(index.call(&file, func).len()),
                _ => None,
            })
            .collect();
        assert_eq!(calls, [0, 1, 1, 0]);
        let targets: Vec<usize> = file
            .module()
            .stmts()
            .filter_map(|(_, stmt)| match &stmt.kind {
                StmtKind::Assign { targets, .. } => targets.first().copied(),
                _ => None,
            })
            .map(|target| {
                let text = file.module().text(file.module().expr(target).span);
                index.assign(&file, target, text.rsplit('.').next().unwrap_or_default()).len()
            })
            .collect();
        assert_eq!(targets, [0, 1, 1]);
    }
}
