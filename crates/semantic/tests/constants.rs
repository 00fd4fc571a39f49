//! Values that the file alone decides.

use std::sync::Arc;

use semantic::{Const, FileModel};
use syntax::ast::{Argument, ExprId, ExprKind};

fn model(source: &str) -> FileModel {
    FileModel::new(Arc::new(syntax::parse(source)))
}

/// The first argument of the last call of `sink`.
fn sink(model: &FileModel) -> ExprId {
    let module = model.module();
    let call = model.calls().iter().rev().find_map(|&call| match &module.expr(call).kind {
        ExprKind::Call { func, args } if module.text(module.expr(*func).span) == "sink" => {
            args.first().map(Argument::value)
        }
        _ => None,
    });
    call.unwrap_or_else(|| unreachable!("the source calls sink"))
}

fn value(source: &str) -> Option<Const> {
    let model = model(source);
    model.constant(sink(&model))
}

#[track_caller]
fn text(source: &str, expected: &str) {
    assert_eq!(value(source).as_ref().and_then(Const::as_str), Some(expected), "{source}");
}

#[track_caller]
fn int(source: &str, expected: i128) {
    assert_eq!(value(source), Some(Const::Int(expected)), "{source}");
}

#[track_caller]
fn unknown(source: &str) {
    assert_eq!(value(source), None, "{source}");
}

fn is_constant(source: &str) -> bool {
    let model = model(source);
    model.is_constant(sink(&model))
}

#[track_caller]
fn closed(source: &str) {
    assert!(is_constant(source), "{source}");
}

#[track_caller]
fn open(source: &str) {
    assert!(!is_constant(source), "{source}");
}

#[test]
fn literals_and_operators() {
    text(r#"sink("a" 'b' "\x63")"#, "abc");
    text("sink('a' + 'b' * 3)", "abbb");
    text("sink('%s-%d %%' % ('x', 7))", "x-7 %");
    text("sink('%(a)s' % {'a': 'x'})", "x");
    text("sink('{} {1} {{{n}}}'.format('a', 'b', n=1))", "a b {1}");
    text("x = 'q'\nsink(f'<{x}>{1}')", "<q>1");
    text("sink(', '.join(['a', 'b']).upper())", "A, B");
    text("sink(' a '.strip().replace('a', 'bb'))", "bb");
    text("sink({'a': 'x', 'b': 'y'}['b'])", "y");
    text("sink('abcdef'[1:-2])", "bcd");
    text("sink('a' if 1 < 2 <= 2 else 'b')", "a");
    text("sink('' or None or 'z')", "z");
    int("sink(-7 // 2)", -4);
    int("sink(-7 % 3)", 2);
    int("sink(1 << 10 | 0o17)", 1039);
    int("sink(len('äb'))", 2);
    assert_eq!(value("sink(not [])"), Some(Const::Bool(true)));
    assert_eq!(value("sink('a' in ('a', 'b'))"), Some(Const::Bool(true)));
    assert_eq!(value("sink(b'a' + b'\\x00')"), Some(Const::Bytes([b'a', 0].as_slice().into())));
}

#[test]
fn names() {
    text("x = 'a'\nsink(x)", "a");
    text("x = 'a'\nx += 'b'\nsink(x)", "ab");
    text("if c:\n  x = 'a'\nelse:\n  x = 'a'\nsink(x)", "a");
    unknown("if c:\n  x = 'a'\nelse:\n  x = 'b'\nsink(x)");
    text("a, b = 'x', 'y'\nsink(b)", "y");
    text("X = 'x'\ndef f():\n  sink(X)", "x");
    unknown("X = 'x'\ndef f():\n  global X\n  X = input()\ndef g():\n  sink(X)");
    unknown("def f(x):\n  sink(x)");
    unknown("x = 'a'\nwhile c:\n  x += 'b'\nsink(x)");
    text("class C:\n  T = 'users'\n  def f(self):\n    sink(self.T)", "users");
    unknown("class C:\n  T = 'users'\n  def f(self, t):\n    self.T = t\n  def g(self):\n    sink(self.T)");
    unknown("class C:\n  T = 'users'\n  def g(self):\n    sink(self.T)\nc.T = input()");
}

#[test]
fn containers_that_change_have_no_value() {
    text("x = ['a']\nsink(x[0])", "a");
    unknown("x = ['a']\nx.append(y)\nsink(x[0])");
    unknown("x = ['a']\nx[0] = y\nsink(x[0])");
    unknown("x = ['a']\nz = x\nz[0] = y\nsink(x[0])");
    unknown("x = ['a']\nfill(x)\nsink(x[0])");
    text("x = ['a']\nprint(x)\nsink(x[0])", "a");
}

#[test]
fn sizes_are_limited() {
    unknown("sink('a' * 10**9)");
    unknown("sink(9 ** 9 ** 9)");
    let lines: Vec<String> = (0..60).map(|at| format!("a{} = a{at} + a{at}\n", at + 1)).collect();
    let doubling = lines.concat();
    unknown(&format!("a0 = 'ab'\n{doubling}sink(a60)"));
    let lines: Vec<String> = (0..60).map(|at| format!("a{} = (a{at}, a{at})\n", at + 1)).collect();
    let nesting = lines.concat();
    unknown(&format!("a0 = 'ab'\n{nesting}sink(a60)"));
    closed(&format!("a0 = 'ab'\n{doubling}sink(a60)"));
}

#[test]
fn closed_values() {
    closed("sink(f'{1:>{2}}')");
    closed("for t in ('a', 'b'):\n  sink(f'select {t}')");
    closed("for i, t in enumerate(['a', 'b']):\n  sink(t)");
    closed("sink('x' if user else 'y')");
    closed("T = {'a': 'x'}\nsink(T[user])");
    closed("T = {'a': 'x'}\nsink(T.get(user, 'y'))");
    closed("sink(','.join('?' for _ in ids))");
    closed("sink(','.join(['?'] * len(ids)))");
    closed("q = 'a'\nfor i in ids:\n  q = q + '?'\nsink(q)");
    closed("q = 'a'\nwhile c:\n  q += '?'\nsink(q)");
    closed("parts = []\nif a:\n  parts.append('a = ?')\nsink(' AND '.join(parts))");
    closed("import os\nsink(os.path.join(os.path.dirname(__file__), 'x'))");
    closed("def f():\n  return 'users'\nsink(f())");
    closed("class C:\n  T = 'users'\n  def f(self):\n    sink('from ' + self.T)");
}

#[test]
fn open_values() {
    open("sink(x)");
    open("def f(x):\n  sink(x)");
    open("sink('a' + input())");
    open("sink(f'{user}')");
    open("sink('x' if a else user)");
    open("T = {'a': 'x'}\nsink(T.get(user, user))");
    open("T = {'a': 'x'}\nT[k] = user\nsink(T[a])");
    open("sink(','.join(x for x in ids))");
    open("q = 'a'\nfor i in ids:\n  q = q + i\nsink(q)");
    open("q = 'a'\nfor i in ids:\n  q += i\nsink(q)");
    open("parts = []\nparts.append(user)\nsink(' AND '.join(parts))");
    open("parts = []\nadd = parts.append\nadd(user)\nsink(' AND '.join(parts))");
    open("def f(x):\n  return x\nsink(f(y))");
    open("for t in user:\n  sink(t)");
    open("with open('x') as f:\n  sink(f)");
    open("class C:\n  T = 'users'\n  def f(self, t):\n    self.T = t\n  def g(self):\n    sink(self.T)");
    open("x = 'a'\ndef f():\n  global x\n  x = input()\nsink(x)");
}

#[test]
fn arguments() {
    let model =
        model("run(a, *b, c, shell=True, **{'check': 1})\nopts = {'shell': False}\nrun(a, b, **opts)\nrun(**kw)");
    let [first, second, third] = model.calls() else { panic!("three calls") };
    let text = |e: Option<ExprId>| e.map(|e| model.module().text(model.module().expr(e).span));
    let args = model.call_args(*first);
    assert_eq!(text(args.positional(0)), Some("a"));
    assert_eq!(text(args.positional(1)), None);
    assert_eq!(text(args.keyword("shell")), Some("True"));
    assert_eq!(text(args.keyword("check")), Some("1"));
    assert_eq!(text(args.argument(Some(0), Some("args"))), Some("a"));
    assert!(args.has_star() && !args.has_double_star());
    let args = model.call_args(*second);
    assert_eq!(text(args.positional(1)), Some("b"));
    assert_eq!(text(args.keyword("shell")), Some("False"));
    assert!(model.call_args(*third).has_double_star());
}
