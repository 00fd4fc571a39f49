//! The door: text in, module out.

use std::cell::RefCell;
use std::sync::Arc;

use tree_sitter::{Language, Parser, Range, Tree};

use crate::ast::Block;
use crate::lower::lower;
use crate::mask::{Masked, mask};
use crate::{LineIndex, Module, Span};

/// How deep expressions (and `match` patterns) nest at most, counted in nodes from a root to a leaf.
///
/// Deeper ones, such as the sum of 100,000 terms, are cut: an empty `Error` stands in the place of the deep
/// end, which itself is kept in an `Error` statement after the statement that held it, and the region is
/// counted in [`Module::errors`]. So code that walks expressions recursively needs this much stack and no more.
pub const MAX_EXPR_DEPTH: usize = 500;

/// How deep blocks nest at most, as in CPython's tokenizer. Statements in deeper blocks are kept, without
/// their nesting, in an `Error` statement, and counted in [`Module::errors`].
pub const MAX_BLOCK_DEPTH: usize = 100;

/// How deep format specifications of f-strings nest inside each other at most; Python allows 2.
pub const MAX_SPEC_DEPTH: usize = 4;

/// Parses any text as Python. Never fails: see [`Module::errors`] for what was not understood.
///
/// Valid Python is read as CPython reads it, but for `print >> file, x`, which is read as Python 2 means it.
/// `except A, b:` is PEP 758's tuple, unless something in the file is Python 2's alone; then it binds `b`.
///
/// What is not valid may be accepted: a line break is white space where the grammar needs no statement's end.
pub fn parse(text: impl Into<Arc<str>>) -> Module {
    let text = text.into();
    let tree = parse_tree(&text, None);
    module_of(text, tree.as_ref())
}

/// The module of `text`, whose concrete tree is `tree`. If that has errors, the copy of the text without
/// what the grammar cannot read gets its chance.
pub(crate) fn module_of(text: Arc<str>, tree: Option<&Tree>) -> Module {
    let Some(tree) = tree else { return not_understood(text) };
    let module = lower(text.clone(), tree, &[]);
    if module.errors().is_empty() {
        return module;
    }
    let masked = mask(&text).and_then(|Masked { copy, holes }| {
        let tree = with_parser(|parser| parser.parse(copy, None))?;
        Some(lower(text, &tree, &holes))
    });
    match masked {
        Some(masked) if masked.lines_lost() < module.lines_lost() => masked,
        _ => module,
    }
}

/// The concrete tree of `text`, reusing what did not change since `old`.
///
/// How broken code is recovered depends on what could be reused, so a reused tree with errors is dropped:
/// a text has one tree, however it came to be.
pub(crate) fn parse_tree(text: &str, old: Option<&Tree>) -> Option<Tree> {
    with_parser(|parser| {
        let tree = parser.parse(text, old)?;
        if old.is_some() && tree.root_node().has_error() { parser.parse(text, None) } else { Some(tree) }
    })
}

/// The concrete tree of `span` alone; its positions are those of the whole text.
pub(crate) fn parse_fragment(text: &str, span: Span) -> Option<Tree> {
    let range = Range {
        start_byte: span.start as usize,
        end_byte: span.end as usize,
        start_point: tree_sitter::Point::default(),
        end_point: tree_sitter::Point::default(),
    };
    with_parser(|parser| {
        parser.set_included_ranges(&[range]).ok()?;
        let tree = parser.parse(text, None);
        parser.set_included_ranges(&[]).ok()?;
        tree
    })
}

/// Runs `parse` with this thread's parser: a new one would have to allocate its pools again for each text.
fn with_parser<T>(parse: impl FnOnce(&mut Parser) -> Option<T>) -> Option<T> {
    thread_local! {
        static PARSER: RefCell<Option<Parser>> = const { RefCell::new(None) };
    }
    PARSER
        .try_with(|slot| {
            let mut slot = slot.try_borrow_mut().ok()?;
            if slot.is_none() {
                let mut parser = Parser::new();
                parser.set_language(&Language::from(tree_sitter_python::LANGUAGE)).ok()?;
                *slot = Some(parser);
            }
            parse(slot.as_mut()?)
        })
        .ok()?
}

/// A module for a text of which nothing is known: what parsing gives where the parser cannot run at all.
fn not_understood(text: Arc<str>) -> Module {
    Module {
        lines: LineIndex::new(&text),
        exprs: Vec::new(),
        stmts: Vec::new(),
        patterns: Vec::new(),
        body: Block::default(),
        comments: Vec::new(),
        errors: vec![Span::new(0, text.len() as u32)],
        text,
    }
}
