//! Hostile input: absurd nesting and length must neither overflow a small stack nor take quadratic time.
#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)] // helpers of tests fail by panicking and tell times

mod dump;

use std::time::Instant;

use syntax::{MAX_EXPR_DEPTH, Module, parse};

/// Parses, checks and drops `text` on a stack smaller than a wasm module's.
fn on_small_stack(name: &str, text: String) -> Module {
    let name = name.to_owned();
    let run = move || {
        let length = text.len();
        let start = Instant::now();
        let module = parse(text);
        println!("{name}: {length} bytes in {} ms", start.elapsed().as_millis());
        dump::check(&module);
        assert!(deepest(&module) <= MAX_EXPR_DEPTH + 1, "{name}: {}", deepest(&module));
        module
    };
    let thread = std::thread::Builder::new().stack_size(512 * 1024).spawn(run);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(module)) => module,
        other => panic!("{:?}", other.map(|_| ())),
    }
}

fn deepest(module: &Module) -> usize {
    let mut heights = vec![0; module.exprs().len()];
    for (id, _) in module.exprs() {
        let mut height = 0;
        module.children(id, &mut |child| height = height.max(heights[child.index()]));
        heights[id.index()] = height + 1;
    }
    heights.into_iter().max().unwrap_or(0)
}

#[test]
fn absurd_expressions() {
    let n = 100_000;
    let repeat = |piece: &str| piece.repeat(n);
    for (name, text) in [
        ("open parentheses", repeat("(")),
        ("closed parentheses", repeat("(") + "x" + &repeat(")")),
        ("open brackets", repeat("[")),
        ("closed brackets", repeat("[") + &repeat("]")),
        ("open braces", repeat("{")),
        ("sum", "a".to_owned() + &repeat("+a")),
        ("power", "a".to_owned() + &repeat("**a")),
        ("and", "a".to_owned() + &repeat(" and a")),
        ("and or", "a".to_owned() + &repeat(" and a or a")),
        ("comparison", "a".to_owned() + &repeat("<a")),
        ("attributes", "x".to_owned() + &repeat(".a")),
        ("calls", "f".to_owned() + &repeat("()")),
        ("calls of attributes", "f".to_owned() + &repeat(".a()")),
        ("subscripts", "f".to_owned() + &repeat("[0]")),
        ("nested calls", repeat("f(") + &repeat(")")),
        ("not", repeat("not ") + "x"),
        ("minus", repeat("-") + "x"),
        ("await", repeat("await ") + "x"),
        ("lambda", repeat("lambda:") + "x"),
        ("conditional", "x".to_owned() + &repeat(" if x else x")),
        ("assignment", repeat("a=") + "a"),
        ("strings", repeat("'a' ")),
        ("tuple", repeat("a,")),
        ("list", "[".to_owned() + &repeat("a,") + "]"),
        ("dict", repeat("{a:")),
        ("generic", "x: ".to_owned() + &repeat("a[") + &repeat("]")),
        ("union", "x: a".to_owned() + &repeat("|a")),
        ("slices", "x: a[a".to_owned() + &repeat(":a") + "]"),
        ("comprehension", "[a ".to_owned() + &repeat("for a in a ") + "]"),
        ("walrus", repeat("(a:=") + "a" + &repeat(")")),
        ("star", repeat("*") + "a"),
        ("mixed bits", "a".to_owned() + &repeat("&a^a")),
        ("backquotes", repeat("`a`;")),
    ] {
        on_small_stack(name, text);
    }
}

#[test]
fn absurd_statements() {
    let n = 100_000;
    let blocks: String =
        (0..600).map(|depth| " ".repeat(depth) + "if x:\n").collect::<String>() + &" ".repeat(600) + "eval(x)\n";
    let defs: String = (0..600).map(|depth| " ".repeat(depth) + "def f(a=g()):\n").collect::<String>()
        + &" ".repeat(600)
        + "eval(x)\n";
    for (name, text) in [
        ("annotations", "x: a[b](c)\n".repeat(n)),
        ("open annotations", "x: a[b](c\n".repeat(n / 10)),
        ("parameters' annotations", "def f(".to_owned() + &"x: a[b](c), ".repeat(n) + "): pass"),
        ("elif", "if a: b\n".to_owned() + &"elif a: b\n".repeat(n)),
        ("blocks", blocks),
        ("definitions", defs),
        (
            "else if",
            (0..600).map(|depth| " ".repeat(depth) + "if x: pass\n" + &" ".repeat(depth) + "else:\n").collect(),
        ),
        ("decorators", "@a\n".repeat(n) + "def f(): pass"),
        ("statements", "a\n".repeat(n)),
        ("semicolons", "a;".repeat(n)),
        ("cases", "match x:\n".to_owned() + &" case 1: pass\n".repeat(n)),
        ("alternatives", "match x:\n case 1".to_owned() + &"|1".repeat(n) + ": pass"),
        ("pattern", "match x:\n case ".to_owned() + &"[".repeat(n) + &"]".repeat(n) + ": pass"),
        ("as", "match x:\n case a".to_owned() + &" as a".repeat(n) + ": pass"),
        ("excepts", "try: a\n".to_owned() + &"except a: b\n".repeat(n)),
        ("imports", "from a import ".to_owned() + &"a, ".repeat(n)),
        ("parameters", "def f(".to_owned() + &"a, ".repeat(n) + "): pass"),
        ("arguments", "f(".to_owned() + &"a, ".repeat(n) + ")"),
        ("comments", "#\n".repeat(n)),
        ("colons", ":".repeat(n)),
        ("unclosed strings", "'a\n".repeat(n)),
        ("unclosed triple string", "'''".to_owned() + &"a\n".repeat(n)),
        ("keywords", "if ".repeat(n)),
        ("defs without bodies", "def f(:\n".repeat(n / 10)),
        ("zero bytes", "\0".repeat(n)),
        ("backslashes", "\\".repeat(n)),
        ("nonsense", "$ ? ! ".repeat(n)),
        ("print", "print ".repeat(n)),
        ("dots", ".".repeat(n)),
    ] {
        on_small_stack(name, text);
    }
}

#[test]
fn absurd_f_strings() {
    let nest = |depth: usize| "f'{".repeat(depth) + "x" + &"}'".repeat(depth);
    let specs = |depth: usize| "f'".to_owned() + &"{x:".repeat(depth) + &"}".repeat(depth) + "'";
    for depth in [2, 10, 200, 5_000] {
        on_small_stack("nested f-strings", nest(depth));
        on_small_stack("nested specifications", specs(depth));
    }
    on_small_stack("interpolations", "f'".to_owned() + &"{x}".repeat(100_000) + "'");
    on_small_stack("open f-strings", "f'{".repeat(20_000));
}
