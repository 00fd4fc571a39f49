//! Values that are known from the file alone.

mod closed;
mod fold;
mod mutation;
mod operators;
mod text;

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use syntax::ast::{BinaryOp, CompareOp, ExprId};

use crate::FileModel;
pub(crate) use mutation::Mutations;
pub use mutation::only_looks;

/// Longest text that is computed, in bytes: a short program can describe one that fills the memory.
const MAX_LENGTH: usize = 64 * 1024;
/// Most values in a container, nested ones counted.
const MAX_WEIGHT: usize = 4096;

/// What was computed so far.
#[derive(Debug, Default)]
pub(crate) struct Constants {
    values: Mutex<fold::Memo>,
    closed: Mutex<FxHashMap<ExprId, bool>>,
    mutations: OnceLock<Mutations>,
}

impl FileModel {
    /// The expression's value, if the file alone decides it: literals, operators, formatting, containers,
    /// and names whose every reaching binding gives the same value. Computed on demand and kept.
    pub fn constant(&self, e: ExprId) -> Option<Const> {
        let mut memo = self.constants.values.lock().unwrap_or_else(PoisonError::into_inner);
        fold::fold(self, e, &mut memo)
    }

    /// Whether no data from outside can reach the value: every leaf is a literal, even where the value
    /// itself is not computed. A literal that something from outside chooses (`TABLE[key]`,
    /// `"a" if x else "b"`, `"?" * n`) is still one.
    pub fn is_constant(&self, e: ExprId) -> bool {
        let mut known = self.constants.closed.lock().unwrap_or_else(PoisonError::into_inner);
        closed::is_closed(self, e, &mut known)
    }

    pub(crate) fn mutations(&self) -> &Mutations {
        self.constants.mutations.get_or_init(|| Mutations::new(self))
    }
}

/// `left op right` for known values. `None` where Python would raise, or the result would be too large.
pub fn binary(left: &Const, op: BinaryOp, right: &Const) -> Option<Const> {
    operators::binary(left, op, right)
}

/// Whether `left op right` holds for known values. `None` where Python would raise.
pub fn compare(left: &Const, op: CompareOp, right: &Const) -> Option<bool> {
    operators::compare(left, op, right)
}

/// `object.name(…)`, where the object is a text or a mapping and the method gives the same for the same arguments. `None`: another
/// method, or one that raises.
pub fn method(object: &Const, name: &str, arguments: &[Const]) -> Option<Const> {
    text::method(object, name, arguments, &[])
}

/// `value[index]` for known values. `None` where Python would raise.
pub fn item(value: &Const, index: &Const) -> Option<Const> {
    operators::item(value, index)
}

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

    /// The number as a floating point one.
    pub fn as_float(&self) -> Option<f64> {
        match *self {
            Self::Float(value) => Some(value),
            _ => self.as_int().map(|value| value as f64),
        }
    }

    /// Whether it is a container that may change, or a tuple that holds one.
    pub(crate) fn is_mutable(&self) -> bool {
        let is_one = |value: &Self| matches!(value, Self::List(_) | Self::Set(_) | Self::Dict(_));
        match self {
            Self::Tuple(items) => items.iter().any(is_one),
            value => is_one(value),
        }
    }

    /// Bytes and values that it holds; `None` if a container breaks the limit. Containers may hold each other,
    /// so that few lines make many values.
    fn weight(&self) -> Option<usize> {
        let mut left = MAX_WEIGHT;
        let mut bytes = 0;
        let mut stack = vec![self];
        while let Some(value) = stack.pop() {
            left = left.checked_sub(1)?;
            match value {
                Self::Str(text) => bytes += text.len(),
                Self::Bytes(text) => bytes += text.len(),
                Self::Tuple(items) | Self::List(items) | Self::Set(items) if items.len() <= left => {
                    stack.extend(items.iter());
                }
                Self::Dict(entries) if entries.len() <= left => {
                    stack.extend(entries.iter().flat_map(|(key, value)| [key, value]));
                }
                Self::Tuple(_) | Self::List(_) | Self::Set(_) | Self::Dict(_) => return None,
                _ => {}
            }
        }
        Some(bytes + MAX_WEIGHT - left)
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
