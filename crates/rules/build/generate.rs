//! Writes the checked pages as Rust statics.

use std::fmt::Write;
use std::path::Path;

use crate::fix::{Action, Fix};
use crate::matcher::{Argument, Condition, Literal, Match, Test};
use crate::page::{Page, camel};

/// `static RULES: &[Rule]`, sorted by code as the pages are.
pub(crate) fn rules(pages: &[Page]) -> String {
    let mut out = String::from(
        "#[allow(clippy::unreadable_literal)] // numbers as the pages write them\nstatic RULES: &[Rule] = &[\n",
    );
    for page in pages {
        rule(&mut out, page);
    }
    out + "];\n"
}

/// One module for each detector file. A file `sql_expression.rs` holds the unit struct `SqlExpression`.
pub(crate) fn detectors(names: &[String], folder: &Path) -> String {
    let mut out = String::new();
    for name in names {
        let path = folder.join(format!("{name}.rs")).display().to_string();
        // Writing to a string cannot fail.
        let _ = writeln!(out, "#[path = {path:?}]\npub(crate) mod {name};");
    }
    out
}

fn rule(out: &mut String, page: &Page) {
    let Page {
        code,
        name,
        aliases,
        title,
        kind,
        category,
        severity,
        cvss,
        cvss_unconfirmed,
        cwe,
        authority,
        needs_source,
        deployed,
        in_templates,
        ..
    } = page;
    let modes = join(&page.modes, |mode| format!("model::Mode::{mode}"));
    let owasp = join(&page.owasp, |category| format!("model::Owasp::{category:?}"));
    let triage = page
        .sink
        .as_ref()
        .map_or("Triage::Pattern".to_owned(), |sink| format!("Triage::Data(semantic::SinkKind::{sink})"));
    let hint = page
        .hint
        .as_ref()
        .map_or("None".to_owned(), |(text, unless)| format!("Some(Hint {{ text: {text:?}, unless: &{unless:?} }})"));
    let framework = page.framework.as_ref().map_or("None".to_owned(), |name| format!("Some(model::Framework::{name})"));
    let detector = page
        .detector
        .as_ref()
        .map_or("None".to_owned(), |name| format!("Some(&crate::detectors::{name}::{})", camel(name)));
    let matches = join(&page.matches, block);
    let fixes = join(&page.fixes, fix);
    let _ = writeln!(
        out,
        "Rule {{ code: {code:?}, name: {name:?}, aliases: &{aliases:?}, title: {title:?}, \
         kind: model::Kind::{kind}, category: Category::{category}, modes: &[{modes}], \
         severity: model::Severity::{severity}, cvss: {cvss:?}, cvss_unconfirmed: {cvss_unconfirmed:?}, \
         cwe: &{cwe:?}, owasp: &[{owasp}], authority: &{authority:?}, triage: {triage}, \
         needs_source: {needs_source}, deployed: {deployed}, hint: {hint}, framework: {framework}, in_templates: {in_templates}, matches: &[{matches}], detector: {detector}, fixes: &[{fixes}] }},"
    );
}

fn block(block: &Match) -> String {
    let Match { on, names, imports, references, cvss, dismissed, beyond, needs_source, message, .. } = block;
    let conditions = join(&block.conditions, condition);
    let focus = join(&block.focus, argument);
    let at = block.at.as_ref().map_or("None".to_owned(), |found| format!("Some({})", argument(found)));
    let confidence = block.confidence.map_or("None".to_owned(), |word| format!("Some(model::Confidence::{word})"));
    format!(
        "Match {{ on: On::{on}, names: &{names:?}, imports: &{imports:?}, conditions: &[{conditions}], focus: &[{focus}], \
         at: {at}, confidence: {confidence}, references: {references}, cvss: {cvss:?}, dismissed: {dismissed:?}, \
         beyond: {beyond}, needs_source: {needs_source}, message: {message:?} }}"
    )
}

fn fix(fix: &Fix) -> String {
    let Fix { calls, fixer, imports, confidence, applicability, note, comment, .. } = fix;
    let conditions = join(&fix.conditions, condition);
    let actions = join(&fix.actions, |action| match action {
        Action::Set(place, value) => format!("FixAction::Set({}, {value:?})", argument(place)),
        Action::Remove(place) => format!("FixAction::Remove({})", argument(place)),
        Action::ReplaceCall(name) => format!("FixAction::ReplaceCall({name:?})"),
        Action::SetValue(value) => format!("FixAction::SetValue({value:?})"),
        Action::Escape(pattern) => format!("FixAction::Escape({pattern:?})"),
        Action::RemoveStatement => "FixAction::RemoveStatement".to_owned(),
    });
    format!(
        "FixBlock {{ calls: &{calls:?}, conditions: &[{conditions}], actions: &[{actions}], fixer: {fixer:?}, \
         imports: &{imports:?}, confidence: model::Confidence::{confidence}, applicability: model::Applicability::{applicability}, \
         note: {note:?}, comment: {comment:?} }}"
    )
}

fn argument(argument: &Argument) -> String {
    let Argument { position, keyword, receiver } = argument;
    format!("Argument {{ position: {position:?}, keyword: {keyword:?}, receiver: {receiver} }}")
}

fn condition(condition: &Condition) -> String {
    let subject = condition.argument.as_ref().map_or("None".to_owned(), |found| format!("Some({})", argument(found)));
    let test = match &condition.test {
        Test::Plain(variant) => format!("Test::{variant}"),
        Test::Texts(variant, texts) => format!("Test::{variant}(&{texts:?})"),
        Test::Number(variant, number) => format!("Test::{variant}({number})"),
        Test::OneOf(literals) => format!("Test::OneOf(&[{}])", join(literals, literal)),
    };
    format!("Condition {{ argument: {subject}, test: {test}, negated: {} }}", condition.negated)
}

fn literal(literal: &Literal) -> String {
    match literal {
        Literal::Text(text) => format!("Literal::Text({text:?})"),
        Literal::Int(number) => format!("Literal::Int({number})"),
        Literal::Bool(truth) => format!("Literal::Bool({truth})"),
    }
}

fn join<T>(items: &[T], one: impl Fn(&T) -> String) -> String {
    items.iter().map(one).collect::<Vec<_>>().join(", ")
}
