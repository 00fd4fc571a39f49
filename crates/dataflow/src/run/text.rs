//! Texts that are put together: what the text before a value says about it.

use std::sync::Arc;

use semantic::{Const, SinkKind};
use syntax::ast::{BinaryOp, ExprId, ExprKind, FPart};

use crate::SourceKind;
use crate::checks::begins::{FORMULA, OPTION};
use crate::checks::containment::{ADDRESS, fixes_host, is_host_prefix};
use crate::checks::lines::LINES;
use crate::run::engine::Engine;
use crate::run::eval::{MAX_DEPTH, short};
use crate::state::env::Relation;
use crate::state::object::{Kind, Object};
use crate::state::value::{Form, Part, Shape, SinkSet, Value};

/// Contexts in which a text between quotes does no harm if it holds none of them.
const QUOTED: SinkSet = SinkSet::NONE.with(SinkKind::Xpath).with(SinkKind::Sql);
/// Contexts in which a text does no harm that is written as a literal of Python.
const LITERAL: SinkSet = LINES.with(SinkKind::Code);
/// What begins a part of an address that says nothing of where it leads, whatever stands before.
const BEHIND_PATH: [char; 2] = ['?', '#'];
/// Contexts in which such a part does no harm.
const QUERY: SinkSet = SinkSet::NONE.with(SinkKind::Redirect);

impl<'a> Engine<'a> {
    pub(crate) fn eval_parts(&mut self, parts: &'a [FPart]) -> Value {
        let mut all = Value::CONSTANT;
        // What is known of the text's beginning, as long as there was nothing else.
        let mut start = Some(String::new());
        let mut before = "";
        // An address that nobody outside chooses, and then the slash behind it.
        let (mut fixed, mut behind) = (None, false);
        let mut in_query = false;
        for (at, part) in parts.iter().enumerate() {
            // The address stands first, or its host behind the scheme alone, or a folder of this site behind the first slash.
            let is_host = at == 0 || at == 1 && matches!(before, "https://" | "http://" | "/");
            if let FPart::Literal { span, .. } = part {
                before = self.file.module().text(*span);
                behind |= fixed.is_some_and(|(place, _)| place + 1 == at) && ends_host(before);
                in_query |= begins_query(before);
            }
            if let FPart::Literal { span, .. } = part
                && let Some(start) = &mut start
            {
                start.push_str(self.file.module().text(*span));
            }
            if let FPart::Interpolation { value, spec, conversion, .. } = part {
                let held = self.hold(*value);
                let inserted = self.text_of(&held);
                // `{name!r}` writes a line end as two characters, and a text as a literal.
                let inserted = match conversion {
                    Some(b'r' | b'a') => {
                        let by = format!("`!r` behind `{}`", short(self.text(*value)));
                        self.trail.clean(&inserted, LITERAL, by, self.span(*value))
                    }
                    _ => inserted,
                };
                let inserted = match &**spec {
                    [FPart::Literal { span, .. }] if takes_numbers(self.file.module().text(*span)) => {
                        let by = "the format, which takes only numbers".to_owned();
                        self.trail.clean(&inserted, SinkSet::ALL, by, self.span(*value))
                    }
                    _ => inserted,
                };
                let inserted = match &start {
                    Some(start) => self.behind_host(start, inserted, *value),
                    // Something stands before it.
                    None => self.not_first(inserted, OPTION, self.span(*value)),
                };
                behind |= fixed.is_some_and(|(place, host)| place + 1 == at && self.is_path_behind(host, *value));
                let inserted = if behind { self.behind_address(inserted, *value) } else { inserted };
                let inserted = if in_query { self.in_query(inserted, *value) } else { inserted };
                // What nobody at all chooses is no text that this file knows, or it would stand in `start`.
                if is_host && (inserted.is_constant() || self.is_fixed_host(&inserted)) {
                    fixed = Some((at, *value));
                }
                let inserted = self.between_quotes(before, inserted, *value);
                let inserted = if at > 0 { self.behind_folder(inserted, self.span(*value)) } else { inserted };
                before = "";
                match (&mut start, self.file.constant(*value)) {
                    (Some(start), Some(Const::Str(text))) => start.push_str(&text),
                    // What comes behind it comes behind the host as well.
                    (Some(known), _) if !fixes_host(known) => start = None,
                    _ => {}
                }
                all = all.merge(&inserted);
                // A specification nests at most one level in Python; the depth bound covers what does not.
                if self.depth < MAX_DEPTH {
                    self.depth += 1;
                    all = all.merge(&self.eval_parts(spec));
                    self.depth -= 1;
                }
            }
        }
        all
    }

    /// The text of an f-string, as far as it is known: all of it, or what it begins with.
    pub(crate) fn with_beginning(&self, parts: &[FPart], value: Value) -> Value {
        let mut start = String::new();
        for part in parts {
            let known = match part {
                FPart::Literal { span, .. } => Some(self.file.module().text(*span))
                    .filter(|text| !text.contains(['\\', '{', '}']))
                    .map(str::to_owned),
                FPart::Interpolation { value, spec, conversion: None, .. } if spec.is_empty() => {
                    match self.known(*value) {
                        Some(Const::Str(text)) => Some(text.to_string()),
                        Some(Const::Int(number)) => Some(number.to_string()),
                        _ => None,
                    }
                }
                FPart::Interpolation { .. } => None,
            };
            match known {
                Some(text) => start.push_str(&text),
                None if start.is_empty() => return value,
                None => return value.with_form(Form::Beginning(start.into())),
            }
        }
        if value.is_constant() { value.with_form(Form::Const(Const::Str(start.into()))) } else { value }
    }

    /// `"-".join(["report", name])`: what the text begins with.
    pub(crate) fn joined(&self, sign: ExprId, joined: ExprId, receiver: &Value, given: &Value) -> Option<Value> {
        let items = self.exact_items(&self.held(joined))?;
        let (Const::Str(sign), Const::Str(first)) = (self.known(sign)?, items.first()?.constant()?) else {
            return None;
        };
        let start = format!("{first}{sign}");
        let whole = receiver.merge(given);
        (items.len() > 1 && !whole.is_constant()).then(|| whole.with_form(Form::Beginning(start.into())))
    }

    /// `inserted`, which stands in the query of an address: it does not say where that leads.
    pub(crate) fn in_query(&mut self, inserted: Value, at: ExprId) -> Value {
        if inserted.is_constant() {
            return inserted;
        }
        self.trail.clean(&inserted, QUERY, "its place in the query of an address".to_owned(), self.span(at))
    }

    /// Whether a constant begins the query of an address.
    fn holds_query(&self, e: ExprId) -> bool {
        matches!(self.file.constant(e), Some(Const::Str(text)) if begins_query(&text))
    }

    pub(crate) fn eval_binary(&mut self, left: ExprId, op: BinaryOp, right: ExprId) -> Value {
        // A long sum leans to the left: go down its spine in a loop.
        let mut spine = vec![(left, op, right)];
        let mut first = left;
        while let ExprKind::Binary { left, op, right } = self.kind(first) {
            spine.push((*left, *op, *right));
            first = *left;
        }
        let mut value = self.eval(first);
        let mut fixed = self.is_fixed_host(&value);
        let mut behind = false;
        let mut in_query = self.holds_query(first);
        let mut known = self.known(first);
        let mut beginning: Option<Arc<str>> = None;
        let whole = spine.first().copied();
        let short = spine.len() == 1;
        while let Some((left, op, right)) = spine.pop() {
            if left != first {
                self.remember(left, &value);
            }
            let added = self.eval(right);
            let added = match self.file.constant(left) {
                Some(Const::Str(start)) if matches!(op, BinaryOp::Add | BinaryOp::Mod) => {
                    self.behind_host(&start, added, right)
                }
                _ => added,
            };
            let added = match (op, self.text_before(left)) {
                (BinaryOp::Add, Some(before)) => self.between_quotes(&before, added, right),
                (BinaryOp::Mod, Some(format)) => match format.split_once("%s") {
                    Some((before, rest)) if !rest.contains('%') => self.between_quotes(before, added, right),
                    _ => added,
                },
                _ => added,
            };
            // `FOLDER / name`
            let added = if op == BinaryOp::Div && self.begins_inside(left) {
                self.not_first(added, OPTION, self.span(right))
            } else {
                added
            };
            let has_folder = op == BinaryOp::Add && self.file.constant(left) != Some(Const::Str("".into()));
            let added = if has_folder { self.behind_folder(added, self.span(right)) } else { added };
            let added = self.escaped_operand(left, op, added, right);
            behind |= fixed && op == BinaryOp::Add && self.begins_path(right);
            // `BASE_URL + "/" + name`, `PAGE_URL % name`
            let is_behind = behind && op == BinaryOp::Add || fixed && op == BinaryOp::Mod;
            let added = if is_behind { self.behind_address(added, right) } else { added };
            let added = match &beginning {
                Some(start) if op == BinaryOp::Add => self.behind_host(start, added, right),
                _ => added,
            };
            let added = if in_query && op == BinaryOp::Add { self.in_query(added, right) } else { added };
            in_query |= self.holds_query(right);
            fixed &= behind || self.is_fixed_host(&added);
            let added = if op == BinaryOp::Mod && self.formats_numbers_only(left) {
                self.trail.clean(&added, SinkSet::ALL, "the format's numeric fields".to_owned(), self.span(right))
            } else {
                added
            };
            value = value.merge(&added);
            if op == BinaryOp::Mod {
                value = self.remainder(&value, right);
            }
            if op == BinaryOp::BitAnd && (self.is_constant_collection(left) || self.is_constant_collection(right)) {
                let by = "the intersection with constants".to_owned();
                value = self.trail.clean(&value, SinkSet::ALL, by, self.span(right));
            }
            known = match (known, self.known(right)) {
                (Some(left), Some(right)) => semantic::binary(&left, op, &right),
                (Some(Const::Str(start)), None) if op == BinaryOp::Add => {
                    beginning = Some(start);
                    None
                }
                _ => None,
            };
            beginning = beginning.filter(|_| op == BinaryOp::Add);
        }
        if let Some(start) = beginning {
            return value.with_form(Form::Beginning(start));
        }
        if let Some(known) = known.filter(|_| value.is_constant()) {
            return Value::formed(Form::Const(known));
        }
        match whole {
            Some((left, op, right)) if short => {
                let at = right;
                let (left, right) = (self.held(left), self.held(right));
                if let (BinaryOp::Mod, Some(Const::Str(template))) = (op, left.constant().cloned())
                    && let Some(text) = self.percent(at, &template, &right)
                {
                    return text;
                }
                self.combined(&left, op, &right).unwrap_or(value)
            }
            _ => value,
        }
    }

    /// `a + b` for lists, `a | b` for mappings.
    pub(crate) fn combined(&mut self, left: &Value, op: BinaryOp, right: &Value) -> Option<Value> {
        left.object().or_else(|| right.object())?;
        match op {
            BinaryOp::Add => {
                let object = match (self.exact_items(left), self.exact_items(right)) {
                    (Some(left), Some(right)) => Object::sequence([left, right].concat()),
                    _ => Object::sequence_of(self.each_of(left)?.merge(&self.each_of(right)?)),
                };
                Some(self.new_object(object))
            }
            BinaryOp::BitOr => {
                let mut object = Object::new(Kind::Mapping { makes_lists: false });
                self.pour(&mut object, left)?;
                self.pour(&mut object, right)?;
                Some(self.new_object(object))
            }
            _ => None,
        }
    }

    /// The constant text that stands last in `left`, the left side of a `+` or `%`.
    fn text_before(&self, left: ExprId) -> Option<Arc<str>> {
        let last = match self.kind(left) {
            ExprKind::Binary { op: BinaryOp::Add, right, .. } => *right,
            _ => left,
        };
        match self.file.constant(last) {
            Some(Const::Str(text)) => Some(text),
            _ => None,
        }
    }

    /// A value that is put behind `before`. Where that ends with a quote which the value was seen not to hold, it
    /// stays between the quotes of a query.
    pub(crate) fn between_quotes(&mut self, before: &str, value: Value, e: ExprId) -> Value {
        let last = before.chars().next_back();
        let value = match last {
            // Escaped for a text, and put into the value of an attribute.
            Some('\'' | '"' | '=') => value.map(|part| {
                let clean = if part.shape.text_only { part.clean.without(SinkKind::Html) } else { part.clean };
                Part { clean, ..*part }
            }),
            // Behind a folder, nothing begins at the root.
            Some('/') => {
                let by = "the folder that stands before it".to_owned();
                self.reshaped(&value, |shape| Shape { relative: true, ..shape }, by, self.span(e))
            }
            _ => value,
        };
        let quote = match last {
            Some('\'') => "'",
            Some('"') => "\"",
            Some('`') => "`",
            _ => return value,
        };
        if !value.is_constant() && value.parts().iter().all(|part| part.shape.doubled.hold(quote)) {
            let by = "the doubling of quotes, between quotes".to_owned();
            return self.trail.clean(&value, SinkSet::NONE.with(SinkKind::Sql), by, self.span(e));
        }
        if value.is_constant() || !value.parts().iter().all(|part| part.shape.without.hold(quote)) {
            return value;
        }
        let by = "the check that it holds no quote, behind a quote".to_owned();
        self.trail.clean(&value, QUOTED, by, self.span(e))
    }

    /// A value that is added to an address behind its host, as known from the text's beginning `start`.
    pub(crate) fn behind_host(&mut self, start: &str, value: Value, e: ExprId) -> Value {
        if start == "'" && !value.is_constant() {
            let by = "the apostrophe before it".to_owned();
            return self.trail.clean(&value, FORMULA.union(OPTION), by, self.span(e));
        }
        let known = start.split(['%', '{']).next().unwrap_or_default();
        let value = self.behind_start(known, value, self.span(e));
        if value.is_constant() || !fixes_host(known) {
            return value;
        }
        let by =
            if is_host_prefix(known) { "the host that stands before it" } else { "the path that stands before it" };
        self.trail.clean(&value, ADDRESS, by.to_owned(), self.span(e))
    }

    /// `urlsplit(request.args["page"])`: what is found out about the parts is known of what is read from there again.
    pub(crate) fn keep_address(&mut self, call: ExprId) {
        if let Some(Relation::UrlParts(address)) = self.relation_of(call)
            && self.env.value(&address).is_none()
            && let Some(given) = self.file.call_args(call).positional(0).and_then(|given| self.value(given).cloned())
        {
            self.env.renew(address, given);
        }
    }

    /// `parts.geturl()`: the address that the parts were read from, with what was found out about it since.
    pub(crate) fn address_again(&self, parts: ExprId, method: &str) -> Option<Value> {
        match self.relation_of(parts)? {
            Relation::UrlParts(address) if method == "geturl" => self.env.value(&address).cloned(),
            _ => None,
        }
    }

    /// Whether `path` is what stood behind `host` in the address that both were read from: it begins with a slash, or is empty.
    fn is_path_behind(&self, host: ExprId, path: ExprId) -> bool {
        let part = |e: ExprId| match self.kind(e) {
            ExprKind::Attribute { value, attr } => Some((self.text(*value), self.file.module().text(attr.span))),
            _ => None,
        };
        match (part(host), part(path)) {
            (Some((whole, "hostname" | "netloc")), Some((other, "path"))) => whole == other,
            _ => false,
        }
    }

    /// Whether a constant text ends the host before it.
    fn begins_path(&self, e: ExprId) -> bool {
        if let ExprKind::FString(parts) = self.kind(e) {
            return matches!(parts.first(), Some(FPart::Literal { span, .. }) if ends_host(self.file.module().text(*span)));
        }
        matches!(self.file.constant(e), Some(Const::Str(text)) if ends_host(&text))
    }

    /// A value that is added behind the first slash after an address that nobody outside chooses.
    fn behind_address(&mut self, value: Value, e: ExprId) -> Value {
        if value.is_constant() {
            return value;
        }
        self.trail.clean(&value, ADDRESS, "the address that stands before it".to_owned(), self.span(e))
    }

    /// `settings.PAGE_URL.format(name=name)`: what an address that nobody outside chooses is filled with stands inside of it.
    pub(crate) fn filled(&mut self, e: ExprId, template: &Value, values: &[Value]) -> Option<Value> {
        if !self.is_fixed_host(template) {
            return None;
        }
        let mut inserted = Value::CONSTANT;
        for value in values {
            inserted = inserted.merge(&self.text_of(value));
        }
        Some(template.plain().merge(&self.behind_address(inserted, e)))
    }

    /// Whether nobody but who runs the program chooses what an address begins with.
    fn is_fixed_host(&self, value: &Value) -> bool {
        let is_own = |source: u32| {
            self.trail.sources.get(source as usize).is_some_and(|source| match source.kind {
                SourceKind::Environment | SourceKind::CommandLine => true,
                // What a setting's object was made with, in another file.
                SourceKind::Parameter => source.elsewhere.is_some(),
                _ => false,
            })
        };
        !value.is_constant()
            && value.parts().iter().all(|part| part.clean.has(SinkKind::Url) || part.source.is_none_or(is_own))
    }

    /// Whether every `%` field of a constant format takes only numbers.
    fn formats_numbers_only(&self, format: ExprId) -> bool {
        let Some(Const::Str(format)) = self.file.constant(format) else { return false };
        let mut fields = format.replace("%%", "");
        let mut any = false;
        while let Some(at) = fields.find('%') {
            let field = fields[at + 1..].trim_start_matches(|c: char| "#0- +.123456789".contains(c)).to_owned();
            if !field.starts_with(['d', 'i', 'u', 'x', 'X', 'o', 'e', 'f', 'g']) {
                return false;
            }
            any = true;
            fields = field;
        }
        any
    }
}

/// Whether a text begins with what ends the host of an address.
fn ends_host(text: &str) -> bool {
    text.starts_with(['/', '?', '#', '&'])
}

/// Whether a format specification is one of a number: a text raises an error there.
pub(crate) fn takes_numbers(spec: &str) -> bool {
    spec.ends_with(['d', 'f', 'F', 'e', 'E', 'g', 'G', 'x', 'X', 'o', 'b', 'n', '%'])
}
/// Whether a text begins the query or the fragment of an address.
pub(crate) fn begins_query(text: &str) -> bool {
    text.contains(BEHIND_PATH)
}
