//! Services that the compiler of protocol buffers wrote into a module: `AddSerializedFile(b"…")` holds a file's description, in which the
//! options of a method may say under which path and verb it is served.

use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind};

use super::FileSite;
use super::view::{last_part, last_word};

/// How deep messages are looked into.
const MAX_DEPTH: usize = 4;
/// Verbs of HTTP.
const VERBS: [&str; 6] = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];
/// The number of `google.api.http` among the options of a method, and the verbs by the numbers of its fields.
const HTTP: u64 = 72_295_728;
const HTTP_VERBS: [(u64, &str); 5] = [(2, "GET"), (3, "PUT"), (4, "POST"), (5, "DELETE"), (6, "PATCH")];
/// Types of fields that have a length.
const TEXT: u64 = 9;
const MESSAGE: u64 = 11;
const BYTES: u64 = 12;
/// What an option of methods extends.
const METHOD_OPTIONS: &[u8] = b".google.protobuf.MethodOptions";

/// A service, and its methods.
#[derive(Clone, Debug, Default)]
pub(super) struct Service {
    pub(super) name: String,
    pub(super) methods: Vec<Method>,
}

/// A method of a service.
#[derive(Clone, Debug, Default)]
pub(super) struct Method {
    pub(super) name: String,
    /// The message that it is asked with.
    pub(super) input: String,
    /// What is said of it, as it was written.
    options: Box<[u8]>,
}

/// What the fields of a message are called, in a file that says what may be said of methods.
#[derive(Clone, Debug, Default)]
pub(super) struct Message {
    name: String,
    fields: Vec<Field>,
}

#[derive(Clone, Debug, Default)]
struct Field {
    name: String,
    number: u64,
    /// What it holds: `FieldDescriptorProto.Type`.
    kind: u64,
    /// The message that it holds, if it does.
    of: String,
}

/// How a method is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Served {
    pub(super) path: String,
    pub(super) verb: String,
    /// All that is said beside it, by names: `since.major`.
    pub(super) said: Vec<(String, String)>,
}

/// Notes the services of a generated module.
pub(super) fn find(file: &FileModel, site: &mut FileSite) {
    for &call in file.calls() {
        let ExprKind::Call { func, .. } = file.module().expr(call).kind else { continue };
        let args = file.call_args(call);
        let held = match last_word(file, func) {
            Some("AddSerializedFile") => args.positional(0),
            Some("FileDescriptor") => args.keyword("serialized_pb"),
            _ => continue,
        };
        // The same is written once for each generation of the library.
        if let Some(bytes) = held.and_then(|held| literal(file, held))
            && site.services.is_empty()
            && site.messages.is_empty()
        {
            described(&bytes, site);
        }
    }
}

fn literal(file: &FileModel, e: ExprId) -> Option<Vec<u8>> {
    match &file.module().expr(e).kind {
        ExprKind::Bytes(tokens) => Some(file.module().bytes_value(tokens).into_owned()),
        _ => None,
    }
}

/// A `FileDescriptorProto`.
fn described(bytes: &[u8], site: &mut FileSite) {
    let of_methods = |(number, value): (u64, Value<'_>)| number == 7 && texts(value.bytes(), 2).eq([METHOD_OPTIONS]);
    let explains = Fields(bytes).any(of_methods);
    for (number, value) in Fields(bytes) {
        match number {
            4 if explains => message(value.bytes(), 0, &mut site.messages),
            6 => {
                let methods = texts(value.bytes(), 2).map(|method| Method {
                    name: text(method, 1),
                    input: text(method, 2),
                    options: texts(method, 4).next().unwrap_or_default().into(),
                });
                site.services.push(Service { name: text(value.bytes(), 1), methods: methods.collect() });
            }
            _ => {}
        }
    }
}

/// A `DescriptorProto`, and those inside of it.
fn message(bytes: &[u8], depth: usize, found: &mut Vec<Message>) {
    let field =
        |field| Field { name: text(field, 1), number: number(field, 3), kind: number(field, 5), of: text(field, 6) };
    found.push(Message { name: text(bytes, 1), fields: texts(bytes, 2).map(field).collect() });
    if depth < MAX_DEPTH {
        texts(bytes, 3).for_each(|inner| message(inner, depth + 1, found));
    }
}

impl Method {
    /// How it is served, by its options; `known` says what the fields of messages are called.
    pub(super) fn served(&self, known: &[&Message]) -> Vec<Served> {
        let mut found = Vec::new();
        let mut open: Vec<(&[u8], usize)> = vec![(&*self.options, 0)];
        while let Some((bytes, depth)) = open.pop() {
            if !is_message(bytes) {
                continue;
            }
            found.extend(own(bytes, known).filter(|_| depth > 0));
            for (number, value) in Fields(bytes) {
                if depth == 0 && number == HTTP {
                    mapped(value.bytes(), 0, &mut found);
                } else if depth < MAX_DEPTH {
                    open.push((value.bytes(), depth + 1));
                }
            }
        }
        found
    }
}

/// A `google.api.HttpRule`, and its additional bindings.
fn mapped(rule: &[u8], depth: usize, found: &mut Vec<Served>) {
    for (number, value) in Fields(rule) {
        let verb = HTTP_VERBS.iter().find(|(known, _)| *known == number);
        let served = match (verb, number) {
            (Some((_, verb)), _) => (path(value.bytes()), (*verb).to_owned()),
            // `custom { kind: "HEAD" path: "/v1/orders" }`
            (None, 8) => (texts(value.bytes(), 2).find_map(path), text(value.bytes(), 1)),
            (None, 11) if depth < MAX_DEPTH => {
                mapped(value.bytes(), depth + 1, found);
                continue;
            }
            _ => continue,
        };
        if let (Some(path), verb) = served {
            found.push(Served { path, verb, said: Vec::new() });
        }
    }
}

/// A message that holds a path and a verb itself, whatever its fields are called.
fn own(bytes: &[u8], known: &[&Message]) -> Option<Served> {
    let verb = |bytes| VERBS.iter().find(|verb| verb.as_bytes() == bytes);
    let verb = (*Fields(bytes).find_map(|(_, value)| verb(value.bytes()))?).to_owned();
    let first =
        |is: fn(&[u8]) -> Option<String>| Fields(bytes).find_map(|(number, value)| Some((number, is(value.bytes())?)));
    let (number, path) = first(path).or_else(|| first(unrooted))?;
    let fits = |message: &&&Message| {
        let field = |number| message.fields.iter().find(|field| field.number == number);
        let holds = |value, field: &Field| match value {
            Value::Number(_) => !matches!(field.kind, TEXT | MESSAGE | BYTES),
            Value::Bytes(_) => matches!(field.kind, TEXT | MESSAGE | BYTES),
        };
        Fields(bytes).all(|(number, value)| field(number).is_some_and(|field| holds(value, field)))
            && field(number).is_some_and(|field| field.kind == TEXT)
    };
    let mut said = Vec::new();
    if let Some(message) = known.iter().find(fits) {
        tell(bytes, message, known, "", &mut said, 0);
    }
    Some(Served { path, verb, said })
}

/// What a message says, by the names of its fields.
fn tell(
    bytes: &[u8],
    message: &Message,
    known: &[&Message],
    above: &str,
    said: &mut Vec<(String, String)>,
    depth: usize,
) {
    for (number, value) in Fields(bytes) {
        let Some(field) = message.fields.iter().find(|field| field.number == number) else { continue };
        let name = format!("{above}{}", field.name);
        match value {
            Value::Number(number) => said.push((name, number.to_string())),
            Value::Bytes(bytes) if field.kind != MESSAGE => {
                said.push((name, String::from_utf8_lossy(bytes).into_owned()));
            }
            Value::Bytes(bytes) if depth < MAX_DEPTH => {
                if let Some(inner) = known.iter().find(|message| message.name == last_part(&field.of)) {
                    tell(bytes, inner, known, &format!("{name}."), said, depth + 1);
                }
            }
            Value::Bytes(_) => {}
        }
    }
}

/// A path of a route, if that is what the bytes are.
fn path(bytes: &[u8]) -> Option<String> {
    let is_of_path = |byte: &u8| byte.is_ascii_graphic();
    (bytes.starts_with(b"/") && bytes.iter().all(is_of_path)).then(|| String::from_utf8_lossy(bytes).into_owned())
}

/// One that is written without its slash, and served so: `v1orders/list`.
fn unrooted(bytes: &[u8]) -> Option<String> {
    let is_of_path = |&byte: &u8| byte.is_ascii_alphanumeric() || b"/-_.{}".contains(&byte);
    (bytes.contains(&b'/') && bytes.iter().all(is_of_path)).then(|| String::from_utf8_lossy(bytes).into_owned())
}

/// A field's value: what it holds, or a number.
#[derive(Clone, Copy)]
enum Value<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

impl<'b> Value<'b> {
    fn bytes(self) -> &'b [u8] {
        match self {
            Self::Bytes(bytes) => bytes,
            Self::Number(_) => &[],
        }
    }
}

/// The fields of a message, by their numbers, up to what is none.
#[derive(Clone)]
struct Fields<'b>(&'b [u8]);

impl<'b> Fields<'b> {
    fn varint(&mut self) -> Option<u64> {
        let mut value = 0;
        for at in 0..10 {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            value |= u64::from(byte & 0x7f).checked_shl(7 * at).unwrap_or(0);
            if byte & 0x80 == 0 {
                return Some(value);
            }
        }
        None
    }

    fn take(&mut self, count: u64) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(usize::try_from(count).ok()?)?;
        self.0 = rest;
        Some(taken)
    }
}

impl<'b> Iterator for Fields<'b> {
    type Item = (u64, Value<'b>);

    fn next(&mut self) -> Option<Self::Item> {
        let before = self.0;
        let mut field = || {
            let key = self.varint()?;
            let value = match key & 7 {
                0 => Value::Number(self.varint()?),
                1 => self.take(8).map(|_| Value::Number(0))?,
                2 => {
                    let count = self.varint()?;
                    Value::Bytes(self.take(count)?)
                }
                5 => self.take(4).map(|_| Value::Number(0))?,
                _ => return None,
            };
            (key >> 3 > 0).then_some((key >> 3, value))
        };
        let found = field();
        if found.is_none() {
            // What is left is no field.
            self.0 = before;
        }
        found
    }
}

/// Whether the bytes are a message to their end.
fn is_message(bytes: &[u8]) -> bool {
    let mut fields = Fields(bytes);
    fields.by_ref().for_each(drop);
    fields.0.is_empty()
}

fn texts(bytes: &[u8], number: u64) -> impl Iterator<Item = &[u8]> {
    Fields(bytes).filter(move |(known, _)| *known == number).map(|(_, value)| value.bytes())
}

fn number(bytes: &[u8], number: u64) -> u64 {
    let found = Fields(bytes).find_map(|(known, value)| match value {
        Value::Number(value) if known == number => Some(value),
        _ => None,
    });
    found.unwrap_or_default()
}

/// A name, without what it stands in.
fn text(bytes: &[u8], number: u64) -> String {
    let whole = texts(bytes, number).next().unwrap_or_default();
    let whole = String::from_utf8_lossy(whole);
    // A message's whole name begins with a dot.
    if whole.starts_with('.') { last_part(&whole).to_owned() } else { whole.into_owned() }
}
