//! Promises that hold for any text at all.

use model::{Options, Severity, State};
use proptest::prelude::*;
use review::{Project, SourceFile, review};

/// Pieces that meet in real code; put together at random they make broken and odd programs.
const PIECES: &[&str] = &[
    "import subprocess as sp\n",
    "from flask import request, Flask\n",
    "app = Flask(__name__)\n",
    "@app.route('/x')\n",
    "def f(x, y=1):\n",
    "class A(B):\n",
    "    ",
    "        ",
    "return ",
    "if x not in ALLOWED:\n",
    "for x in y:\n",
    "while True:\n",
    "try:\n",
    "except E as e:\n",
    "finally:\n",
    "with open(x) as f:\n",
    "match x:\n",
    "    case {'a': b}:\n",
    "x = ",
    "x += ",
    "eval(x)",
    "sp.run(x, shell=True)\n",
    "db.execute(f\"SELECT * FROM t WHERE a = {x}\")\n",
    "request.args['a']",
    "os.path.join(a, x)",
    "lambda x: ",
    "[x for x in y if x]",
    "{'a': x, **y}",
    "x[0]",
    ".get('a')",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ":",
    ",",
    "\n",
    "\\\n",
    "'",
    "\"",
    "\"\"\"",
    "f'{x!r:>{w}}'",
    "# nosec\n",
    "# noqa: S608 - why\n",
    "PASSWORD = 'hunter2hunter2'\n",
    "é",
    "\u{0}",
    "\r\n",
    "\t",
    "yield x\n",
    "await x\n",
    "del x\n",
    "global x\n",
    "raise E\n",
    "break\n",
    "continue\n",
    "print x\n",
    "exec x in y\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_pasted(picks in prop::collection::vec(0..PIECES.len(), 0..60)) {
        let text: String = picks.into_iter().map(|at| PIECES[at]).collect();
        let project = Project::single("x.py", text);
        let first = review(&project, &Options::default());
        for (at, finding) in first.findings.iter().enumerate() {
            prop_assert_eq!(&finding.id, &format!("F-{:03}", at + 1));
            prop_assert!(finding.severity != Severity::Critical || finding.attack_path.is_some());
            if let Some(cvss) = &finding.cvss {
                prop_assert_eq!(cvss.severity(), finding.severity);
            }
            prop_assert_eq!(finding.state == State::Open, finding.reason.is_none());
            prop_assert!(finding.line >= 1 && (finding.line, finding.column) <= (finding.end_line, finding.end_column));
        }
        prop_assert_eq!(&review(&project, &Options::default()), &first);
    }

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        review(&Project::single("x.py", text.as_str()), &Options::default());
    }
}

/// Deep and long programs end, and do not take the stack with them.
#[test]
fn deep_and_long_programs() {
    let nested_calls = format!("def f(x):\n    return {}x{}\n", "g(".repeat(3000), ")".repeat(3000));
    let long_sum = format!("def f(x):\n    return eval({}x)\n", "x + ".repeat(5000));
    let lines = |count: usize, line: &dyn Fn(usize) -> String| (0..count).map(line).collect::<Vec<_>>().concat();
    let loops = lines(60, &|depth| format!("{}for a{depth} in x:\n", " ".repeat(depth + 1)));
    let loops = format!("def f(x):\n{loops}{}eval(x)\n", " ".repeat(62));
    let chain = lines(2000, &|at| format!("    x{} = x{at}\n", at + 1));
    let chain = format!("def f(x0):\n{chain}    eval(x2000)\n");
    let elifs = lines(1500, &|at| format!("    elif x == {at}:\n        y{at} = x\n"));
    let elifs = format!("def f(x):\n    if x:\n        pass\n{elifs}    eval(x)\n");
    // Every function asks for a name of the one around it, from deep inside an expression.
    let closures = lines(90, &|at| {
        let indent = " ".repeat(at);
        let deep = "g(".repeat(140);
        let close = ")".repeat(140);
        format!("{indent}def f{at}():\n{indent} x{at} = {deep}x{}{close}\n", at.saturating_sub(1))
    });
    let closures = format!("{closures}{}eval(x89)\n", " ".repeat(90));
    for text in [closures, nested_calls, long_sum, loops, chain, elifs] {
        let review = review(&Project::single("x.py", text), &Options::default());
        assert_eq!(review.coverage.files, 1);
    }
}

/// What an object takes over from another of its class is asked for in its own terms, and ends.
#[test]
fn an_attribute_that_is_taken_over_from_itself() {
    let specs = "\
class Spec:
    def build(self, name):
        self.parts = {}
        if name not in self.parts:
            return name

    def update(self, other: \"Spec\"):
        self.parts = other.parts
";
    let files = [("parts/__init__.py", "from .specs import Spec\n"), ("parts/specs.py", specs)];
    let files = files.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() }).collect();
    assert_eq!(review(&Project { files }, &Options::default()).coverage.files, 2);
}
