//! Values that are known from the file alone.

use std::sync::Arc;

/// A Python value.
#[derive(Clone, Debug, PartialEq)]
pub enum Const {
    /// Text.
    Str(Arc<str>),
    /// Bytes.
    Bytes(Arc<[u8]>),
    /// Integer, as far as it fits 128 bits.
    Int(i128),
    /// Floating point number.
    Float(f64),
    /// `True` or `False`.
    Bool(bool),
    /// `None`
    None,
    /// `...`
    Ellipsis,
    /// Tuple.
    Tuple(Arc<[Const]>),
    /// List.
    List(Arc<[Const]>),
    /// Set, elements in source order, as written.
    Set(Arc<[Const]>),
    /// Dict, entries in source order, as written.
    Dict(Arc<[(Const, Const)]>),
}

impl Const {
    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is an integer (`True` is 1 and `False` is 0, as in Python).
    pub fn as_int(&self) -> Option<i128> {
        match *self {
            Self::Int(value) => Some(value),
            Self::Bool(value) => Some(i128::from(value)),
            _ => None,
        }
    }

    /// `bool(value)`
    pub fn truthy(&self) -> bool {
        match self {
            Self::Str(text) => !text.is_empty(),
            Self::Bytes(bytes) => !bytes.is_empty(),
            Self::Int(value) => *value != 0,
            Self::Float(value) => *value != 0.0,
            Self::Bool(value) => *value,
            Self::None => false,
            Self::Ellipsis => true,
            Self::Tuple(items) | Self::List(items) | Self::Set(items) => !items.is_empty(),
            Self::Dict(entries) => !entries.is_empty(),
        }
    }
}
