//! What a fixer is, and what it writes its changes into.

use model::Applicability;
use rules::FixBlock;
use semantic::{FileModel, Node};
use syntax::ast::{Argument, ExprId, ExprKind, StmtId, StmtKind};
use syntax::{Module, Span};

use crate::imports::{self, Import};
use crate::lines::Lines;
use crate::names::{self, Imported};
use crate::{Proposal, Replace, Site};

/// A fix that a page's `[[fix]]` block cannot say by itself.
pub(crate) trait Fixer: Sync {
    /// Writes the changes into `fix`. `None` where no honest change is known: then nothing is offered.
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()>;
}

/// What a fixer sees, and where it writes. Applicability, note and comment are those of the page's block until it says
/// otherwise.
pub(crate) struct Fix<'a> {
    /// The file.
    pub(crate) file: &'a FileModel,
    /// The place of the finding.
    pub(crate) site: &'a Site,
    /// The block of the page.
    pub(crate) block: &'static FixBlock,
    applicability: Applicability,
    note: String,
    comment: String,
    edits: Vec<Replace>,
    imports: Vec<Import>,
}

#[allow(dead_code, reason = "the fixers' tools; a fixer takes what it needs")]
impl<'a> Fix<'a> {
    pub(crate) fn new(file: &'a FileModel, site: &'a Site, block: &'static FixBlock) -> Self {
        let (note, comment) = (block.note.to_owned(), block.comment.to_owned());
        let applicability = block.applicability;
        Self { file, site, block, applicability, note, comment, edits: Vec::new(), imports: Vec::new() }
    }

    /// The file's tree.
    pub(crate) fn tree(&self) -> &'a Module {
        self.file.module()
    }

    /// What an expression is.
    pub(crate) fn kind(&self, e: ExprId) -> &'a ExprKind {
        &self.tree().expr(e).kind
    }

    /// An expression's bytes; parentheses around it do not count.
    pub(crate) fn span(&self, e: ExprId) -> Span {
        self.tree().expr(e).span
    }

    /// The source text of an expression.
    pub(crate) fn text(&self, e: ExprId) -> &'a str {
        self.tree().text(self.span(e))
    }

    /// The call at the site: the expression itself, or the call that it is an argument of.
    pub(crate) fn call(&self) -> Option<ExprId> {
        let e = self.site.expr?;
        if matches!(self.kind(e), ExprKind::Call { .. }) {
            return Some(e);
        }
        let Node::Expr(parent) = self.file.parent(e) else { return None };
        let ExprKind::Call { args, .. } = self.kind(parent) else { return None };
        args.iter().any(|argument| argument.value() == e).then_some(parent)
    }

    /// The function and the arguments of a call.
    pub(crate) fn parts(&self, call: ExprId) -> Option<(ExprId, &'a [Argument])> {
        match self.kind(call) {
            ExprKind::Call { func, args } => Some((*func, args)),
            _ => None,
        }
    }

    /// Whether the expression has one of these qualified names.
    pub(crate) fn is_named(&self, e: ExprId, names: &[&str]) -> bool {
        self.file.qualified_names(e).any(|name| names.contains(&&*name.replace("()", "")))
    }

    /// Whether the file imports something of this top-level module.
    pub(crate) fn imports_root(&self, root: &str) -> bool {
        self.file.bindings().iter().filter_map(|binding| names::imported(self.file, binding)).any(|imported| {
            let (Imported::Module(module) | Imported::From { module, .. }) = imported;
            module.split('.').next() == Some(root)
        })
    }

    /// The statement of the site.
    pub(crate) fn statement(&self) -> Option<StmtId> {
        self.file.enclosing_stmt(self.site.expr?)
    }

    /// Puts `text` in the place of an expression.
    pub(crate) fn replace(&mut self, e: ExprId, text: impl Into<String>) {
        self.replace_span(self.span(e), text);
    }

    /// Puts `text` in the place of some bytes.
    pub(crate) fn replace_span(&mut self, span: Span, text: impl Into<String>) {
        self.edits.push(Replace { span, text: text.into() });
    }

    /// Writes `text` at byte `at`.
    pub(crate) fn insert(&mut self, at: u32, text: impl Into<String>) {
        self.replace_span(Span::new(at, at), text);
    }

    /// What a module is called here; it is imported if it is not yet.
    pub(crate) fn module(&mut self, module: &str) -> String {
        self.import(module, None)
    }

    /// What a module's name is called here: `Path`, or `pathlib.Path` where the file imports the module.
    pub(crate) fn name(&mut self, module: &str, name: &str) -> String {
        self.import(module, Some(name))
    }

    fn import(&mut self, module: &str, name: Option<&str>) -> String {
        let (called, import) = imports::resolve(self.file, module, name, self.site.span.start);
        if let Some(import) = import.filter(|import| !self.imports.contains(import)) {
            self.imports.push(import);
        }
        called
    }

    /// Gives a call's argument a value: in the place of what is passed, or as a keyword at the end. `None` where unknown
    /// arguments are unpacked into the call, of which one may be it.
    pub(crate) fn set_argument(&mut self, call: ExprId, place: rules::Argument, value: &str) -> Option<()> {
        let given = self.file.call_args(call);
        if let Some(old) = place.of(self.file, call) {
            let written = self.parts(call)?.1.iter().any(|argument| argument.value() == old);
            if !written {
                return None;
            }
            self.replace(old, value);
            return Some(());
        }
        let keyword = place.keyword?;
        if given.has_double_star() || (place.position.is_some() && given.has_star()) {
            return None;
        }
        self.add_argument(call, &format!("{keyword}={value}"))
    }

    /// Writes an argument behind the others, as they are laid out.
    pub(crate) fn add_argument(&mut self, call: ExprId, text: &str) -> Option<()> {
        let (func, args) = self.parts(call)?;
        let end = self.span(call).end.checked_sub(1)?;
        let Some(last) = args.last() else {
            // Behind `f(`, before whatever comment stands there.
            let open = self.tree().text(Span::new(self.span(func).end, end));
            if !open.contains(['#', '\n']) {
                self.replace_span(Span::new(end - open.len() as u32 + open.rfind('(')? as u32 + 1, end), text);
                return Some(());
            }
            return None;
        };
        let at = self.end_of(last.value(), end)?;
        let rest = self.tree().text(Span::new(at, end));
        let comma = self.outside_comments(at, end).find(|(_, byte)| *byte == b',').map(|(place, _)| place);
        // A generator needs parentheses of its own beside another argument.
        if let ([Argument::Positional(only)], None) = (args, comma)
            && matches!(self.kind(*only), ExprKind::Comprehension { .. })
            && self.span(*only).end > end
        {
            return None;
        }
        let first = args.first().map_or(at, |argument| self.span(argument.value()).start);
        let own_lines = self.line(first) != self.line(self.span(func).end) && rest.contains('\n');
        if !own_lines {
            match comma {
                Some(comma) => self.insert(comma + 1, format!(" {text}")),
                None => self.insert(at, format!(", {text}")),
            }
            return Some(());
        }
        let indentation = self.indentation(self.span(last.value()).start);
        if comma.is_none() {
            self.insert(at, ",");
        }
        let comma_behind = if comma.is_some() { "," } else { "" };
        self.below(comma.map_or(at, |comma| comma + 1), end, &[format!("{indentation}{text}{comma_behind}")])?;
        Some(())
    }

    /// Writes entries behind those of a dictionary that is not empty, as they are laid out.
    pub(crate) fn add_entries<T: AsRef<str>>(&mut self, dict: ExprId, entries: &[T]) -> Option<()> {
        let ExprKind::Dict(given) = self.kind(dict) else { return None };
        let (_, last) = *given.last()?;
        let end = self.end_of(last, self.span(dict).end.checked_sub(1)?)?;
        // On lines of their own where the last entry stands on one.
        let place = given.last().map(|(key, value)| self.span(key.unwrap_or(*value)).start)?;
        let outer = self.indentation(self.span(dict).start);
        let indentation = self.indentation(place);
        let close = self.span(dict).end.checked_sub(1)?;
        let own_line = self.begins_line(place) && indentation.len() > outer.len();
        if !own_line || !self.tree().text(Span::new(end, close)).contains('\n') {
            let text: String = entries.iter().flat_map(|entry| [", ", entry.as_ref()]).collect();
            self.insert(end, text);
            return Some(());
        }
        let comma = self.outside_comments(end, close).find(|(_, byte)| *byte == b',').map(|(place, _)| place);
        if comma.is_none() {
            self.insert(end, ",");
        }
        let last = entries.len().saturating_sub(1);
        let line = |(at, entry): (usize, &T)| {
            format!("{indentation}{}{}", entry.as_ref(), if at < last || comma.is_some() { "," } else { "" })
        };
        let lines: Vec<String> = entries.iter().enumerate().map(line).collect();
        self.below(comma.map_or(end, |comma| comma + 1), close, &lines)
    }

    /// Writes whole lines below the one of byte `at`, which has to end before `limit`.
    fn below(&mut self, at: u32, limit: u32, lines: &[String]) -> Option<()> {
        let line = self.tree().text(Span::new(at, limit)).find('\n')?;
        let text: String = lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect();
        self.insert(at + line as u32 + 1, text);
        Some(())
    }

    /// Takes an argument out of a call, with its keyword and comma.
    pub(crate) fn remove_argument(&mut self, call: ExprId, value: ExprId) -> Option<()> {
        let (func, args) = self.parts(call)?;
        let at = args.iter().position(|argument| argument.value() == value)?;
        let end = self.span(call).end.checked_sub(1)?;
        let is_positional = |argument: &Argument| matches!(argument, Argument::Positional(_) | Argument::Star(_));
        // Those behind it would move up.
        if is_positional(args.get(at)?) && args[at + 1..].iter().any(is_positional) {
            return None;
        }
        let start = self.start_of(func, args, at)?;
        let own_end = self.end_of(value, end)?;
        let span = match (args.get(at + 1), at.checked_sub(1).and_then(|before| args.get(before))) {
            (Some(_), _) => Span::new(start, self.start_of(func, args, at + 1)?),
            (None, Some(before)) => Span::new(self.end_of(before.value(), start)?, own_end),
            (None, None) => {
                let comma = self.outside_comments(own_end, end).find(|(_, byte)| *byte == b',');
                Span::new(start, comma.map_or(own_end, |(place, _)| place + 1))
            }
        };
        if self.has_comment(span) {
            return None;
        }
        self.replace_span(span, "");
        Some(())
    }

    /// The end of an expression and the parentheses around it, before byte `limit`.
    pub(crate) fn end_of(&self, e: ExprId, limit: u32) -> Option<u32> {
        let span = self.span(e);
        let mut end = span.end;
        // As many parentheses close behind it as open before it: a call's own stands at the limit.
        for (place, byte) in self.outside_comments(span.end, limit) {
            match byte {
                b')' => end = place + 1,
                byte if byte.is_ascii_whitespace() => {}
                _ => break,
            }
        }
        (end <= limit).then_some(end)
    }

    /// The first byte of a call's argument: its keyword, its stars, the parentheses around it.
    fn start_of(&self, func: ExprId, args: &[Argument], at: usize) -> Option<u32> {
        let start = self.span(args.get(at)?.value()).start;
        let (from, mark) = match at.checked_sub(1).and_then(|before| args.get(before)) {
            Some(before) => (self.span(before.value()).end, b','),
            None => (self.span(func).end, b'('),
        };
        let mut between = self.outside_comments(from, start + 1);
        between.find(|(_, byte)| *byte == mark)?;
        between.find(|(_, byte)| !byte.is_ascii_whitespace()).map(|(place, _)| place)
    }

    /// The bytes from `from` to `to` with their places, those of comments left out. No string may lie between.
    pub(crate) fn outside_comments(&self, from: u32, to: u32) -> impl Iterator<Item = (u32, u8)> {
        let mut is_comment = false;
        let bytes = self.tree().source().as_bytes().get(from as usize..to as usize).unwrap_or_default();
        bytes.iter().enumerate().filter_map(move |(at, &byte)| {
            is_comment = (is_comment || byte == b'#') && byte != b'\n' && byte != b'\r';
            (!is_comment).then_some((from + at as u32, byte))
        })
    }

    /// Whether a comment stands among the bytes.
    pub(crate) fn has_comment(&self, span: Span) -> bool {
        let comments = self.tree().comments();
        let next = comments.get(comments.partition_point(|comment| comment.span.start < span.start));
        next.is_some_and(|comment| comment.span.start < span.end)
    }

    fn line(&self, at: u32) -> u32 {
        self.tree().lines().line(at)
    }

    /// The white space that the line of byte `at` begins with.
    pub(crate) fn indentation(&self, at: u32) -> &'a str {
        let line = self.tree().text(self.tree().lines().line_span(self.line(at), self.tree().source()));
        &line[..line.len() - line.trim_start().len()]
    }

    /// Whether nothing but white space stands before byte `at` on its line.
    pub(crate) fn begins_line(&self, at: u32) -> bool {
        let line = self.tree().lines().line_span(self.line(at), self.tree().source());
        self.tree().text(Span::new(line.start, at)).trim().is_empty()
    }

    /// One step of indentation, as the file's first block has it.
    pub(crate) fn step(&self) -> &'a str {
        let deeper = |&function: &StmtId| {
            let first = *self.file.function(function)?.body.first()?;
            let inner = self.indentation(self.tree().stmt(first).span.start);
            inner.strip_prefix(self.indentation(self.tree().stmt(function).span.start)).filter(|step| !step.is_empty())
        };
        self.file.functions().iter().take(20).find_map(deeper).unwrap_or("    ")
    }

    /// The bytes of an assignment's value with the parentheses around it; of another expression its own.
    pub(crate) fn whole_value(&self, e: ExprId) -> Span {
        let span = self.span(e);
        let Node::Stmt(stmt) = self.file.parent(e) else { return span };
        let StmtKind::Assign { targets, .. } = &self.tree().stmt(stmt).kind else { return span };
        let Some(&target) = targets.last() else { return span };
        let before = self.tree().text(Span::new(self.span(target).end, span.start));
        let whole = before.split_once('=').map(|(_, rest)| span.start - rest.trim_start().len() as u32);
        let whole = whole.map_or(span, |start| Span::new(start, self.tree().stmt(stmt).span.end));
        if self.has_comment(Span::new(whole.start, span.start)) || self.has_comment(Span::new(span.end, whole.end)) {
            span
        } else {
            whole
        }
    }

    /// The statement before which something may be done that `e` needs: it is run once for each time that it is reached, and `e`
    /// first of all. `None` inside of a loop's head, a lambda, a comprehension or a condition.
    pub(crate) fn anchor(&self, e: ExprId) -> Option<StmtId> {
        let mut at = e;
        loop {
            match self.file.parent(at) {
                Node::Expr(parent) => match self.kind(parent) {
                    ExprKind::Lambda { .. }
                    | ExprKind::Comprehension { .. }
                    | ExprKind::Conditional { .. }
                    | ExprKind::BoolOp { .. } => {
                        return None;
                    }
                    _ => at = parent,
                },
                Node::Stmt(_) => break,
                _ => return None,
            }
        }
        let stmt = self.file.enclosing_stmt(e)?;
        let is_run_first = match &self.tree().stmt(stmt).kind {
            StmtKind::Return(_)
            | StmtKind::Expr(_)
            | StmtKind::Assign { .. }
            | StmtKind::AnnAssign { .. }
            | StmtKind::Raise { .. } => true,
            StmtKind::With { items, .. } => {
                items.first().is_some_and(|item| self.span(item.context).contains(self.span(e)))
            }
            StmtKind::If { arms, .. } => arms.first().is_some_and(|arm| self.span(arm.test).contains(self.span(e))),
            _ => false,
        };
        is_run_first.then_some(stmt)
    }

    /// `name`, or the name with a number behind it that nothing has which is seen at the site: what other functions call
    /// theirs does not matter.
    pub(crate) fn free_name(&self, name: &str) -> String {
        let seen: Vec<&str> =
            names::visible(self.file, self.site.span.start).map(|binding| names::text(self.file, binding)).collect();
        // A name that the function takes from elsewhere would become its own.
        let function = self.site.expr.and_then(|e| self.file.enclosing_function(e));
        let around = function.map(|function| self.tree().stmt(function).span);
        let used = |name: &str| {
            let is_inside = |span: Span| around.is_none_or(|around| around.contains(span));
            let mut names = self.tree().exprs().filter(|(_, expr)| matches!(expr.kind, ExprKind::Name));
            names.any(|(_, expr)| self.tree().text(expr.span) == name && is_inside(expr.span))
        };
        let is_taken = |name: &str| seen.contains(&name) || used(name);
        let numbered = (2..100).map(|number| format!("{name}_{number}"));
        std::iter::once(name.to_owned())
            .chain(numbered)
            .find(|name| !is_taken(name))
            .unwrap_or_else(|| format!("{name}_"))
    }

    /// Writes statements on lines of their own before `stmt`, each line indented as it is. `None` where `stmt` does not begin
    /// its line: behind a colon or semicolon.
    pub(crate) fn before(&mut self, stmt: StmtId, lines: &[String]) -> Option<()> {
        let start = imports::start_of(self.tree(), stmt);
        let line = Lines::of(self.tree()).around(start)?;
        let indentation = self.tree().text(Span::new(line.start, start));
        if !indentation.trim().is_empty() {
            return None;
        }
        let text: String = lines.iter().flat_map(|line| [indentation, line.as_str(), "\n"]).collect();
        self.insert(line.start, text);
        Some(())
    }

    /// Writes statements on lines of their own behind `stmt`. `None` where something follows it on its line, or nothing at all.
    pub(crate) fn after(&mut self, stmt: StmtId, lines: &[String]) -> Option<()> {
        let span = self.tree().stmt(stmt).span;
        let indentation = self.indentation(span.start);
        let line = self.tree().lines().line_span(self.line(span.end.checked_sub(1)?), self.tree().source());
        let rest = self.tree().text(Span::new(span.end, line.end));
        let is_last = rest.trim().is_empty() || rest.trim_start().starts_with('#');
        if !is_last || !rest.ends_with(['\n', '\r']) {
            return None;
        }
        let text: String = lines.iter().flat_map(|line| [indentation, line.as_str(), "\n"]).collect();
        self.insert(line.end, text);
        Some(())
    }

    /// Takes a statement out; where its block has no other, `pass` takes its place.
    pub(crate) fn remove_statement(&mut self, stmt: StmtId) {
        match imports::whole(self.file, stmt) {
            Some(span) => self.replace_span(span, ""),
            None => self.replace_span(self.tree().stmt(stmt).span, "pass"),
        }
    }

    /// Says that a person has to choose, and what.
    pub(crate) fn needs_review(&mut self, note: impl Into<String>) {
        self.applicability = Applicability::NeedsReview;
        self.note = note.into();
    }

    /// Says what the change does, in the place of the page's words.
    pub(crate) fn explain(&mut self, note: impl Into<String>, comment: impl Into<String>) {
        self.note = note.into();
        self.comment = comment.into();
    }

    /// The proposal, if anything was changed and nothing twice.
    pub(crate) fn finish(mut self) -> Option<Proposal> {
        self.edits.sort_by_key(|edit| edit.span);
        let overlap = self.edits.windows(2).any(|pair| pair[1].span.start < pair[0].span.end);
        let changes = self.edits.iter().any(|edit| self.tree().text(edit.span) != edit.text);
        (changes && !overlap).then_some(Proposal {
            applicability: self.applicability,
            note: self.note,
            comment: self.comment,
            edits: self.edits,
            imports: self.imports,
        })
    }
}
