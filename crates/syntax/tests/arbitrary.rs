//! Any text at all: nothing panics, the promises of the tree hold, and edits lead where a fresh parse leads.

mod dump;

use proptest::prelude::*;
use syntax::{Document, Module, parse};

/// Pieces that meet often in Python, so that random sequences of them reach deep into the grammar.
const PIECES: &[&str] = &[
    "def ",
    "class ",
    "if ",
    "elif ",
    "else",
    "for ",
    "in ",
    "while ",
    "try",
    "except ",
    "except* ",
    "finally",
    "with ",
    "as ",
    "match ",
    "case ",
    "lambda ",
    "async ",
    "await ",
    "yield ",
    "from ",
    "import ",
    "return ",
    "raise ",
    "del ",
    "global ",
    "print ",
    "exec ",
    "type ",
    "not ",
    "and ",
    "or ",
    "is ",
    "pass",
    "x",
    "y.z",
    "f",
    "_",
    "1",
    "2.5",
    "3j",
    "0777",
    "10L",
    "'s'",
    "b's'",
    "f'{",
    "f'",
    "t'{x}'",
    "}'",
    "{{",
    "'",
    "\"",
    "'''",
    "r'\\'",
    "`",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    ";",
    ".",
    "=",
    ":=",
    "+",
    "-",
    "*",
    "**",
    "/",
    "//",
    "@",
    "&",
    "^",
    "|",
    "~",
    "<",
    ">",
    "<>",
    "==",
    "!=",
    "->",
    "!r",
    "+=",
    "...",
    "\n",
    "\n    ",
    "\n        ",
    "\n\t",
    "\r\n",
    "\\\n",
    " ",
    "#c\n",
    "é",
    "\u{feff}",
    "\0",
    "\u{c}",
    "$",
    "?",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES), 0..60).prop_map(|pieces| pieces.concat())
}

fn valid_module() -> impl Strategy<Value = String> {
    let line = prop::sample::select(
        &[
            "import os\n",
            "def f(a, *b, c=1, **d) -> int:\n    return a + b\n",
            "class A(B, metaclass=M):\n    x: int = 3\n    def g(self): pass\n",
            "if a < b:\n    x = [y for y in z if y]\nelif c:\n    pass\nelse:\n    del x\n",
            "with open(p) as f, g:\n    f.read()\n",
            "try:\n    pass\nexcept (A, B) as e:\n    raise X from e\n",
            "x = f'{a!r:>{w}} {b}'\n",
            "match x:\n    case [1, *r] | {'a': A(x=1)} if y:\n        pass\n",
            "x = '''a\n  b''' + lambda y: y ** 2\n",
            "# a comment\n",
            "async def h():\n    await a ** b\n    async for i in j: print(i)\n",
        ][..],
    );
    prop::collection::vec(line, 0..12).prop_map(|lines| lines.concat())
}

/// What a module holds, without its ids.
fn content(module: &Module) -> (Vec<String>, Vec<syntax::Span>, Vec<syntax::ast::Comment>) {
    (dump::dump(module), module.errors().to_vec(), module.comments().to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(600) })]

    #[test]
    fn any_text_parses(text in any::<String>()) {
        dump::check(&parse(text));
    }

    #[test]
    fn any_python_soup_parses(text in soup()) {
        let module = parse(text);
        dump::check(&module);
        content(&module);
    }

    #[test]
    fn edits_lead_where_a_fresh_parse_leads(
        text in valid_module(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..20, prop_oneof![soup(), valid_module()]), 1..6),
    ) {
        let mut document = Document::new(text);
        for (at, length, replacement) in edits {
            let start = at.index(document.module().source().len() + 1);
            document.edit(start..start + length, &replacement);
            let fresh = parse(document.module().source().clone());
            prop_assert_eq!(content(document.module()), content(&fresh), "{:?}", fresh.source());
        }
    }
}
