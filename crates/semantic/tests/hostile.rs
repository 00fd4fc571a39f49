//! No text, however strange, stops the analysis or makes it slow.

use std::sync::Arc;

use proptest::prelude::*;
use semantic::FileModel;

const SAMPLE: &str = include_str!("sample.py");

/// Builds the model and asks everything of every expression.
fn exercise(source: &str) {
    let model = FileModel::new(Arc::new(syntax::parse(source)));
    for (id, _) in model.module().exprs() {
        let _ = (model.qualified_names(id).count(), model.constant(id), model.is_constant(id));
        let _ = (model.parent(id), model.enclosing_function(id), model.display(id), model.attribute_bindings(id));
        for binding in model.reaching(id) {
            let scope = model.binding_info(binding).scope;
            assert!(scope.index() < model.scopes().len());
        }
        let args = model.call_args(id);
        let _ = (args.positional(0), args.keyword("shell"), args.has_double_star());
    }
    for &function in model.functions() {
        let _ = (model.is_public_function(function), model.returned_values(function).count());
    }
}

#[test]
fn the_sample_is_understood() {
    exercise(SAMPLE);
    let model = FileModel::new(Arc::new(syntax::parse(SAMPLE)));
    assert!(model.module().errors().is_empty());
    assert!(model.calls().len() > 20);
}

#[test]
fn deep_and_long_files() {
    let line = |text: &str| text.repeat(1_500);
    exercise(&format!("x = {}1", line("lambda: ")));
    exercise(&format!("x = {}y{}", line("["), line("]")));
    exercise(&format!("x = y{}", line(".a")));
    exercise(&format!("x = y{}", line("()")));
    exercise(&line("a, b = b, a\n"));
    exercise(&line("x = x.y()\n"));
    exercise(&line("if a:\n  x = b\n"));
    exercise(&line("for x in x:\n  x = x + x\n"));
    exercise(&line("try:\n  x = a\nexcept E:\n  x = b\n"));
    exercise(&line("def f(): return f()\n"));
    exercise(&line("from m import *\nname\n"));
    exercise(&format!("if a:\n  x = 1\n{}f(x)", line("elif a:\n  x = 2\n")));
    exercise(&format!("class C(C):\n  def f(self):\n{}", line("    self.x = self.x\n")));
    let nested: String = (0..90).fold(String::new(), |text, at| text + &" ".repeat(at) + "while x:\n");
    exercise(&format!("{nested}{}x = x.y", " ".repeat(90)));
    let nested: String = (0..90).fold(String::new(), |text, at| text + &" ".repeat(at) + "def f(x=f):\n");
    exercise(&format!("{nested}{}x = x.y", " ".repeat(90)));
    let nested: String = (0..90).fold(String::new(), |text, at| text + &" ".repeat(at) + "class f(f):\n");
    exercise(&format!("{nested}{}x = x.y", " ".repeat(90)));
    let globals = (0..1_000).fold(String::new(), |text, at| text + &format!("def f{at}():\n  global x\n  x = {at}\n"));
    exercise(&format!("{globals}x"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    #[test]
    fn any_text(source in "\\PC{0,200}") {
        exercise(&source);
    }

    #[test]
    fn python_words(words in proptest::collection::vec(prop::sample::select(vec![
        "def ", "class ", "f", "x", "(", ")", ":", "\n", "\n  ", "\n    ", "=", "+=", ":=", "import ", "from ", "as ", "*", ".",
        ",", "[", "]", "{", "}", "for ", "in ", "while ", "if ", "else", "try", "except ", "with ", "lambda ", "global ",
        "nonlocal ", "del ", "return ", "yield ", "match ", "case ", "'s'", "f'{x}'", "1", "async ", "await ", "raise ", "_",
    ]), 0..80)) {
        exercise(&words.concat());
    }

    #[test]
    fn mutated_python(at in 0..SAMPLE.len(), length in 0..40_usize, with in "[\\[\\](){}:=,.'\" \\n\\ta-f*@]{0,6}") {
        let Some(head) = SAMPLE.get(..at) else { return Ok(()) };
        let Some(tail) = SAMPLE.get((at + length).min(SAMPLE.len())..) else { return Ok(()) };
        exercise(&format!("{head}{with}{tail}"));
    }
}
