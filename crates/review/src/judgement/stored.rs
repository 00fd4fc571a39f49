//! What an application keeps, as the names of its stored classes, their fields and its tables tell.

use model::{DataKind, Location, Stored};
use semantic::FileModel;
use syntax::Span;
use syntax::ast::{Argument, ExprId, ExprKind, FPart, StmtId, StmtKind};

use DataKind::{Contacts, Documents, Health, Identity, Messages, Orders, Passwords, Payments, Sessions};

/// Names of one kind that are told.
const PER_KIND: usize = 3;
/// Statements that are looked at in a file; generated code has thousands.
const MAX_STATEMENTS: usize = 2_000;

/// Words of names, in the singular, and what they stand for.
const WORDS: &[(DataKind, &[&str])] = &[
    (Passwords, &["password", "passwd", "passphrase", "pin"]),
    (Payments, &["payment", "card", "iban", "invoice", "billing", "bank", "cvv", "salary", "payout"]),
    (Health, &["patient", "diagnosis", "prescription", "medical", "allergy", "treatment", "disease", "medication"]),
    (Identity, &["passport", "ssn", "birthday", "birthdate", "birth", "dob", "nationality"]),
    (Sessions, &["session", "token", "otp"]),
    (Messages, &["message", "note", "chat", "letter", "conversation", "comment"]),
    (
        Contacts,
        &[
            "user",
            "customer",
            "member",
            "person",
            "people",
            "employee",
            "student",
            "contact",
            "email",
            "phone",
            "address",
            "applicant",
            "guest",
            "subscriber",
        ],
    ),
    (Orders, &["order", "basket", "cart", "purchase", "booking", "reservation"]),
    (Documents, &["document", "upload", "attachment", "photo", "contract"]),
];

/// What one file says, in source order.
pub(crate) fn of_file(file: &FileModel, path: &str) -> Vec<Stored> {
    let mut found = Found { path, all: Vec::new() };
    for &class in file.classes() {
        if is_stored(file, class) {
            class_names(file, class, &mut found);
        }
    }
    let module = file.module();
    let statements = module.exprs().filter_map(|(_, expr)| match &expr.kind {
        ExprKind::Str(tokens) => tokens.first().map(|token| (token.content, expr.span)),
        ExprKind::FString(parts) => parts.iter().find_map(|part| match part {
            FPart::Literal { span, .. } => Some((*span, expr.span)),
            FPart::Interpolation { .. } => None,
        }),
        _ => None,
    });
    for (_, whole) in statements.filter(|(first, _)| begins_statement(module.text(*first))).take(MAX_STATEMENTS) {
        for table in tables(module.text(whole)) {
            found.name(table, table, || module.lines().line(whole.start));
        }
    }
    found.all.sort_by_key(|stored| stored.location.line);
    found.all
}

/// What all files together say: a few names of each kind, in the order of the kinds.
pub(crate) fn merge<'f>(files: impl Iterator<Item = &'f Stored>) -> Vec<Stored> {
    let mut all: Vec<Stored> = Vec::new();
    for one in files {
        let known = all.iter().filter(|known| known.kind == one.kind);
        if known.clone().count() < PER_KIND && !known.clone().any(|known| known.name == one.name) {
            all.push(one.clone());
        }
    }
    all.sort_by_key(|one| one.kind);
    all
}

struct Found<'p> {
    path: &'p str,
    all: Vec<Stored>,
}

impl Found<'_> {
    /// Notes what the words of `name` stand for, under `shown`.
    fn name(&mut self, name: &str, shown: &str, line: impl Fn() -> u32) {
        for word in secrets::words(name) {
            let singular = word.strip_suffix("ies").map(|stem| format!("{stem}y"));
            let others = [singular.as_deref(), word.strip_suffix('s')];
            let is_it = |known: &str| known == word || others.contains(&Some(known));
            let known = WORDS.iter().find(|(_, words)| words.iter().any(|known| is_it(known)));
            let Some((kind, _)) = known else { continue };
            let told = || self.all.iter().filter(|known| known.kind == *kind);
            if told().count() < PER_KIND && !told().any(|known| known.name == shown) {
                let location = Location { file: self.path.to_owned(), line: line() };
                self.all.push(Stored { kind: *kind, name: shown.to_owned(), location });
            }
        }
    }
}

/// The class's name, and those of its fields.
fn class_names(file: &FileModel, class: StmtId, found: &mut Found<'_>) {
    let module = file.module();
    let owner = file.definition_name(class);
    let line = |span: Span| module.lines().line(span.start);
    found.name(owner, owner, || line(module.stmt(class).span));
    for target in fields(file, class).map(|(target, _)| target) {
        let expr = module.expr(target);
        let field = module.text(expr.span);
        if matches!(expr.kind, ExprKind::Name) {
            found.name(field, &format!("{owner}.{field}"), || line(expr.span));
        }
    }
}

/// What stands in the class's body as `field = value` or `field: type = value`.
fn fields(file: &FileModel, class: StmtId) -> impl Iterator<Item = (ExprId, Option<ExprId>)> {
    let body = file.class(class).map(|class| &*class.body).unwrap_or_default();
    body.iter().filter_map(|id| match &file.module().stmt(*id).kind {
        StmtKind::Assign { targets, value } => Some((*targets.first()?, Some(*value))),
        StmtKind::AnnAssign { target, value, .. } => Some((*target, *value)),
        _ => None,
    })
}

/// Whether a mapper keeps the class's objects: it has a table's name, columns, or a base that says so.
fn is_stored(file: &FileModel, class: StmtId) -> bool {
    const BASES: [&str; 6] = ["Model", "SQLModel", "Document", "EmbeddedDocument", "AbstractUser", "AbstractBaseUser"];
    const COLUMNS: [&str; 3] = ["Column", "mapped_column", "relationship"];
    let last = |name: &str, known: &[&str]| name.rsplit('.').next().is_some_and(|last| known.contains(&last));
    let module = file.module();
    let columns = || {
        fields(file, class).any(|(target, value)| {
            let is_column = value.is_some_and(|value| match module.expr(value).kind {
                ExprKind::Call { func, .. } => {
                    file.qualified_name(func).or_else(|| dotted(file, func)).is_some_and(|name| last(name, &COLUMNS))
                }
                _ => false,
            });
            is_column || module.text(module.expr(target).span) == "__tablename__"
        })
    };
    // `db.Model`, where `db` is made in a file that was not given.
    let written = || {
        file.class(class).into_iter().flat_map(|class| class.args.iter()).any(|argument| match argument {
            Argument::Positional(base) => dotted(file, *base).is_some_and(|name| last(name, &BASES)),
            _ => false,
        })
    };
    let is_known = file.base_names(class).any(|base| {
        // Networks of neurons are models too.
        last(base, &BASES) && !["keras.", "tensorflow.", "torch."].iter().any(|other| base.starts_with(other))
    });
    is_known || file.base_names(class).next().is_none() && written() || columns()
}

/// The text of a name with attributes.
fn dotted(file: &FileModel, e: ExprId) -> Option<&str> {
    let expr = file.module().expr(e);
    matches!(expr.kind, ExprKind::Attribute { .. } | ExprKind::Name).then(|| file.module().text(expr.span))
}

/// Whether a literal begins like SQL, which is written in one case; a sentence begins with one capital.
fn begins_statement(text: &str) -> bool {
    const VERBS: [&str; 5] = ["select", "insert", "update", "delete", "create"];
    let word = text.split_whitespace().next().unwrap_or_default();
    let one_case =
        word.bytes().all(|byte| byte.is_ascii_lowercase()) || word.bytes().all(|byte| byte.is_ascii_uppercase());
    one_case && VERBS.iter().any(|verb| verb.eq_ignore_ascii_case(word))
}

/// The tables that a statement names, in its order.
fn tables(statement: &str) -> impl Iterator<Item = &str> {
    const BEFORE: [&str; 5] = ["from", "into", "update", "join", "table"];
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    let words: Vec<&str> = statement.split(|c| !is_name(c)).filter(|word| !word.is_empty()).collect();
    let names: Vec<&str> = words
        .windows(2)
        .filter(|pair| BEFORE.iter().any(|before| before.eq_ignore_ascii_case(pair[0])))
        .map(|pair| pair[1])
        .collect();
    names.into_iter()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn told(code: &str) -> Vec<String> {
        let file = FileModel::new(Arc::new(syntax::parse(Arc::from(code))));
        merge(of_file(&file, "a.py").iter()).iter().map(|one| format!("{:?} {}", one.kind, one.name)).collect()
    }

    #[test]
    fn models_tell_by_their_names_and_fields() {
        let code = "from django.db import models\n\n\nclass Patient(models.Model):\n    email = models.CharField()\n    \
                    born = models.DateField()\n";
        assert_eq!(told(code), ["Health Patient", "Contacts Patient.email"]);
        let code = "from shop import db\n\n\nclass User(db.Model):\n    password_hash = db.Column(db.String)\n    \
                    card: str = db.Column()\n";
        assert_eq!(told(code), ["Passwords User.password_hash", "Payments User.card", "Contacts User"]);
    }

    #[test]
    fn statements_tell_by_their_tables() {
        assert_eq!(told("q = f\"SELECT * FROM users WHERE id = {x}\"\n"), ["Contacts users"]);
        assert_eq!(told("q = 'insert into order_entries values (?)'\n"), ["Orders order_entries"]);
        assert_eq!(told("help = 'Select a file from users of this machine'\n"), [""; 0]);
    }

    #[test]
    fn what_is_not_stored_tells_nothing() {
        assert_eq!(told("class Password:\n    token = 1\n"), [""; 0]);
        assert_eq!(told("import keras\n\n\nclass Patient(keras.Model):\n    pass\n"), [""; 0]);
        assert_eq!(
            told("from django import forms\n\n\nclass Card(forms.Form):\n    iban = forms.CharField()\n"),
            [""; 0]
        );
    }
}
