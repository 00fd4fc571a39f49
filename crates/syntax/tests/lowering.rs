//! Every statement and expression, what is left of Python 2, and broken code.

#![allow(clippy::panic)] // tests fail by panicking

mod shape;

use syntax::ast::{ExprKind, StmtKind};
use syntax::{Module, parse};

fn assert_shapes(cases: &[(&str, &str)]) {
    for (source, expected) in cases {
        let module = parse(*source);
        assert_eq!(shape::shape(&module), *expected, "{source}");
        assert_eq!(module.errors(), [], "{source}");
    }
}

#[test]
fn expressions() {
    assert_shapes(&[
        ("a and b and c or d", "(Or (And a b c) d)"),
        ("(a and b) and c", "(And (And a b) c)"),
        ("(x := 1)", "(:= x 1)"),
        ("a + b * c ** -d", "(Add a (Mult b (Pow c (USub d))))"),
        ("a - b - c", "(Sub (Sub a b) c)"),
        ("a @ b // c % d", "(Mod (FloorDiv (MatMult a b) c) d)"),
        ("a << b >> c", "(RShift (LShift a b) c)"),
        ("a | b ^ c & d", "(BitOr a (BitXor b (BitAnd c d)))"),
        ("a & b ^ c", "(BitXor (BitAnd a b) c)"),
        ("not ~+a", "(Not (Invert (UAdd a)))"),
        ("lambda a, /, *b, c=1, **d: a", "(lambda (PositionalOnly:a VarArgs:b KeywordOnly:c=1 KwArgs:d) a)"),
        ("a if b else c", "(? b a c)"),
        ("{'a': 1, **b}", "{\"a\":1 -:b}"),
        ("{a, *b}", "(set a *b)"),
        ("[a, *b]", "[a *b]"),
        ("a, *b", "(tuple a *b)"),
        ("()", "(tuple )"),
        ("[x async for x in y if z if w for v in u]", "(list x <async-for x y [z w]> <for v u []>)"),
        ("{x for x in y}", "(set x <for x y []>)"),
        ("{x: y for x, y in z}", "(dict x:y <for (tuple x y) z []>)"),
        ("f(x for x in y)", "f((gen x <for x y []>))"),
        ("await a ** b", "(Pow (await a) b)"),
        ("x = yield", "(= [x] (yield -))"),
        ("x = yield a, b", "(= [x] (yield (tuple a b)))"),
        ("x = yield from a", "(= [x] (yield-from a))"),
        ("a < b <= c != d", "(cmp a Lt b LtE c NotEq d)"),
        ("a is not b", "(cmp a IsNot b)"),
        ("a not in b", "(cmp a NotIn b)"),
        ("f(a, *b, c=d, **e)", "f(a *b c=d **e)"),
        ("f()()[0].a", "f()()[0].a"),
        ("x[a:b, ::c]", "x[(tuple (a:b:-) (-:-:c))]"),
        ("x[*a]", "x[(tuple *a)]"),
        ("x = *a.b(), c", "(= [x] (tuple *a.b() c))"),
        ("b'a' b'c'", "b\"ac\""),
        ("'a' f'{b!r:>{c}}' 'd'", "f<\"a\" {b!r:\">\" {c}} \"d\">"),
        ("f'{x=}'", "f<{x=}>"),
        ("f'{x:=^9}'", "f<{x:\"=^9\"}>"),
        ("f\"{f'{x}'}\"", "f<{f<{x}>}>"),
        ("f\"{a[\"b\"]}\"", "f<{a[\"b\"]}>"),
        ("t'a{x!s}'", "t<\"a\" {x!s}>"),
        ("1, 2.5, 3j", "(tuple 1 2.5 3j)"),
        ("True, False, None, ...", "(tuple True False None ...)"),
    ]);
}

#[test]
fn simple_statements() {
    assert_shapes(&[
        ("return", "(return -)"),
        ("return a, b", "(return (tuple a b))"),
        ("del a, b.c", "(del a b.c)"),
        ("del (a, b)", "(del (tuple a b))"),
        ("a = b.c = d", "(= [a b.c] d)"),
        ("(a, [b, *c]) = d", "(= [(tuple a [b *c])] d)"),
        ("a **= b", "(Pow= a b)"),
        ("a: b", "(: a b -)"),
        ("a: b[c] | None = d", "(: a (BitOr b[c] None) d)"),
        ("type X[T: int = str, *Us, **P] = T", "(type X [T:int=str Us P] T)"),
        ("type(x).y = z", "(= [type(x).y] z)"),
        ("raise", "(raise - -)"),
        ("raise a from b", "(raise a b)"),
        ("assert a, b", "(assert a b)"),
        ("import a.b as c, d", "(import a.b:c d)"),
        ("from a import b as c, d", "(from 0 a b:c d)"),
        ("from ... import (a,)", "(from 3 - a)"),
        ("from ..a import *", "(from 2 a *)"),
        ("from __future__ import annotations", "(from 0 __future__ annotations)"),
        ("global a, b", "(global a b)"),
        ("nonlocal a", "(nonlocal a)"),
        ("pass; break; continue", "pass; break; continue"),
        ("print(a)", "print(a)"),
        ("\u{feff}a\r\nb\u{c}\r\nc \\\n + d", "a; b; (Add c d)"),
    ]);
}

#[test]
fn compound_statements() {
    assert_shapes(&[
        ("if a: b\nelif c: d\nelif e: f\nelse: g", "(if a {b} c {d} e {f} {g})"),
        ("if a: b\nelse:\n if c: d", "(if a {b} {(if c {d} {})})"),
        ("for a, b in c: d\nelse: e", "(for (tuple a b) c {d} {e})"),
        ("while a: b\nelse: c", "(while a {b} {c})"),
        (
            "async def f():\n async for a in b: c\n async with d as e: g",
            "(async-def f [] () - @[] {(async-for a b {c} {}); (async-with [d:e] {g})})",
        ),
        ("with a as b, c: d", "(with [a:b c:-] {d})"),
        ("with (a as b, c): d", "(with [a:b c:-] {d})"),
        ("with (a, b): d", "(with [a:- b:-] {d})"),
        ("with (a, b) as c: d", "(with [(tuple a b):c] {d})"),
        (
            "try: a\nexcept b as c: d\nexcept (e, f): g\nexcept: h\nelse: i\nfinally: j",
            "(try {a} <b c {d}> <(tuple e f) - {g}> <- - {h}> {i} {j})",
        ),
        ("try: a\nexcept* b as c: d", "(try* {a} <b c {d}> {} {})"),
        ("try: a\nexcept A, B: d", "(try {a} <(tuple A B) - {d}> {} {})"),
        ("try: a\nexcept A, b: d", "(try {a} <(tuple A b) - {d}> {} {})"),
        ("try: a\nexcept A, b: 0, 00, 0o7", "(try {a} <(tuple A b) - {(tuple 0 00 0o7)}> {} {})"),
        ("try: a\nexcept* A, b: d", "(try* {a} <(tuple A b) - {d}> {} {})"),
        ("try: a\nexcept A, B, C: d", "(try {a} <(tuple A B C) - {d}> {} {})"),
        (
            "@a\n@b(c)\ndef f[T](x: int = 1, *y, z: T, **w) -> d: pass",
            "(def f [T] (Regular:x:int=1 VarArgs:y KeywordOnly:z:T KwArgs:w) d @[a b(c)] {pass})",
        ),
        ("@a\nclass A[T = int](B, *C, m=D): pass", "(class A [T=int] (B *C m=D) @[a] {pass})"),
        (
            "match a, b:\n case [1, *r] | {'k': v, **q}: c\n case A.B(x, y=-1) as z if d: e\n case _: f",
            "(match (tuple a b) <(| [=1 *r] {\"k\":v **q}) if - {c}> <(as A.B(x y==(USub 1)) z) if d {e}> <_ if - {f}>)",
        ),
        ("match = case(match)", "(= [match] case(match))"),
    ]);
}

#[test]
fn python_2() {
    assert_shapes(&[
        ("print 'a', b", "(print - [\"a\" b])"),
        ("print >>f, a", "(print f [a])"),
        ("exec 'a' in b, c", "(exec \"a\" [b c])"),
        ("`a + b`", "(repr (Add a b))"),
        ("a <> b", "(cmp a NotEq b)"),
        ("try: a\nexcept A, e: print b", "(try {a} <A e {(print - [b])}> {} {})"),
        ("print 0\ntry: a\nexcept A, E: b", "(print - [0]); (try {a} <A E {b}> {} {})"),
        ("try: a\nexcept A, e: b\nc <> d", "(try {a} <A e {b}> {} {}); (cmp c NotEq d)"),
        ("try: a\nexcept A, e: raise B, e", "(try {a} <A e {(raise (tuple B e) -)}> {} {})"),
        ("try: a\nexcept A, e: 0777", "(try {a} <A e {0777}> {} {})"),
        ("try: a\nexcept (A, B), e: b", "(try {a} <(tuple A B) e {b}> {} {})"),
        ("raise A, 'b'", "(raise (tuple A \"b\") -)"),
        ("10L + 0777", "(Add 10L 0777)"),
        ("ur'\\d'", "\"\\\\d\""),
        ("def f(a, (b, c)=d): pass", "(def f [] (Regular:a Unpacked:(b, c)=d) - @[] {pass})"),
        ("lambda (a, b): a", "(lambda (Unpacked:(a, b)) a)"),
    ]);
}

/// The callees of all calls, sorted.
fn calls(module: &Module) -> Vec<&str> {
    let mut found: Vec<&str> = module
        .exprs()
        .filter_map(|(_, expr)| match expr.kind {
            ExprKind::Call { func, .. } => Some(module.text(module.expr(func).span)),
            _ => None,
        })
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn calls_in_broken_code_are_found() {
    for (source, expected) in [
        ("def f(:\n    eval(x)\n", &["eval"][..]),
        ("eval(x", &["eval"]),
        ("x = eval(y) + )\nos.system(z)\n", &["eval", "os.system"]),
        ("if eval(x)\n    os.system(y)\n", &["eval", "os.system"]),
        ("if eval(x) y:\n    os.system(z)\n", &["eval", "os.system"]),
        ("if eval(x)\n    exec(y)\n", &["eval", "exec"]),
        ("if eval(x)\n    exec(y)\nelse:\n    eval(z)\n", &["eval", "eval", "exec"]),
        ("while eval(x)\n    exec y\n", &["eval"]),
        ("f(a b, eval(c))", &["eval", "f"]),
        ("class A(:\n  def g(self):\n    eval(1)\n\neval(2)\n", &["eval", "eval"]),
        ("$ eval(x)\n", &["eval"]),
        ("for in y:\n  eval(x)\n", &["eval"]),
        ("x = (1, 2\ny = eval(z)\n", &["eval"]),
    ] {
        let module = parse(source);
        assert!(!module.errors().is_empty(), "{source}");
        assert!(module.lines_lost() > 0, "{source}");
        let found = calls(&module);
        assert_eq!(found, expected, "{source}: {}", shape::shape(&module));
    }
}

#[test]
fn every_expression_of_broken_code_is_reached_from_a_statement() {
    for source in ["f(a b(c), d(e))", "x = [g(1) h(2)]\ny", "if f(x) g(y):\n  h(z)\n"] {
        let module = parse(source);
        let mut reached = 0;
        let mut stmts = module.body().to_vec();
        let mut exprs = Vec::new();
        while let Some(id) = stmts.pop() {
            module.stmt_children(id, &mut |child| stmts.push(child));
            module.stmt_exprs(id, &mut |child| exprs.push(child));
        }
        while let Some(id) = exprs.pop() {
            reached += usize::from(matches!(module.expr(id).kind, ExprKind::Call { .. }));
            module.children(id, &mut |child| exprs.push(child));
        }
        assert_eq!(reached, calls(&module).len(), "{source}: {}", shape::shape(&module));
    }
}

#[test]
fn only_broken_lines_are_lost() {
    let module = parse("a = 1\nb = = 2\nc = 3\n");
    assert_eq!(module.lines_lost(), 1);
    let lost: Vec<u32> = module.errors().iter().map(|region| module.position(region.start).line).collect();
    assert_eq!(lost, [2]);
    assert_eq!(parse("a = 1\n").lines_lost(), 0);
}

#[test]
fn comments_are_collected() {
    let source = "# a\nx = [1, # b\r\n  2]  # c\ndef f():\n    pass  # d\n# e";
    let module = parse(source);
    let texts: Vec<&str> = module.comments().iter().map(|comment| module.text(comment.span)).collect();
    assert_eq!(texts, ["# a", "# b", "# c", "# d", "# e"]);
}

#[test]
fn spans_are_cpython_s() {
    let module = parse("@a\ndef f():\n    (b)\n    # c\n\nx = (1, 2)\n");
    let texts: Vec<&str> = module.body().iter().map(|&id| module.text(module.stmt(id).span)).collect();
    assert_eq!(texts, ["def f():\n    (b)", "x = (1, 2)"]);
    let StmtKind::Assign { value, .. } = module.stmt(module.body()[1]).kind else { panic!("no assignment") };
    assert_eq!(module.text(module.expr(value).span), "(1, 2)");
}
