//! Input that attacks: no panic, no escape into the terminal, the same bytes twice, and in bounded time.

use std::fmt::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::support::{Folder, Run, VULNERABLE, run_in};

const CORPUS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/hostile/corpus");

/// Ample for a debug build on a busy machine; a quadratic scan of these inputs takes far longer.
const PATIENCE: Duration = Duration::from_mins(5);

fn holds_the_promise(run: &Run, what: &str) {
    assert!(run.status <= 2, "{what}: {run:?}");
    for text in [&run.stdout, &run.stderr] {
        assert!(!text.contains("panicked"), "{what}: {text}");
        assert!(text.chars().all(|c| !c.is_control() || c == '\n' || c == '\t'), "{what}: {text:?}");
        assert!(!text.contains(['\u{202e}', '\u{2066}', '\u{2069}', '\u{200b}', '\u{2028}']), "{what}: {text:?}");
    }
}

#[test]
fn the_corpus_is_survived() {
    let corpus = Path::new(CORPUS);
    let mut names: Vec<String> =
        std::fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert!(names.len() >= 25, "{names:?}");
    for name in &names {
        for format in ["text", "markdown"] {
            let run = run_in(corpus, &["scan", name, "--format", format], b"");
            holds_the_promise(&run, name);
        }
        let run = run_in(corpus, &["scan", name, "--format", "json"], b"");
        assert!(run.status <= 2 && !run.stderr.contains("panicked"), "{name}: {run:?}");
        assert_eq!(run.json()["schema"], "pyvigil/1", "{name}");
        assert_eq!(run, run_in(corpus, &["scan", name, "--format", "json"], b""), "{name}");
    }
    let all = run_in(corpus, &["scan", "."], b"");
    holds_the_promise(&all, "all of it");
    assert_eq!(all.status, 1);
}

#[test]
fn code_behind_odd_bytes_is_still_found() {
    let corpus = Path::new(CORPUS);
    for (name, rule) in [
        ("bom.py", "S602"),
        ("latin-1.py", "S307"),
        ("utf-16.py", "S301"),
        ("no-newline.py", "S307"),
        ("terminal.py", "S605"),
    ] {
        let run = run_in(corpus, &["scan", name, "--format", "json"], b"");
        let review = run.json();
        let rules: Vec<&str> =
            review["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
        assert!(rules.contains(&rule), "{name}: {rules:?}");
    }
}

#[test]
fn depth_length_and_number_are_bounded() {
    let deep = 20_000;
    let mut many = String::from("import os\n\ndef f(x):\n");
    for n in 0..10_000 {
        let _ = writeln!(many, "    y{n} = x + str({n})");
    }
    many.push_str("    os.system(y9999)\n");
    let mut chain = String::from("def f(x):\n    a0 = x\n");
    for n in 1..3_000 {
        let _ = writeln!(chain, "    a{n} = a{} + a{}", n - 1, n - 1);
    }
    chain.push_str("    eval(a2999)\n");
    let mut indented = String::new();
    for depth in 0..90 {
        let _ = writeln!(indented, "{}if x{depth}:", " ".repeat(depth));
    }
    let _ = writeln!(indented, "{}eval(input())", " ".repeat(90));
    let inputs = [
        ("parentheses", format!("x = {}1{}\n", "(".repeat(deep), ")".repeat(deep))),
        ("open brackets", "[".repeat(deep)),
        ("braces", "{1:".repeat(deep)),
        ("calls", format!("x = {}1{}\n", "eval(".repeat(deep), ")".repeat(deep))),
        ("attributes", format!("x = a{}\n", ".b".repeat(deep))),
        ("chained calls", format!("x = a{}\n", "()".repeat(deep))),
        ("subscripts", format!("x = a{}\n", "[0]".repeat(deep))),
        ("unary", format!("x = {}1\n", "-".repeat(deep))),
        ("not", format!("x = {}1\n", "not ".repeat(deep))),
        ("sum", format!("x = 'a'{}\n", " + 'a'".repeat(deep))),
        ("power", format!("x = 1{}\n", " ** 1".repeat(deep))),
        ("comparison", format!("x = 1{}\n", " < 1".repeat(deep))),
        ("lambdas", format!("x = {}1\n", "lambda: ".repeat(deep))),
        ("conditions", format!("x = {}2\n", "1 if 1 else ".repeat(deep))),
        ("fstrings", format!("x = {}1{}\n", "f'{".repeat(500), "}'".repeat(500))),
        ("decorators", format!("{}def f(): pass\n", "@d\n".repeat(deep))),
        ("elifs", format!("if a: pass\n{}", "elif a: pass\n".repeat(deep))),
        ("indentation", indented),
        ("a long line", format!("x = [{}]\neval(input())\n", "'a', ".repeat(200_000))),
        ("a long string", format!("x = '{}'\neval(input())\n", "a".repeat(2_000_000))),
        ("a long name", format!("{} = eval(input())\n", "a".repeat(1_000_000))),
        ("many lines", many),
        ("doubling", chain),
        ("many findings", "import os\nos.system(input())\n".repeat(2_000)),
        ("many comments", "eval(input())  # nosec\n".repeat(5_000)),
        ("backticks", format!("eval(input())  # {}\n", "`".repeat(100_000))),
    ];
    let folder = Folder::new(&[]);
    for (what, code) in &inputs {
        folder.write("a.py", code.as_bytes());
        let start = Instant::now();
        let run = folder.run(&["scan", "a.py"]);
        let took = start.elapsed();
        println!("{what}: {} bytes, status {}, {took:.2?}", code.len(), run.status);
        holds_the_promise(&run, what);
        assert!(took < PATIENCE, "{what} took {took:?}");
    }
}

#[test]
fn found_under_thousands_of_lines() {
    let mut code = String::from(VULNERABLE);
    for n in 0..10_000 {
        let _ = writeln!(code, "def f{n}(a, b):\n    return a * {n} + b");
    }
    let folder = Folder::new(&[("a.py", &code)]);
    let review = folder.run(&["scan", "a.py", "--format", "json"]).json();
    assert_eq!(review["findings"][0]["line"], 10);
    assert_eq!(review["coverage"]["lines"], 20_010);
}
