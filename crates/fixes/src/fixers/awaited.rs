//! PV910: a call that blocks is waited for in a way that lets others go on: `asyncio.sleep`, or a thread.

use semantic::Node;
use syntax::ast::{ExprKind, StmtKind};

use crate::fix::{Fix, Fixer};

pub(crate) struct Awaited;

impl Fixer for Awaited {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let call = fix.call()?;
        let (func, args) = fix.parts(call)?;
        if fix.is_named(func, &["time.sleep"]) {
            let sleep = fix.name("asyncio", "sleep");
            fix.replace(func, format!("await {sleep}"));
            return Some(());
        }
        // A connection belongs to the thread that made it, and what is read from an answer later may block again.
        let is_dropped = |e| matches!(fix.file.parent(e), Node::Stmt(stmt) if matches!(fix.tree().stmt(stmt).kind, StmtKind::Expr(_)));
        let is_given = |e| matches!(fix.file.parent(e), Node::Stmt(stmt) if matches!(fix.tree().stmt(stmt).kind, StmtKind::Assign { .. } | StmtKind::Return(_)));
        let is_whole = fix.file.qualified_names(func).any(|name| {
            let root = name.split('.').next().unwrap_or(name);
            matches!(root, "requests" | "httpx" | "subprocess" | "os") && !name.contains("()")
        });
        let is_plain = matches!(fix.kind(func), ExprKind::Name | ExprKind::Attribute { .. });
        if !is_whole || !is_plain || !(is_dropped(call) || is_given(call)) {
            return None;
        }
        let streams = fix.file.call_args(call).keyword("stream").is_some();
        let open = fix.tree().text(syntax::Span::new(fix.span(func).end, fix.span(call).end));
        if streams || !open.starts_with('(') {
            return None;
        }
        let thread = fix.name("asyncio", "to_thread");
        let text = fix.text(func);
        let comma = if args.is_empty() { "" } else { ", " };
        // Behind an open bracket and a line break the comma stands where it was.
        let behind = fix.span(func).end + 1;
        let own_line = open.get(1..).is_some_and(|rest| rest.starts_with(['\n', '\r']));
        let comma = if own_line { "," } else { comma };
        fix.replace_span(syntax::Span::new(fix.span(func).start, behind), format!("await {thread}({text}{comma}"));
        Some(())
    }
}
