//! PV327: rights among the fields that a form, a serializer or a schema takes from whoever sends it.

use model::Confidence;
use secrets::{Word, words};
use semantic::{BindingKind, Const};
use syntax::ast::{Argument, Class, ExprId, ExprKind, StmtId};

use crate::code::around::{bases, class_value, function_of, given, imports, last_word};
use crate::code::attributes::set_name;
use crate::code::written;
use crate::detector::{Context, Detector};
use crate::web::rights::RIGHTS;
use crate::web::routes::guards_of;
use crate::web::stored::is_stored_class;

pub(crate) struct RightAmongFields;

/// Words of fields that say what somebody has, or was found to be.
const VALUES: [&str; 6] = ["balance", "credit", "credits", "verified", "approved", "premium"];
/// Endings of words for people who have a task, and with it rights: `is_organizer`, `is_editor`, `is_librarian`.
const TASKS: [&str; 3] = ["er", "or", "ian"];
/// Words with such an ending that name no task.
const NO_TASKS: [&str; 16] = [
    "user",
    "customer",
    "member",
    "subscriber",
    "newsletter",
    "other",
    "over",
    "minor",
    "major",
    "order",
    "number",
    "winner",
    "error",
    "server",
    "foreigner",
    "bidder",
];
/// Fields that only a record of a person has.
const PERSONAL: [&str; 9] = [
    "user",
    "username",
    "email",
    "password",
    "password_hash",
    "hashed_password",
    "first_name",
    "display_name",
    "date_joined",
];
/// Words of classes and modules that are for people who may give rights, or whose fields only go out.
const ASIDE: [&str; 12] = [
    "admin",
    "staff",
    "superuser",
    "internal",
    "read",
    "readonly",
    "output",
    "out",
    "response",
    "public",
    "import",
    "export",
];

impl Detector for RightAmongFields {
    fn class(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let Some(class) = cx.file.class(stmt) else { return };
        let is_form = bases(cx.file, class).any(|base| {
            matches!(
                base.rsplit('.').next(),
                Some("ModelForm" | "ModelSerializer" | "HyperlinkedModelSerializer" | "ModelSchema")
            )
        });
        let name = words(cx.file.definition_name(stmt));
        if !is_form || is_aside(&name) || is_aside(&words(cx.path)) || imports(cx.file, "django.contrib.admin") {
            return;
        }
        let Some(meta) = class
            .body
            .iter()
            .find_map(|&inner| cx.file.class(inner).filter(|_| cx.file.definition_name(inner) == "Meta"))
        else {
            return;
        };
        // All fields but these: those that are added to the model later, too.
        let listed = class_value(cx.file, meta, "fields").map(|fields| (fields, false));
        let left_out = || class_value(cx.file, meta, "exclude").map(|fields| (fields, true));
        let (Some(model), Some((fields, is_left_out))) =
            (class_value(cx.file, meta, "model"), listed.or_else(left_out))
        else {
            return;
        };
        let is_all = is_left_out || cx.file.constant(fields).is_some_and(|all| all.as_str() == Some("__all__"));
        if class_value(cx.file, meta, "extra_kwargs").is_some() {
            return;
        }
        let is_taken = |field: &str| takes(cx, fields, field) != is_left_out && !is_read_only(cx, class, meta, field);
        let Some(right) = rights_and_values(cx, model, fields, is_all).find(|field| is_taken(field)) else {
            if is_all
                && !is_left_out
                && let Some(decided) = decided(cx, model).find(|field| is_taken(field))
            {
                report_decided(cx, fields, &decided);
            }
            return;
        };
        let of_administrators =
            takes(cx, fields, "is_active") && !matches!(cx.file.constant(fields), Some(Const::Str(_)));
        report(
            cx,
            fields,
            of_administrators,
            &format!("Whoever sends this form can set `{right}`, which says what somebody may do"),
        );
    }

    fn call(&self, cx: &mut Context<'_>, call: ExprId) {
        let Some(spread) = stored_whole(cx, call).filter(|_| !gives_rights(cx, call)) else { return };
        // `data.model_dump()`, `data.dict()` of a parameter whose class is a schema
        let dumped = given(cx.file, spread);
        let Some("model_dump" | "dict") = last_word(cx.file, dumped) else { return };
        let Some(ExprKind::Attribute { value: data, .. }) =
            function_of(cx.file, dumped).map(|func| &cx.tree().expr(func).kind)
        else {
            return;
        };
        let Some(annotation) = annotation_of(cx, *data) else { return };
        let is_left_out =
            |right: &str| cx.text(dumped).contains(&format!("\"{right}\"")) && !cx.text(dumped).contains("include=");
        let right = right_of(cx, annotation).find(|right| !is_left_out(right));
        if let Some(right) = right {
            report(
                cx,
                call,
                false,
                &format!(
                    "The request's schema has the field `{right}`, which says what somebody may do, and all of it is stored"
                ),
            );
        }
    }
}

/// The mapping all of whose entries become fields of something stored: `User(**data.model_dump())`, and
/// `for name, value in data.model_dump().items(): setattr(user, name, value)`.
fn stored_whole(cx: &Context<'_>, call: ExprId) -> Option<ExprId> {
    if let Some(name) = set_name(cx.file, call) {
        let BindingKind::LoopTarget { iter, .. } = cx.file.binding_info(cx.file.binding(name)?).kind else {
            return None;
        };
        let ExprKind::Attribute { value, .. } = cx.tree().expr(function_of(cx.file, iter)?).kind else { return None };
        return Some(value).filter(|_| last_word(cx.file, iter) == Some("items"));
    }
    function_of(cx.file, call).filter(|&func| is_stored_class(cx, func))?;
    cx.file.call_args(call).all().iter().find_map(|argument| match *argument {
        Argument::DoubleStar(value) => Some(value),
        _ => None,
    })
}

/// Less harm: who may switch accounts off in a form, as the list of its fields says, gives rights in it.
const FOR_ADMINISTRATORS: &str = "CVSS:3.1/AV:N/AC:H/PR:H/UI:N/S:U/C:L/I:L/A:N";

fn report(cx: &mut Context<'_>, place: ExprId, of_administrators: bool, what: &str) {
    let mut candidate = cx.candidate(
        place,
        format!(
            "{what}. Name the fields that everybody may set, and give rights in a place for those who may give them."
        ),
    );
    candidate.confidence = Some(Confidence::Medium);
    if of_administrators {
        candidate.cvss = Some(FOR_ADMINISTRATORS);
    }
    cx.report(candidate);
}

/// What others decide of a record: `status`, `awarded`, `is_approved`.
fn decided(cx: &Context<'_>, class: ExprId) -> impl Iterator<Item = Box<str>> + use<> {
    const DECIDED: [&str; 10] = [
        "accepted",
        "approved",
        "awarded",
        "balance",
        "moderated",
        "paid",
        "rejected",
        "settled",
        "status",
        "verified",
    ];
    let is_decided = |column: &str| words(column).last().is_some_and(|last| DECIDED.contains(&&**last));
    cx.file.class_columns(class).into_iter().filter(move |column| is_decided(column))
}

/// Who may write a record is not seen here, and somebody has to write the field.
const DECIDED_BY_OTHERS: &str = "CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:N/I:L/A:N";

fn report_decided(cx: &mut Context<'_>, place: ExprId, field: &str) {
    let mut candidate = cx.candidate(
        place,
        format!(
            "This form takes all fields of the model, among them `{field}`, which mostly somebody else decides about than who fills it in. \
             Name the fields that everybody may set."
        ),
    );
    candidate.confidence = Some(Confidence::Low);
    candidate.cvss = Some(DECIDED_BY_OTHERS);
    cx.report(candidate);
}

fn is_aside(words: &[Word<'_>]) -> bool {
    words.iter().any(|word| ASIDE.contains(&&**word))
}

/// As [`right_of`]; where a form takes all fields, also what somebody has or was found to be, which nobody meant to let them write.
fn rights_and_values(
    cx: &Context<'_>,
    class: ExprId,
    fields: ExprId,
    is_all: bool,
) -> impl Iterator<Item = Box<str>> + use<> {
    let columns = cx.file.class_columns(class);
    // Those of Django's own user are seen where a list names them.
    let is_person =
        PERSONAL.iter().any(|field| columns.iter().any(|column| &**column == *field) || lists(cx, fields, field));
    let is_value = move |column: &str| {
        is_all && words(column).last().is_some_and(|last| VALUES.contains(&&**last)) && !column.contains("card")
    };
    columns.into_iter().filter(move |column| is_person && (is_right(column) || is_value(column)))
}

/// The rights among the fields of a class, if it is about a person.
fn right_of(cx: &Context<'_>, class: ExprId) -> impl Iterator<Item = Box<str>> {
    let columns = cx.file.class_columns(class);
    let is_person = columns.iter().any(|column| PERSONAL.contains(&&**column));
    columns.into_iter().filter(move |column| is_person && is_right(column))
}

fn gives_right(word: &str) -> bool {
    RIGHTS.contains(&word) || word == "scopes"
}

fn is_right(field: &str) -> bool {
    let words = words(field);
    match &words[..] {
        [is, what] if is == "is" => {
            gives_right(what)
                || !NO_TASKS.contains(&&**what) && what.len() > 4 && TASKS.iter().any(|ending| what.ends_with(ending))
        }
        [one] => gives_right(one),
        [of, one] => of == "user" && gives_right(one),
        _ => false,
    }
}

/// Whether a list of fields names this one.
fn lists(cx: &Context<'_>, fields: ExprId, field: &str) -> bool {
    matches!(cx.file.constant(fields), Some(Const::List(items) | Const::Tuple(items))
        if items.iter().any(|item| item.as_str() == Some(field)))
}

/// Whether the fields of a form have this one among them.
fn takes(cx: &Context<'_>, fields: ExprId, field: &str) -> bool {
    match cx.file.constant(fields) {
        Some(Const::Str(all)) => &*all == "__all__",
        _ => lists(cx, fields, field),
    }
}

/// Whether a serializer only shows the field: `read_only_fields = ["role"]`, `role = CharField(read_only=True)`.
fn is_read_only(cx: &Context<'_>, class: &Class, meta: &Class, field: &str) -> bool {
    class_value(cx.file, meta, "read_only_fields")
        .is_some_and(|list| takes(cx, list, field) || cx.text(list).contains('.'))
        || class_value(cx.file, class, field).is_some_and(|made| cx.file.call_args(made).keyword("read_only").is_some())
}

/// The annotation of the parameter that a name stands for.
fn annotation_of(cx: &Context<'_>, name: ExprId) -> Option<ExprId> {
    let BindingKind::Param { function, index } = cx.file.binding_info(cx.file.binding(name)?).kind else { return None };
    let annotation = cx.file.function(function)?.params.params.get(index)?.annotation?;
    written::last_word(cx.file, annotation).map(|_| annotation)
}

/// Whether the function around a call is for those who may give rights.
fn gives_rights(cx: &Context<'_>, call: ExprId) -> bool {
    let Some(function) = cx.file.enclosing_function(call).and_then(|id| cx.file.function(id)) else { return true };
    guards_of(cx.file, function)
        .iter()
        .any(|guard| words(guard).iter().any(|word| gives_right(word) || matches!(&**word, "manager" | "owner")))
}
