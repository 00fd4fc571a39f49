//! S101: `assert`, which does nothing when Python runs with `-O`.

use model::Confidence;
use semantic::{BindingKind, Node};
use syntax::ast::{CompareOp, ComprehensionKind, ExprId, ExprKind, StmtId, StmtKind, UnaryOp};

use crate::Candidate;
use crate::code::around::{class_value, given, last_word};
use crate::code::{testing, written};
use crate::detector::{Context, Detector};
use crate::matcher::called;
use crate::web::rights::RIGHTS;
use secrets::{Word, words};

pub(crate) struct AssertUsed;

const MESSAGE: &str = "Python removes this check when it runs with `-O`. Where the program relies on it, write `if` and \
                       raise an exception.";

const ACCESS: &str = "Who may do this is decided by an `assert`, which Python removes when it runs with `-O`: everybody \
                      may then. Write `if` and raise an exception.";

/// The same where the condition asks about the visitor.
const VISITOR: &str = "Whether the user's request may do this is decided by an `assert`, which Python removes when it runs with \
                       `-O`: everybody may then. Write `if` and raise an exception.";

/// Words of conditions that decide who may do something, besides those of rights.
const WHO: [&str; 5] = ["authenticated", "authorized", "authorised", "csrf", "verify"];

/// How many expressions of a condition are looked at.
const WIDTH: usize = 64;

/// How many statements around it are looked at.
const MAX_DEPTH: usize = 50;

impl Detector for AssertUsed {
    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::Assert { test, .. } = cx.tree().stmt(stmt).kind else { return };
        let is_about_rights = !narrows(cx, test) && decides_rights(cx, test);
        let message = match is_about_rights {
            true if asks_about_visitor(cx, test) => VISITOR,
            true => ACCESS,
            false => MESSAGE,
        };
        let mut candidate = Candidate::new(cx.rule, cx.tree().stmt(stmt).span, message.to_owned());
        candidate.beyond = is_for_type_checkers(cx, stmt);
        if is_about_rights {
            candidate.cvss = Some("CVSS:3.1/AV:N/AC:H/PR:L/UI:N/S:U/C:L/I:H/A:N");
        } else {
            candidate.confidence = Some(if narrows(cx, test) { Confidence::Low } else { Confidence::Medium });
        }
        if testing::is_test(cx, stmt) {
            candidate.dismissed =
                Some("this is a test: the test runner needs its asserts, and never runs with `-O`".to_owned());
        } else if candidate.beyond {
            candidate.dismissed = Some("only type checkers read this block, Python never runs it".to_owned());
        }
        cx.report(candidate);
    }
}

/// Whether a condition names a right. Names and attributes count, texts do not.
fn decides_rights(cx: &Context<'_>, test: ExprId) -> bool {
    // `assert has_permission`, to use an import: a function that is not called says yes to everybody, with or without `-O`.
    let is_definition = |binding| {
        matches!(
            cx.file.binding_info(binding).kind,
            BindingKind::Import { .. } | BindingKind::Function(_) | BindingKind::Class(_)
        )
    };
    if matches!(cx.tree().expr(test).kind, ExprKind::Name) && cx.file.binding(test).is_some_and(is_definition) {
        return false;
    }
    // `assert not request.user.is_authenticated`: those are refused who have the right.
    if matches!(cx.tree().expr(test).kind, ExprKind::Unary { op: UnaryOp::Not, .. }) {
        return false;
    }
    let mut open = vec![test];
    for _ in 0..WIDTH {
        let Some(e) = open.pop() else { return false };
        let name = match cx.tree().expr(e).kind {
            ExprKind::Name => cx.text(e),
            ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
            _ => "",
        };
        // `assert argon2.verify("test", hash)`: a library is tried with a text that stands here.
        let tries = cx.file.call_args(e).positional(0).is_some_and(|first| cx.file.is_constant(first))
            && last_word(cx.file, e) == Some("verify");
        if tries || is_switch_of_class(cx, e) || is_asked_among_known(cx, e) {
            continue;
        }
        // `self.role == "replica"`, `message.role == "assistant"`: what part a program plays, or who speaks to a model.
        let plays = |role: &str| {
            matches!(role, "replica" | "primary" | "secondary" | "master" | "worker" | "leader" | "standby")
                || matches!(role, "assistant" | "model" | "system" | "tool")
        };
        let is_part = matches!(cx.tree().expr(e).kind, ExprKind::Attribute { .. } | ExprKind::Name)
            && matches!(cx.file.parent(e), Node::Expr(around) if match &cx.tree().expr(around).kind {
                ExprKind::Compare { rest, .. } => rest.iter().any(|&(_, side)| {
                    cx.file.constant(side).is_some_and(|text| text.as_str().is_some_and(plays))
                }),
                _ => false,
            });
        // `CSRF_SECRET_LENGTH`
        let is_measure =
            words(name).last().is_some_and(|last| matches!(&**last, "length" | "len" | "size" | "count" | "limit"));
        if !is_part && !is_measure && !is_mere_role(cx, e, name) && words(name).iter().any(decides) {
            return true;
        }
        // `len(token) == LENGTH`: what form it has.
        if matches!(last_word(cx.file, e), Some("len" | "startswith" | "endswith")) {
            continue;
        }
        // What something is an instance of says nothing of rights.
        if !matches!(cx.tree().expr(e).kind, ExprKind::Call { .. }) || !narrows(cx, e) {
            cx.tree().children(e, &mut |child| open.push(child));
        }
    }
    false
}

/// Whether a condition names the user or the request: `request.user.is_superuser`.
fn asks_about_visitor(cx: &Context<'_>, test: ExprId) -> bool {
    let mut open = vec![test];
    for _ in 0..WIDTH {
        let Some(e) = open.pop() else { return false };
        let name = match cx.tree().expr(e).kind {
            ExprKind::Name => cx.text(e),
            ExprKind::Attribute { attr, .. } => cx.tree().text(attr.span),
            _ => "",
        };
        if words(name).iter().any(|word| matches!(&**word, "user" | "request" | "viewer")) {
            return true;
        }
        cx.tree().children(e, &mut |child| open.push(child));
    }
    false
}

/// Whether an expression is a switch that the body of the class sets, `allow_roles = False`: it says what the class is for, and nothing
/// of who asks.
fn is_switch_of_class(cx: &Context<'_>, e: ExprId) -> bool {
    let ExprKind::Attribute { value, attr } = cx.tree().expr(e).kind else { return false };
    matches!(cx.text(value), "self" | "cls")
        && cx
            .file
            .enclosing_function(e)
            .and_then(|function| cx.file.class(cx.file.enclosing_class_of(function)?))
            .and_then(|class| class_value(cx.file, class, cx.tree().text(attr.span)))
            .is_some_and(|value| matches!(cx.tree().expr(value).kind, ExprKind::True | ExprKind::False))
}

/// `permission in valid_permissions`: whether there is such a thing, which is not asked about anybody.
fn is_asked_among_known(cx: &Context<'_>, e: ExprId) -> bool {
    let ExprKind::Compare { rest, .. } = &cx.tree().expr(e).kind else { return false };
    matches!(**rest, [(CompareOp::In, known)] if written::last_word(cx.file, known).is_some_and(|name| {
        words(name).first().is_some_and(|first| matches!(&**first, "valid" | "known" | "all" | "supported"))
    }))
}

fn decides(word: &Word<'_>) -> bool {
    RIGHTS.contains(&&**word) || WHO.contains(&&**word)
}

/// Whether a name speaks of roles and of nobody who has one: a part of a longer name, or a parameter that takes one of several texts.
fn is_mere_role(cx: &Context<'_>, e: ExprId, name: &str) -> bool {
    let of_name = words(name);
    let is_role = |word: &Word<'_>| matches!(&**word, "role" | "roles");
    let speaks_of_it = of_name.iter().any(is_role) && !of_name.last().is_some_and(is_role);
    let of_rights = || of_name.iter().any(|word| decides(word) && !is_role(word));
    // `role: Literal["server", "client"]`
    let is_one_of_texts = || {
        matches!(cx.tree().expr(e).kind, ExprKind::Name)
            && cx.file.reaching(e).into_iter().any(|binding| match cx.file.binding_info(binding).kind {
                BindingKind::Param { function, index } => cx
                    .file
                    .function(function)
                    .and_then(|definition| definition.params.params.get(index)?.annotation)
                    .is_some_and(|annotation| cx.text(annotation).contains("Literal[")),
                _ => false,
            })
    };
    // `role in (Role.member, Role.guest)`: which one is meant, and not who asks, which is `user.role`.
    let is_member = |side: ExprId| match &cx.tree().expr(side).kind {
        ExprKind::Tuple(items) | ExprKind::List(items) | ExprKind::Set(items) => {
            items.iter().all(|&item| matches!(cx.tree().expr(item).kind, ExprKind::Attribute { .. }))
        }
        kind => matches!(kind, ExprKind::Attribute { .. }),
    };
    let is_bare = || {
        matches!(cx.tree().expr(e).kind, ExprKind::Name)
            && matches!(cx.file.parent(e), Node::Expr(around) if match &cx.tree().expr(around).kind {
                ExprKind::Compare { rest, .. } => rest.iter().all(|&(_, side)| is_member(side)),
                kind => matches!(kind, ExprKind::Comprehension { .. }),
            })
    };
    // `MODBUS_ROLES`, `Role`: constants and kinds that are no rights.
    let is_constant = || name.starts_with(|letter: char| !letter.is_ascii_lowercase());
    (speaks_of_it || of_name.last().is_some_and(is_role) && (is_one_of_texts() || is_constant() || is_bare()))
        && !of_rights()
}

/// Whether it tells a type checker or a reader what a value is: no caller is refused by it.
fn narrows(cx: &Context<'_>, test: ExprId) -> bool {
    match cx.tree().expr(test).kind {
        ExprKind::False => true,
        // `token = read_token(); assert token`: something was found.
        ExprKind::Name => {
            words(cx.text(test)).last().is_some_and(|last| matches!(&**last, "token" | "role" | "permission"))
                && matches!(cx.tree().expr(given(cx.file, test)).kind, ExprKind::Call { .. } | ExprKind::Await(_))
        }
        ExprKind::Compare { ref rest, .. } => {
            matches!(**rest, [(CompareOp::IsNot | CompareOp::Is, right)] if matches!(cx.tree().expr(right).kind, ExprKind::None))
        }
        ExprKind::Call { ref args, .. } => called(cx.file, test).is_some_and(|func| {
            // `all(isinstance(item, Item) for item in items)`
            let each = args.first().map(|arg| &cx.tree().expr(arg.value()).kind);
            let is_each = cx.file.qualified_names(func).any(|name| matches!(name, "builtins.all" | "builtins.any"));
            if let (true, Some(ExprKind::Comprehension { kind: ComprehensionKind::Generator { element }, .. })) =
                (is_each, each)
            {
                return matches!(cx.tree().expr(*element).kind, ExprKind::Call { .. }) && narrows(cx, *element);
            }
            cx.file.qualified_names(func).any(|name| {
                matches!(name, "builtins.isinstance" | "builtins.issubclass" | "builtins.callable" | "builtins.hasattr")
            })
        }),
        _ => false,
    }
}

/// Whether it stands below `if TYPE_CHECKING:`.
fn is_for_type_checkers(cx: &Context<'_>, stmt: StmtId) -> bool {
    let tree = cx.tree();
    let place = tree.stmt(stmt).span;
    let mut at = cx.file.stmt_parent(stmt);
    for _ in 0..MAX_DEPTH {
        let Some(around) = at else { return false };
        if let StmtKind::If { arms, .. } = &tree.stmt(around).kind
            && let Some(first) = arms.first()
            && let (Some(&from), Some(&to)) = (first.body.first(), first.body.last())
        {
            let holds = tree.stmt(from).span.start <= place.start && place.end <= tree.stmt(to).span.end;
            let name = match tree.expr(first.test).kind {
                ExprKind::Name => cx.text(first.test),
                ExprKind::Attribute { attr, .. } => tree.text(attr.span),
                _ => "",
            };
            let is_typing = name == "TYPE_CHECKING"
                || cx.file.written_name(first.test).is_some_and(|name| name == "typing.TYPE_CHECKING");
            if holds && is_typing {
                return true;
            }
        }
        at = cx.file.stmt_parent(around);
    }
    false
}
