//! S103: which permissions a mode surely gives.

use syntax::ast::{BinaryOp, ExprId, ExprKind};

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::matcher::is_named;

pub(crate) struct FileMode;

/// Write permission for everyone on the machine.
const WRITE_OTHERS: i128 = 0o002;
/// Execute permission for the file's group.
const RUN_GROUP: i128 = 0o010;

/// The constants of `stat` that give the permissions asked about.
const NAMES: [(&str, i128); 4] = [
    ("stat.S_IWOTH", WRITE_OTHERS),
    ("stat.S_IRWXO", WRITE_OTHERS),
    ("stat.S_IXGRP", RUN_GROUP),
    ("stat.S_IRWXG", RUN_GROUP),
];

/// How many `|` of one mode are followed.
const MAX_PARTS: usize = 32;

impl Detector for FileMode {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let bits = surely_set(cx, *candidate.focus.first()?);
        if bits & WRITE_OTHERS == 0 {
            if bits & RUN_GROUP == 0 {
                return None;
            }
            candidate.dismissed = Some(
                "others may not write to it: the mode lets the group run or enter it, as programs need".to_owned(),
            );
        }
        Some(candidate)
    }
}

/// The bits that are set whatever the unknown parts of a mode are: `mode | stat.S_IWOTH` sets at least one.
fn surely_set(cx: &Context<'_>, mode: ExprId) -> i128 {
    let mut bits = 0;
    let mut open = vec![mode];
    for _ in 0..MAX_PARTS {
        let Some(part) = open.pop() else { break };
        if let Some(semantic::Const::Int(number)) = cx.file.constant(part) {
            bits |= number;
            continue;
        }
        bits |= NAMES.iter().filter(|(name, _)| is_named(cx.file, part, &[name])).fold(0, |all, (_, bit)| all | bit);
        let shown = cx.file.display(part).unwrap_or(part);
        if let ExprKind::Binary { left, op: BinaryOp::BitOr, right } = cx.tree().expr(shown).kind {
            open.extend([left, right]);
        }
    }
    bits
}
