//! S104: a program listens on its own machine alone.

use secrets::words;
use semantic::Node;
use syntax::ast::{Argument, ExprId, ExprKind, StmtKind};

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct ThisMachine;

impl Fixer for ThisMachine {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let address = fix.site.expr?;
        if is_choice(fix, address) || keyword(fix, address).is_some_and(|name| !is_listened_on(name)) {
            return None;
        }
        let literal = strings::literal("127.0.0.1", strings::quote(fix));
        fix.replace(address, literal);
        Some(())
    }
}

/// Whether the program takes the address only where something asks for it, a setting or a machine: its author has decided.
fn is_choice(fix: &Fix<'_>, address: ExprId) -> bool {
    if matches!(fix.file.parent(address), Node::Expr(parent) if matches!(fix.kind(parent), ExprKind::Conditional { .. }))
    {
        return true;
    }
    let Some(stmt) = fix.file.enclosing_stmt(address) else { return false };
    let is_given = matches!(fix.file.parent(address), Node::Stmt(_))
        && matches!(
            fix.tree().stmt(stmt).kind,
            StmtKind::Assign { .. } | StmtKind::AnnAssign { .. } | StmtKind::Return(_)
        );
    let mut around = fix.file.stmt_parent(stmt);
    let mut is_asked = false;
    while let Some(outer) = around {
        match fix.tree().stmt(outer).kind {
            StmtKind::If { .. } | StmtKind::Try { .. } => is_asked = true,
            StmtKind::Function(_) => return is_given && is_asked,
            _ => {}
        }
        around = fix.file.stmt_parent(outer);
    }
    false
}

/// The keyword by which a call is given the address.
fn keyword<'a>(fix: &Fix<'a>, address: ExprId) -> Option<&'a str> {
    let Node::Expr(parent) = fix.file.parent(address) else { return None };
    let (_, args) = fix.parts(parent)?;
    args.iter().find_map(|argument| match argument {
        Argument::Keyword { name, value } if *value == address => Some(fix.tree().text(name.span)),
        _ => None,
    })
}

/// Whether a keyword names what is listened on, and no address that is merely noted.
fn is_listened_on(name: &str) -> bool {
    const WORDS: [&str; 8] = ["host", "hostname", "bind", "address", "addr", "listen", "interface", "default"];
    words(name).last().is_some_and(|last| WORDS.contains(&&**last))
}
