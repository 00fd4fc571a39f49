//! S313 to S319: XML is read by defusedxml's function of the same name.

use semantic::BindingKind;
use syntax::Span;
use syntax::ast::{Alias, ExprId, ExprKind, StmtId, StmtKind};

use crate::fix::{Fix, Fixer};

pub(crate) struct DefusedXml;

/// Functions that defusedxml has too: the module that has them there, and their names.
const FUNCTIONS: [(&str, &str, &[&str]); 7] = [
    ("xml.etree.ElementTree", "defusedxml.ElementTree", &["parse", "iterparse", "fromstring", "XML"]),
    ("xml.etree.cElementTree", "defusedxml.ElementTree", &["parse", "iterparse", "fromstring", "XML"]),
    ("xml.dom.minidom", "defusedxml.minidom", &["parse", "parseString"]),
    ("xml.dom.pulldom", "defusedxml.pulldom", &["parse", "parseString"]),
    ("xml.dom.expatbuilder", "defusedxml.expatbuilder", &["parse", "parseString"]),
    ("xml.sax", "defusedxml.sax", &["parse", "parseString", "make_parser"]),
    ("xml.sax.expatreader", "defusedxml.expatreader", &["create_parser"]),
];

impl Fixer for DefusedXml {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = making(fix, fix.call()?);
        let (func, args) = fix.parts(call)?;
        let (module, function) = counterpart(fix, func)?;
        // A parser that is passed has settings of its own, which defusedxml does not take.
        if fix.file.call_args(call).keyword("parser").is_some() || (args.len() > 1 && !module.ends_with("sax")) {
            return None;
        }
        if !fix.imports_root("defusedxml") {
            fix.needs_review(
                "`defusedxml` refuses documents with entities and has the same functions; it has to be among the project's \
                 dependencies.",
            );
        }
        match (imported_from(fix, func), fix.kind(func)) {
            (Some((_, names, from)), _) if names.len() == 1 => fix.replace_span(from, module),
            (Some((stmt, names, _)), _) => {
                let at = names.iter().position(|alias| alias_is(fix, alias, func))?;
                let line = format!("from {module} import {}", fix.tree().text(span_of(names.get(at)?)));
                fix.before(stmt, &[line])?;
                take_out(fix, names, at)?;
            }
            // What is called by its module stays so.
            (None, ExprKind::Attribute { .. }) => {
                let called = fix.module(module);
                fix.replace(func, format!("{called}.{function}"));
            }
            (None, _) => {
                let called = fix.name(module, function);
                fix.replace(func, called);
            }
        }
        Some(())
    }
}

/// The call that made the parser whose method is called; otherwise the call itself.
fn making(fix: &Fix<'_>, call: ExprId) -> ExprId {
    let object = fix.parts(call).and_then(|(func, _)| match *fix.kind(func) {
        ExprKind::Attribute { value, .. } => fix.file.display(value),
        _ => None,
    });
    let is_known = |made: &ExprId| fix.parts(*made).is_some_and(|(func, _)| counterpart(fix, func).is_some());
    object.filter(is_known).unwrap_or(call)
}

/// The module and the name of the function that is called in its place.
fn counterpart(fix: &Fix<'_>, func: ExprId) -> Option<(&'static str, &'static str)> {
    fix.file.qualified_names(func).find_map(|name| {
        let (module, function) = name.rsplit_once('.')?;
        let (_, ours, functions) = FUNCTIONS.iter().find(|(theirs, ..)| *theirs == module)?;
        Some((*ours, *functions.iter().find(|known| **known == function)?))
    })
}

/// The statement that imports the function by its name, its names, and the module in it.
fn imported_from<'a>(fix: &Fix<'a>, func: ExprId) -> Option<(StmtId, &'a [Alias], Span)> {
    if !matches!(fix.kind(func), ExprKind::Name) {
        return None;
    }
    let [binding] = fix.file.reaching(func)[..] else { return None };
    let BindingKind::Import { stmt, .. } = fix.file.binding_info(binding).kind else { return None };
    match &fix.tree().stmt(stmt).kind {
        StmtKind::ImportFrom { module: Some(module), level: 0, names } => Some((stmt, names, *module)),
        _ => None,
    }
}

/// Whether an imported name is what the function is called here.
fn alias_is(fix: &Fix<'_>, alias: &Alias, func: ExprId) -> bool {
    fix.tree().text(alias.asname.map_or(alias.name, |own| own.span)) == fix.text(func)
}

fn span_of(alias: &Alias) -> Span {
    Span::new(alias.name.start, alias.asname.map_or(alias.name.end, |own| own.span.end))
}

/// Takes one of several names out of its statement, with its comma.
fn take_out(fix: &mut Fix<'_>, names: &[Alias], at: usize) -> Option<()> {
    let span = match (names.get(at + 1), at.checked_sub(1).and_then(|before| names.get(before))) {
        (Some(next), _) => Span::new(names.get(at)?.name.start, next.name.start),
        (None, Some(before)) => Span::new(span_of(before).end, span_of(names.get(at)?).end),
        (None, None) => return None,
    };
    if fix.has_comment(span) {
        return None;
    }
    fix.replace_span(span, "");
    Some(())
}
