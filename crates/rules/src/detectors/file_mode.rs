//! S103: which permissions a mode surely gives.

use semantic::Const;
use syntax::ast::{BinaryOp, ExprId, ExprKind, StmtKind, UnaryOp};

use crate::code::around::given;
use crate::detector::{Context, Detector};
use crate::matcher::plain;
use crate::{Candidate, code::testing};

pub(crate) struct FileMode;

/// Write permission for everyone on the machine.
const WRITE_OTHERS: i128 = 0o002;
/// Read permission for everyone on the machine.
const READ_OTHERS: i128 = 0o004;
/// Whoever runs the file has the rights of its owner.
const SET_USER: i128 = 0o4000;
/// Write permission for the file's group.
const WRITE_GROUP: i128 = 0o020;
/// What bandit and Ruff call permissive: to write or to run, for the group or for everyone.
const PERMISSIVE: i128 = 0o033;
/// All permissions that a mode can give.
const ALL: i128 = 0o7777;

/// The constants of `stat` that are permissions.
const NAMES: [(&str, i128); 18] = [
    ("stat.S_IXOTH", 0o001),
    ("stat.S_IWOTH", 0o002),
    ("stat.S_IROTH", 0o004),
    ("stat.S_IRWXO", 0o007),
    ("stat.S_IXGRP", 0o010),
    ("stat.S_IWGRP", 0o020),
    ("stat.S_IRGRP", 0o040),
    ("stat.S_IRWXG", 0o070),
    ("stat.S_IXUSR", 0o100),
    ("stat.S_IEXEC", 0o100),
    ("stat.S_IWUSR", 0o200),
    ("stat.S_IWRITE", 0o200),
    ("stat.S_IRUSR", 0o400),
    ("stat.S_IREAD", 0o400),
    ("stat.S_IRWXU", 0o700),
    ("stat.S_ISVTX", 0o1000),
    ("stat.S_ISGID", 0o2000),
    ("stat.S_ISUID", 0o4000),
];

/// Why a mode does no harm in a test.
const OF_TESTS: &str = "this is a test: the file lives as long as the test does";

const AS_OWNER: &str = "Whoever starts this file has the rights of its owner, so a mistake in it is theirs to use. Leave the bit \
                        out, and give the rights that it needs to a service.";
const READ_BY_OTHERS: &str =
    "Every user of the machine may read the private key in this file. Let its owner alone read it: `0o600`.";

/// How deep the operators of a mode are followed.
const MAX_DEPTH: u32 = 32;

impl Detector for FileMode {
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        // A setting is the mode itself.
        let mode = candidate.focus.first().copied().or(candidate.expr)?;
        if is_mask(cx, &candidate) {
            // Who keeps the mask that was there sets it again.
            let is_kept = candidate.expr.is_some_and(|call| kept(cx, call));
            let leaves = bits(cx, mode, View::Followed, 0).zeros & WRITE_OTHERS != 0;
            candidate.span = cx.tree().expr(mode).span;
            candidate.dismissed = testing::is_test_file(cx.path).then(|| OF_TESTS.to_owned());
            return (leaves && !is_kept).then_some(candidate);
        }
        let set = bits(cx, mode, View::Followed, 0).ones;
        if set & PERMISSIVE == 0 && set & !ALL == 0 && set & SET_USER == 0 {
            return shows_key(cx, candidate, mode, set);
        }
        let written = bits(cx, mode, View::Written, 0).ones;
        candidate.beyond |= written & PERMISSIVE == 0 && written & !ALL == 0;
        candidate.span = cx.tree().expr(mode).span;
        let reason = if set & SET_USER != 0 && set & WRITE_OTHERS == 0 {
            candidate.message = String::from(AS_OWNER);
            testing::is_test_file(cx.path).then_some(OF_TESTS)
        } else if set & WRITE_OTHERS != 0 {
            testing::is_test_file(cx.path).then_some(OF_TESTS)
        } else if set & PERMISSIVE == 0 {
            Some("the mode has bits that are no permissions; the system ignores them or refuses the call")
        } else if set & WRITE_GROUP == 0 {
            Some("others may not write to it: the mode lets them run or enter it, as programs and folders need")
        } else {
            Some("others may not write to it: only the file's group may, which is what groups are for")
        };
        candidate.dismissed = reason.map(str::to_owned);
        Some(candidate)
    }
}

/// A mode under which others read the private key that the file holds: `key_path.chmod(0o644)`.
fn shows_key(cx: &Context<'_>, mut candidate: Candidate, mode: ExprId, set: i128) -> Option<Candidate> {
    let call = candidate.expr.filter(|_| set & READ_OTHERS != 0)?;
    let path = match cx.tree().expr(call).kind {
        ExprKind::Call { func, .. } => match cx.tree().expr(func).kind {
            ExprKind::Attribute { value, .. } if cx.file.call_args(call).positional(0) == Some(mode) => value,
            _ => cx.file.call_args(call).positional(0)?,
        },
        _ => return None,
    };
    if !is_key_file(cx.text(path)) && !is_key_file(cx.text(given(cx.file, path))) {
        return None;
    }
    candidate.span = cx.tree().expr(mode).span;
    candidate.beyond = true;
    candidate.message = String::from(READ_BY_OTHERS);
    candidate.dismissed = testing::is_test_file(cx.path).then(|| OF_TESTS.to_owned());
    Some(candidate)
}

/// Whether a path, or the name of one, is that of a private key: `"/etc/desk/private_key.pem"`, `private_key_path`, `".ssh/id_rsa"`.
fn is_key_file(path: &str) -> bool {
    let lower = path.get(..path.floor_char_boundary(200)).unwrap_or_default().to_ascii_lowercase();
    !lower.contains("pub")
        && ["private_key", "privatekey", "private-key", "privkey", "id_rsa", "id_ed25519", ".key\"", ".key'"]
            .iter()
            .any(|sign| lower.contains(sign))
}

/// Whether a call sets the rights that new files do not get.
fn is_mask(cx: &Context<'_>, candidate: &Candidate) -> bool {
    let func = candidate.expr.and_then(|call| match cx.tree().expr(call).kind {
        ExprKind::Call { func, .. } => Some(func),
        _ => None,
    });
    func.is_some_and(|func| cx.file.qualified_name(func) == Some("os.umask"))
}

/// Whether the call stands in no statement of its own.
fn kept(cx: &Context<'_>, call: ExprId) -> bool {
    !cx.file
        .enclosing_stmt(call)
        .is_some_and(|stmt| matches!(cx.tree().stmt(stmt).kind, StmtKind::Expr(e) if e == call))
}

/// What is looked at to learn a mode.
#[derive(Clone, Copy, PartialEq, Eq)]
enum View {
    /// The numbers and names at this place, as Ruff does.
    Written,
    /// What names were given, too.
    Followed,
}

/// The bits that are surely set, and those that surely are not.
#[derive(Clone, Copy)]
struct Bits {
    ones: i128,
    zeros: i128,
}

impl Bits {
    const UNKNOWN: Self = Self { ones: 0, zeros: 0 };

    const fn exactly(number: i128) -> Self {
        Self { ones: number, zeros: !number }
    }
}

fn bits(cx: &Context<'_>, mode: ExprId, view: View, depth: u32) -> Bits {
    let shown = if view == View::Followed { cx.file.display(mode).unwrap_or(mode) } else { mode };
    let expr = cx.tree().expr(shown);
    if (view == View::Followed || matches!(expr.kind, ExprKind::Int))
        && let Some(Const::Int(number)) = cx.file.constant(shown)
    {
        // No mode has more than 64 bits: what is larger is one that no system knows.
        return Bits::exactly(if number >> 64 == 0 { number } else { 1 << 64 });
    }
    match expr.kind {
        ExprKind::Binary { left, op, right } if depth < MAX_DEPTH => {
            let (left, right) = (bits(cx, left, view, depth + 1), bits(cx, right, view, depth + 1));
            match op {
                BinaryOp::BitOr => Bits { ones: left.ones | right.ones, zeros: left.zeros & right.zeros },
                BinaryOp::BitAnd => Bits { ones: left.ones & right.ones, zeros: left.zeros | right.zeros },
                BinaryOp::BitXor => Bits {
                    ones: (left.ones & right.zeros) | (left.zeros & right.ones),
                    zeros: (left.ones & right.ones) | (left.zeros & right.zeros),
                },
                _ => Bits::UNKNOWN,
            }
        }
        ExprKind::Unary { op: UnaryOp::Invert, operand } if view == View::Followed && depth < MAX_DEPTH => {
            let Bits { ones, zeros } = bits(cx, operand, view, depth + 1);
            Bits { ones: zeros & ALL, zeros: ones }
        }
        ExprKind::Attribute { .. } | ExprKind::Name => named(cx, shown, view),
        _ => Bits::UNKNOWN,
    }
}

fn named(cx: &Context<'_>, name: ExprId, view: View) -> Bits {
    let of = |name: &str| NAMES.iter().find(|(known, _)| *known == name).map(|&(_, number)| Bits::exactly(number));
    let found = match view {
        // Ruff looks at `stat.S_IWOTH` and not at a bare `S_IWOTH`.
        View::Written if matches!(cx.tree().expr(name).kind, ExprKind::Name) => None,
        View::Written => cx.file.written_name(name).and_then(|name| of(&name)),
        View::Followed => cx.file.qualified_names(name).find_map(|name| of(&plain(name))),
    };
    found.unwrap_or(Bits::UNKNOWN)
}
