//! Python text to a typed, spanned tree; tree-sitter lives only here.
