//! PV477: amounts that are asked for and changed in two steps, so that two requests can do it at once.

use model::Confidence;
use secrets::words;
use syntax::ast::{BinaryOp, ExprId, ExprKind, StmtId, StmtKind};

use crate::code::around::{calls_in, given, last_word};
use crate::code::testing;
use crate::detector::{Context, Detector};
use crate::web::stored::is_query;

pub(crate) struct UnlockedChange;

/// Words of what there is only so much of.
const AMOUNTS: [&str; 15] = [
    "balance",
    "credit",
    "credits",
    "stock",
    "quantity",
    "inventory",
    "seats",
    "available",
    "remaining",
    "points",
    "coins",
    "tickets",
    "funds",
    "left",
    "uses",
];
/// What a function names that keeps two requests apart.
const LOCKS: [&str; 8] = ["for_update", "F(", "lock", "Lock", "LOCK", "SERIALIZABLE", "refresh_from_db", "version"];

impl Detector for UnlockedChange {
    fn statement(&self, cx: &mut Context<'_>, stmt: StmtId) {
        let StmtKind::If { arms, .. } = &cx.tree().stmt(stmt).kind else { return };
        let Some(function) = cx.file.enclosing_function_of(stmt) else { return };
        let body = cx.tree().text(cx.tree().stmt(function).span);
        for arm in arms {
            // The amount is asked about, and changed in the block or behind it.
            let Some(amount) = asked_amount(cx, arm.test) else { continue };
            let name = cx.text(amount);
            let changed = cx.tree().stmts().find(|(id, inner)| {
                inner.span.start > cx.tree().expr(arm.test).span.end
                    && cx.file.enclosing_function_of(*id) == Some(function)
                    && takes_away(cx, &inner.kind, name)
            });
            let Some((changed, _)) = changed else { continue };
            if LOCKS.iter().any(|lock| body.contains(lock)) || testing::is_test_file(cx.path) {
                return;
            }
            let saved = calls_in(cx.file, cx.tree().stmt(function).span).find(|&call| {
                matches!(last_word(cx.file, call), Some("save" | "commit" | "asave"))
                    && cx.tree().expr(call).span.start > cx.tree().stmt(changed).span.start
            });
            if let Some(saved) = saved {
                let mut candidate = cx.candidate(
                    saved,
                    "The amount is asked about and changed in two steps: of two requests at the same moment both find enough, and both \
                     take it. Lock the row with `select_for_update`, or change it in one statement with a condition.",
                );
                candidate.confidence = Some(Confidence::Medium);
                cx.report(candidate);
            }
            return;
        }
    }
}

/// `wallet.balance` of `wallet.balance >= amount`, where `wallet` was fetched from the database in this function.
fn asked_amount(cx: &Context<'_>, test: ExprId) -> Option<ExprId> {
    let sides = match &cx.tree().expr(test).kind {
        ExprKind::Compare { left, rest } => match **rest {
            [(_, right)] => [*left, right],
            _ => return None,
        },
        ExprKind::BoolOp { values, .. } => {
            return values.iter().find_map(|&value| match cx.tree().expr(value).kind {
                ExprKind::Compare { .. } => asked_amount(cx, value),
                _ => None,
            });
        }
        _ => return None,
    };
    sides.into_iter().find(|&side| {
        let ExprKind::Attribute { value: object, attr } = cx.tree().expr(side).kind else { return false };
        words(cx.tree().text(attr.span)).iter().any(|word| AMOUNTS.contains(&&**word)) && is_fetched(cx, object)
    })
}

/// Whether an object is a row that was fetched: `Wallet.objects.get(…)`, `get_object_or_404(Wallet, …)`, `session.get(Wallet, …)`.
fn is_fetched(cx: &Context<'_>, object: ExprId) -> bool {
    let made = given(cx.file, object);
    made != object
        && (last_word(cx.file, made).is_some_and(|name| matches!(name, "get_object_or_404" | "get_or_404"))
            || is_query(cx, made)
            || cx.text(made).starts_with("db.session.get(")
            || cx.text(made).starts_with("session.get("))
}

/// `wallet.balance -= amount`, `wallet.balance = wallet.balance - amount`
fn takes_away(cx: &Context<'_>, kind: &StmtKind, name: &str) -> bool {
    match kind {
        StmtKind::AugAssign { target, op: BinaryOp::Sub, .. } => cx.text(*target) == name,
        StmtKind::Assign { targets, value } => {
            targets.iter().any(|&target| cx.text(target) == name)
                && matches!(cx.tree().expr(*value).kind, ExprKind::Binary { left, op: BinaryOp::Sub, .. } if cx.text(left) == name)
        }
        _ => false,
    }
}
