//! A text that is being edited, and its module.

use std::ops::Range;
use std::sync::Arc;

use tree_sitter::{InputEdit, Point, Tree};

use crate::Module;
use crate::parse::{module_of, parse_tree};

/// An open text. An edit re-parses only what it touched; lowering, which is cheap, starts anew.
#[derive(Clone, Debug)]
pub struct Document {
    tree: Option<Tree>,
    module: Arc<Module>,
}

impl Document {
    /// Opens `text`.
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let tree = parse_tree(&text, None);
        let module = Arc::new(module_of(text, tree.as_ref()));
        Self { tree, module }
    }

    /// The module of the text as it stands.
    pub fn module(&self) -> &Arc<Module> {
        &self.module
    }

    /// Replaces the bytes of `range` by `replacement`. A range that does not lie on character borders inside
    /// the text is widened to the nearest borders, so that no edit can fail.
    pub fn edit(&mut self, range: Range<usize>, replacement: &str) {
        let old = self.module.source();
        let start = old.floor_char_boundary(range.start);
        let end = old.ceil_char_boundary(range.end.max(start));
        let (before, after) = (old.get(..start).unwrap_or_default(), old.get(end..).unwrap_or_default());
        let text: Arc<str> = [before, replacement, after].concat().into();
        let new_end = start + replacement.len();
        if let Some(tree) = &mut self.tree {
            tree.edit(&InputEdit {
                start_byte: start,
                old_end_byte: end,
                new_end_byte: new_end,
                start_position: point(old, start),
                old_end_position: point(old, end),
                new_end_position: point(&text, new_end),
            });
        }
        self.tree = parse_tree(&text, self.tree.as_ref());
        self.module = Arc::new(module_of(text, self.tree.as_ref()));
    }
}

/// Row and column in bytes as tree-sitter counts them: only `\n` ends a row.
fn point(text: &str, offset: usize) -> Point {
    let before = text.as_bytes().get(..offset).unwrap_or_default();
    let row = before.split(|&byte| byte == b'\n').count() - 1;
    let column = before.iter().rev().take_while(|&&byte| byte != b'\n').count();
    Point { row, column }
}
