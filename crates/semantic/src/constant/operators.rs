//! Python's operators on known values. Where Python would raise, or the result would be too large, there
//! is none.

use std::cmp::Ordering;
use std::sync::Arc;

use syntax::ast::{BinaryOp, CompareOp};

use super::{Const, MAX_LENGTH, MAX_WEIGHT, text};

pub(super) fn binary(left: &Const, op: BinaryOp, right: &Const) -> Option<Const> {
    match (left, op, right) {
        (Const::Str(a), BinaryOp::Add, Const::Str(b)) => {
            (a.len() + b.len() <= MAX_LENGTH).then(|| Const::Str([&**a, &**b].concat().into()))
        }
        (Const::Bytes(a), BinaryOp::Add, Const::Bytes(b)) => {
            (a.len() + b.len() <= MAX_LENGTH).then(|| Const::Bytes([&**a, &**b].concat().into()))
        }
        (Const::List(a), BinaryOp::Add, Const::List(b)) => concat(a, b).map(Const::List),
        (Const::Tuple(a), BinaryOp::Add, Const::Tuple(b)) => concat(a, b).map(Const::Tuple),
        (Const::Str(format), BinaryOp::Mod, value) => text::percent(format, value),
        (sequence @ (Const::Str(_) | Const::Bytes(_) | Const::List(_) | Const::Tuple(_)), BinaryOp::Mult, count)
        | (count, BinaryOp::Mult, sequence @ (Const::Str(_) | Const::Bytes(_) | Const::List(_) | Const::Tuple(_))) => {
            repeat(sequence, usize::try_from(count.as_int()?.max(0)).ok()?)
        }
        (Const::Float(_), _, _) | (_, _, Const::Float(_)) => {
            let (a, b) = (left.as_float()?, right.as_float()?);
            match op {
                BinaryOp::Add => Some(a + b),
                BinaryOp::Sub => Some(a - b),
                BinaryOp::Mult => Some(a * b),
                BinaryOp::Div if b != 0.0 => Some(a / b),
                _ => None,
            }
            .map(Const::Float)
        }
        _ => integers(left.as_int()?, op, right.as_int()?),
    }
}

fn integers(a: i128, op: BinaryOp, b: i128) -> Option<Const> {
    let value = match op {
        BinaryOp::Add => a.checked_add(b)?,
        BinaryOp::Sub => a.checked_sub(b)?,
        BinaryOp::Mult => a.checked_mul(b)?,
        BinaryOp::Div if b != 0 => return Some(Const::Float(a as f64 / b as f64)),
        // Python rounds down and gives the rest the divisor's sign.
        BinaryOp::FloorDiv => {
            let quotient = a.checked_div(b)?;
            quotient - i128::from(a.checked_rem(b)? != 0 && (a < 0) != (b < 0))
        }
        BinaryOp::Mod => {
            let rest = a.checked_rem(b)?;
            if rest != 0 && (rest < 0) != (b < 0) { rest + b } else { rest }
        }
        BinaryOp::Pow => a.checked_pow(u32::try_from(b).ok()?)?,
        BinaryOp::LShift => a.checked_mul(2_i128.checked_pow(u32::try_from(b).ok()?)?)?,
        BinaryOp::RShift => a >> u32::try_from(b).ok()?.min(127),
        BinaryOp::BitOr => a | b,
        BinaryOp::BitXor => a ^ b,
        BinaryOp::BitAnd => a & b,
        BinaryOp::Div | BinaryOp::MatMult => return None,
    };
    Some(Const::Int(value))
}

fn concat(a: &[Const], b: &[Const]) -> Option<Arc<[Const]>> {
    (a.len() + b.len() <= MAX_WEIGHT).then(|| [a, b].concat().into())
}

fn repeat(sequence: &Const, count: usize) -> Option<Const> {
    let within = |length: usize, limit: usize| length.checked_mul(count).is_some_and(|length| length <= limit);
    match sequence {
        Const::Str(text) => within(text.len(), MAX_LENGTH).then(|| Const::Str(text.repeat(count).into())),
        Const::Bytes(bytes) => within(bytes.len(), MAX_LENGTH).then(|| Const::Bytes(bytes.repeat(count).into())),
        Const::List(items) => within(items.len(), MAX_WEIGHT).then(|| Const::List(repeated(items, count))),
        Const::Tuple(items) => within(items.len(), MAX_WEIGHT).then(|| Const::Tuple(repeated(items, count))),
        _ => None,
    }
}

fn repeated(items: &[Const], count: usize) -> Arc<[Const]> {
    std::iter::repeat_n(items, count).flatten().cloned().collect()
}

pub(super) fn compare(left: &Const, op: CompareOp, right: &Const) -> Option<bool> {
    let order = || match (left, right) {
        (Const::Str(a), Const::Str(b)) => Some(a.cmp(b)),
        (Const::Bytes(a), Const::Bytes(b)) => Some(a.cmp(b)),
        _ => match (left.as_int(), right.as_int()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => left.as_float()?.partial_cmp(&right.as_float()?),
        },
    };
    let equal = || match order() {
        Some(order) => order == Ordering::Equal,
        None => left == right,
    };
    match op {
        CompareOp::Eq => Some(equal()),
        CompareOp::NotEq => Some(!equal()),
        CompareOp::Lt => Some(order()? == Ordering::Less),
        CompareOp::LtE => Some(order()? != Ordering::Greater),
        CompareOp::Gt => Some(order()? == Ordering::Greater),
        CompareOp::GtE => Some(order()? != Ordering::Less),
        CompareOp::Is | CompareOp::IsNot => {
            let single = |value: &Const| matches!(value, Const::None | Const::Bool(_) | Const::Ellipsis);
            // What is not equal is not the same; equal texts may be two objects.
            (single(left) || single(right) || left != right).then(|| (left == right) == (op == CompareOp::Is))
        }
        CompareOp::In => contains(right, left),
        CompareOp::NotIn => contains(right, left).map(|found| !found),
    }
}

fn contains(container: &Const, value: &Const) -> Option<bool> {
    let equal = |other: &Const| compare(other, CompareOp::Eq, value) == Some(true);
    match (container, value) {
        (Const::Str(text), Const::Str(part)) => Some(text.contains(&**part)),
        (Const::Tuple(items) | Const::List(items) | Const::Set(items), _) => Some(items.iter().any(equal)),
        (Const::Dict(entries), _) => Some(entries.iter().any(|(key, _)| equal(key))),
        _ => None,
    }
}

/// `value[index]`
pub(super) fn item(value: &Const, index: &Const) -> Option<Const> {
    match value {
        Const::Dict(entries) => {
            let mut found = entries.iter().rev().filter(|(key, _)| compare(key, CompareOp::Eq, index) == Some(true));
            found.next().map(|(_, value)| value.clone())
        }
        Const::Tuple(items) | Const::List(items) => items.get(place(index.as_int()?, items.len())?).cloned(),
        Const::Str(text) => {
            let at = place(index.as_int()?, text.chars().count())?;
            text.chars().nth(at).map(|c| Const::Str(c.to_string().into()))
        }
        Const::Bytes(bytes) => bytes.get(place(index.as_int()?, bytes.len())?).map(|&byte| Const::Int(byte.into())),
        _ => None,
    }
}

/// `value[lower:upper]`
pub(super) fn slice(value: &Const, lower: Option<i128>, upper: Option<i128>) -> Option<Const> {
    let range = |length: usize| {
        let clamp = |at: i128| {
            let from_start = if at < 0 { at.saturating_add(length as i128) } else { at };
            usize::try_from(from_start.max(0)).unwrap_or(length).min(length)
        };
        let (lower, upper) = (lower.map_or(0, clamp), upper.map_or(length, clamp));
        lower..upper.max(lower)
    };
    match value {
        Const::Str(text) => {
            let range = range(text.chars().count());
            Some(Const::Str(text.chars().skip(range.start).take(range.len()).collect::<String>().into()))
        }
        Const::Bytes(bytes) => Some(Const::Bytes(bytes[range(bytes.len())].into())),
        Const::List(items) => Some(Const::List(items[range(items.len())].into())),
        Const::Tuple(items) => Some(Const::Tuple(items[range(items.len())].into())),
        _ => None,
    }
}

/// A place from 0 for an index that may count from the end.
fn place(index: i128, length: usize) -> Option<usize> {
    let index = if index < 0 { index.checked_add(length as i128)? } else { index };
    usize::try_from(index).ok()
}
