//! Text made of known values: formatting, and the methods and functions that are computed.

use super::{Const, MAX_LENGTH};

/// `str(value)`, where it is plain.
pub(super) fn display(value: &Const) -> Option<String> {
    match value {
        Const::Str(text) => Some(text.to_string()),
        Const::Int(value) => Some(value.to_string()),
        Const::Bool(true) => Some("True".into()),
        Const::Bool(false) => Some("False".into()),
        Const::None => Some("None".into()),
        _ => None,
    }
}

/// `format % value` with `%s`, `%d`, `%i`, `%(name)s` and `%%`; others are not computed.
pub(super) fn percent(format: &str, value: &Const) -> Option<Const> {
    let single = std::slice::from_ref(value);
    let mut values = match value {
        Const::Tuple(items) => items.iter(),
        _ => single.iter(),
    };
    let mut text = String::with_capacity(format.len());
    let mut rest = format;
    let mut named = false;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        let next = if let Some(after) = rest.strip_prefix('(') {
            let (name, after) = after.split_once(')')?;
            rest = after;
            named = true;
            super::operators::item(value, &Const::Str(name.into()))
        } else {
            None
        };
        let kind = rest.chars().next()?;
        rest = &rest[kind.len_utf8()..];
        match kind {
            '%' => text.push('%'),
            's' => text.push_str(&display(&next.or_else(|| values.next().cloned())?)?),
            'd' | 'i' => text.push_str(&next.or_else(|| values.next().cloned())?.as_int()?.to_string()),
            _ => return None,
        }
        if text.len() > MAX_LENGTH {
            return None;
        }
    }
    text.push_str(rest);
    let used_up = named || values.next().is_none();
    used_up.then(|| Const::Str(text.into()))
}

/// `format.format(…)` with `{}`, `{0}`, `{name}` and doubled braces; others are not computed.
fn format(format: &str, positional: &[Const], keywords: &[(&str, Const)]) -> Option<Const> {
    let mut text = String::with_capacity(format.len());
    let mut rest = format;
    let mut automatic = 0;
    while let Some(at) = rest.find(['{', '}']) {
        text.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            text.push_str(brace);
            rest = after;
            continue;
        }
        if brace == "}" {
            return None;
        }
        let (field, after) = rest.split_once('}')?;
        rest = after;
        let value = if field.is_empty() {
            automatic += 1;
            positional.get(automatic - 1)?
        } else if let Ok(index) = field.parse::<usize>() {
            positional.get(index)?
        } else {
            keywords.iter().find(|(name, _)| *name == field).map(|(_, value)| value)?
        };
        text.push_str(&display(value)?);
        if text.len() > MAX_LENGTH {
            return None;
        }
    }
    text.push_str(rest);
    Some(Const::Str(text.into()))
}

/// `object.name(…)`
pub(super) fn method(object: &Const, name: &str, positional: &[Const], keywords: &[(&str, Const)]) -> Option<Const> {
    let text = match object {
        Const::Str(text) => text,
        Const::Dict(_) if name == "get" && keywords.is_empty() => {
            let found = super::operators::item(object, positional.first()?);
            return found.or_else(|| Some(positional.get(1).cloned().unwrap_or(Const::None)));
        }
        Const::Bytes(bytes) if name == "decode" => {
            return std::str::from_utf8(bytes).ok().map(|text| Const::Str(text.into()));
        }
        _ => return None,
    };
    if name == "format" {
        return format(text, positional, keywords);
    }
    if let ("format_map", [Const::Dict(entries)]) = (name, positional) {
        let named: Option<Vec<(&str, Const)>> =
            entries.iter().map(|(name, value)| Some((name.as_str()?, value.clone()))).collect();
        return format(text, &[], &named?);
    }
    if !keywords.is_empty() {
        return None;
    }
    let made: String = match (name, positional) {
        ("upper", []) => text.to_uppercase(),
        ("lower" | "casefold", []) => text.to_lowercase(),
        ("strip", []) => text.trim().into(),
        ("lstrip", []) => text.trim_start().into(),
        ("rstrip", []) => text.trim_end().into(),
        ("strip", [Const::Str(set)]) => text.trim_matches(|c| set.contains(c)).into(),
        ("lstrip", [Const::Str(set)]) => text.trim_start_matches(|c| set.contains(c)).into(),
        ("rstrip", [Const::Str(set)]) => text.trim_end_matches(|c| set.contains(c)).into(),
        ("replace", [Const::Str(old), Const::Str(new)]) => {
            let longest = (text.len() + 1).checked_mul(new.len() + 1)?;
            if longest > MAX_LENGTH {
                return None;
            }
            text.replace(&**old, new)
        }
        ("join", [Const::List(items) | Const::Tuple(items)]) => {
            let parts: Option<Vec<&str>> = items.iter().map(Const::as_str).collect();
            let parts = parts?;
            let length = parts.iter().map(|part| part.len() + text.len()).sum::<usize>();
            if length > MAX_LENGTH {
                return None;
            }
            parts.join(text)
        }
        ("removeprefix", [Const::Str(prefix)]) => text.strip_prefix(&**prefix).unwrap_or(text).into(),
        ("removesuffix", [Const::Str(suffix)]) => text.strip_suffix(&**suffix).unwrap_or(text).into(),
        ("startswith", [Const::Str(prefix)]) => return Some(Const::Bool(text.starts_with(&**prefix))),
        ("endswith", [Const::Str(suffix)]) => return Some(Const::Bool(text.ends_with(&**suffix))),
        ("encode", []) => return Some(Const::Bytes(text.as_bytes().into())),
        ("encode", [Const::Str(encoding)]) if ["utf-8", "utf8", "ascii"].contains(&&*encoding.to_lowercase()) => {
            return Some(Const::Bytes(text.as_bytes().into()));
        }
        ("split", [Const::Str(by)]) if !by.is_empty() => {
            return Some(Const::List(text.split(&**by).map(|part| Const::Str(part.into())).collect()));
        }
        ("split", []) => {
            return Some(Const::List(text.split_whitespace().map(|part| Const::Str(part.into())).collect()));
        }
        _ => return None,
    };
    Some(Const::Str(made.into()))
}

/// A call of a function by its qualified name.
pub(super) fn function(name: &str, positional: &[Const], keywords: &[(&str, Const)]) -> Option<Const> {
    if !keywords.is_empty() {
        return None;
    }
    match (name, positional) {
        ("builtins.str" | "builtins.unicode", [value]) => display(value).map(|text| Const::Str(text.into())),
        ("builtins.str" | "builtins.unicode", []) => Some(Const::Str("".into())),
        ("builtins.bool", [value]) => Some(Const::Bool(value.truthy())),
        ("builtins.int", [Const::Str(digits)]) => digits.trim().parse().ok().map(Const::Int),
        ("builtins.int", [value]) => value.as_int().map(Const::Int),
        ("builtins.len", [value]) => {
            let length = match value {
                Const::Str(text) => text.chars().count(),
                Const::Bytes(bytes) => bytes.len(),
                Const::List(items) | Const::Tuple(items) => items.len(),
                _ => return None,
            };
            Some(Const::Int(length as i128))
        }
        ("builtins.tuple", [Const::List(items) | Const::Tuple(items)]) => Some(Const::Tuple(items.clone())),
        ("builtins.list", [Const::List(items) | Const::Tuple(items)]) => Some(Const::List(items.clone())),
        ("builtins.list", []) => Some(Const::List([].into())),
        ("builtins.dict", []) => Some(Const::Dict([].into())),
        ("os.path.join", [Const::Str(first), rest @ ..]) => {
            let mut path = first.to_string();
            for part in rest {
                let part = part.as_str()?;
                if part.starts_with('/') {
                    path.clear();
                } else if !path.is_empty() && !path.ends_with('/') {
                    path.push('/');
                }
                path.push_str(part);
                if path.len() > MAX_LENGTH {
                    return None;
                }
            }
            Some(Const::Str(path.into()))
        }
        _ => None,
    }
}
