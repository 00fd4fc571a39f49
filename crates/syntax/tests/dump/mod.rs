//! A module as lines, one node each, in the words of CPython's `ast`; see `ast_dump.py`.
#![allow(dead_code, clippy::expect_used)] // each test binary uses a part; tests fail by panicking

use std::fmt::Write;

use syntax::ast::{
    Argument, Class, Clause, ComprehensionKind, ExprId, ExprKind, FPart, Function, Handler, ParamKind, Params,
    PatternId, PatternKind, StmtId, StmtKind, TypeParam,
};
use syntax::{Module, Span};

/// Every node reachable from the module's body, sorted.
pub(crate) fn dump(module: &Module) -> Vec<String> {
    let mut dump = Dump {
        module,
        bom: if module.source().starts_with('\u{feff}') { 3 } else { 0 },
        named: module.source().contains("\\N{"),
        lines: Vec::new(),
        stmts: module.body().to_vec(),
        exprs: Vec::new(),
        patterns: Vec::new(),
    };
    dump.run();
    dump.lines.sort_unstable();
    dump.lines
}

/// Panics unless the promises of the arenas hold: children first, spans on character borders and in order.
pub(crate) fn check(module: &Module) {
    let source = module.source();
    if module.errors().is_empty() {
        check_parents(module);
    }
    let fits = |span: Span| {
        assert!(span.start <= span.end && source.get(span.range()).is_some(), "{span:?} is no part of the text");
    };
    for (id, expr) in module.exprs() {
        fits(expr.span);
        module.children(id, &mut |child| assert!(child < id, "{child:?} is under {id:?}"));
    }
    for (id, stmt) in module.stmts() {
        fits(stmt.span);
        module.stmt_children(id, &mut |child| assert!(child < id, "{child:?} is under {id:?}"));
        module.stmt_exprs(id, &mut |child| assert!(child.index() < module.exprs().len()));
        if let StmtKind::Match { cases, .. } = &module.stmt(id).kind {
            let mut open: Vec<PatternId> = cases.iter().map(|case| case.pattern).collect();
            while let Some(pattern) = open.pop() {
                fits(module.pattern(pattern).span);
                module.pattern_children(pattern, &mut |child| {
                    assert!(child < pattern);
                    open.push(child);
                });
            }
        }
    }
    for comment in module.comments() {
        assert!(module.text(comment.span).starts_with('#'), "{comment:?}");
    }
    for pair in module.errors().windows(2) {
        assert!(pair[0].end < pair[1].start, "regions overlap: {pair:?}");
    }
    module.errors().iter().copied().for_each(fits);
    assert!(module.lines_lost() <= module.lines().line_count(source).max(1));
}

/// Panics unless every expression stands in exactly one place, and every statement too.
fn check_parents(module: &Module) {
    let mut exprs = vec![0; module.exprs().len()];
    let mut stmts = vec![0; module.stmts().len()];
    module.body().iter().for_each(|id| stmts[id.index()] += 1);
    for (id, _) in module.exprs() {
        module.children(id, &mut |child| exprs[child.index()] += 1);
    }
    for (id, _) in module.stmts() {
        module.stmt_children(id, &mut |child| stmts[child.index()] += 1);
        module.stmt_exprs(id, &mut |child| exprs[child.index()] += 1);
    }
    for (id, expr) in module.exprs() {
        let text = module.text(expr.span);
        assert!(
            exprs[id.index()] == 1,
            "{expr:?} {text:?} stands in {} places: {:?}",
            exprs[id.index()],
            module.source()
        );
    }
    for (id, stmt) in module.stmts() {
        assert!(stmts[id.index()] == 1, "{stmt:?} stands in {} places: {:?}", stmts[id.index()], module.source());
    }
}

struct Dump<'m> {
    module: &'m Module,
    bom: u32,
    named: bool,
    lines: Vec<String>,
    stmts: Vec<StmtId>,
    exprs: Vec<ExprId>,
    patterns: Vec<PatternId>,
}

impl Dump<'_> {
    fn run(&mut self) {
        loop {
            if let Some(id) = self.exprs.pop() {
                self.expr(id);
            } else if let Some(id) = self.patterns.pop() {
                self.pattern(id);
            } else if let Some(id) = self.stmts.pop() {
                self.stmt(id);
            } else {
                return;
            }
        }
    }

    fn place(&self, offset: u32) -> (u32, u32) {
        let line = self.module.lines().line(offset);
        let start = self.module.lines().line_span(line, self.module.source()).start;
        (line, (offset - start).saturating_sub(if line == 1 { self.bom } else { 0 }))
    }

    fn line(&mut self, name: &str, span: Span, detail: &str) {
        let (from, to) = (self.place(span.start), self.place(span.end));
        let detail = match name {
            "Str" | "JoinedStr" | "TemplateStr" if self.named && self.has_named_escape(from.0, to.0) => "named",
            _ => detail,
        };
        self.lines.push(format!("{name} {} {} {} {} {detail}", from.0, from.1, to.0, to.1));
    }

    fn has_named_escape(&self, first: u32, last: u32) -> bool {
        let source = self.module.source();
        (first..=last).any(|line| self.module.text(self.module.lines().line_span(line, source)).contains("\\N{"))
    }

    fn text(&self, span: Span) -> &str {
        self.module.text(span)
    }

    fn dotted(&self, span: Span) -> String {
        self.text(span).chars().filter(|c| !c.is_whitespace() && *c != '\\').collect()
    }

    fn params(&self, params: &Params) -> String {
        let kind = |kind| match kind {
            ParamKind::PositionalOnly => 'P',
            ParamKind::Regular => 'R',
            ParamKind::VarArgs => 'V',
            ParamKind::KeywordOnly => 'K',
            ParamKind::KwArgs => 'W',
            ParamKind::Unpacked => 'U',
        };
        let names: Vec<String> =
            params.params.iter().map(|param| format!("{}{}", kind(param.kind), self.text(param.name.span))).collect();
        let defaults = params.params.iter().filter(|param| param.default.is_some()).count();
        format!("{} {defaults}", names.join(" "))
    }

    fn type_params(&self, params: &[TypeParam]) -> String {
        let one = |param: &TypeParam| {
            let bound = if param.bound.is_some() { "+" } else { "" };
            let default = if param.default.is_some() { "=" } else { "" };
            format!("{}{bound}{default}", self.text(param.name.span))
        };
        params.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    /// How many arguments are positional, and the names of the others.
    fn args(&self, args: &[Argument]) -> (usize, String) {
        let positional = args.iter().filter(|arg| matches!(arg, Argument::Positional(_) | Argument::Star(_))).count();
        let keywords = args.iter().filter_map(|arg| match arg {
            Argument::Keyword { name, .. } => Some(self.text(name.span)),
            Argument::DoubleStar(_) => Some("**"),
            _ => None,
        });
        (positional, keywords.collect::<Vec<_>>().join(" "))
    }

    fn stmt(&mut self, id: StmtId) {
        let module = self.module;
        let stmt = module.stmt(id);
        let aliases = |aliases: &[syntax::ast::Alias]| {
            let one = |alias: &syntax::ast::Alias| {
                format!("{}:{}", self.dotted(alias.name), alias.asname.map_or("", |name| self.text(name.span)))
            };
            aliases.iter().map(one).collect::<Vec<_>>().join(" ")
        };
        let names =
            |names: &[syntax::ast::Ident]| names.iter().map(|name| self.text(name.span)).collect::<Vec<_>>().join(" ");
        let (name, detail) = match &stmt.kind {
            StmtKind::Function(function) => self.function(function),
            StmtKind::Class(class) => ("ClassDef", self.class(class)),
            StmtKind::Return(_) => ("Return", String::new()),
            StmtKind::Delete(values) => ("Delete", values.len().to_string()),
            StmtKind::Assign { targets, .. } => ("Assign", targets.len().to_string()),
            StmtKind::AugAssign { op, .. } => ("AugAssign", format!("{op:?}")),
            StmtKind::AnnAssign { .. } => ("AnnAssign", String::new()),
            StmtKind::TypeAlias { type_params, .. } => ("TypeAlias", format!("[{}]", self.type_params(type_params))),
            StmtKind::For { body, orelse, is_async, .. } => {
                (if *is_async { "AsyncFor" } else { "For" }, format!("{} {}", body.len(), orelse.len()))
            }
            StmtKind::While { body, orelse, .. } => ("While", format!("{} {}", body.len(), orelse.len())),
            StmtKind::If { arms, orelse } => ("If", format!("{} {}", arms.len(), orelse.len())),
            StmtKind::With { items, body, is_async } => {
                let targets = items.iter().filter(|item| item.target.is_some()).count();
                (if *is_async { "AsyncWith" } else { "With" }, format!("{} {targets} {}", items.len(), body.len()))
            }
            StmtKind::Match { cases, .. } => {
                let one = |case: &syntax::ast::MatchCase| {
                    format!("{}{}", case.body.len(), if case.guard.is_some() { "g" } else { "" })
                };
                ("Match", cases.iter().map(one).collect::<Vec<_>>().join(" "))
            }
            StmtKind::Raise { exc, cause } => {
                let truth = |some: bool| if some { "True" } else { "False" };
                ("Raise", format!("{} {}", truth(exc.is_some()), truth(cause.is_some())))
            }
            StmtKind::Try { body, handlers, orelse, finally, is_star } => (
                if *is_star { "TryStar" } else { "Try" },
                format!("{} {} {} {}", body.len(), handlers.len(), orelse.len(), finally.len()),
            ),
            StmtKind::Assert { .. } => ("Assert", String::new()),
            StmtKind::Import(found) => ("Import", aliases(found)),
            StmtKind::ImportFrom { module, level, names } => {
                let module = module.map(|span| self.dotted(span)).unwrap_or_default();
                ("ImportFrom", format!("{level} {module} {}", aliases(names)))
            }
            StmtKind::Global(found) => ("Global", names(found)),
            StmtKind::Nonlocal(found) => ("Nonlocal", names(found)),
            StmtKind::Expr(_) => ("Expr", String::new()),
            StmtKind::Pass => ("Pass", String::new()),
            StmtKind::Break => ("Break", String::new()),
            StmtKind::Continue => ("Continue", String::new()),
            StmtKind::Print { values, .. } => ("Print", values.len().to_string()),
            StmtKind::Exec { scope, .. } => ("Exec", scope.len().to_string()),
            StmtKind::Error { exprs, body } => ("Error", format!("{} {}", exprs.len(), body.len())),
        };
        if let StmtKind::Try { handlers, .. } = &stmt.kind {
            handlers.iter().for_each(|handler| self.handler(handler));
        }
        self.line(name, stmt.span, &detail);
        module.stmt_children(id, &mut |child| self.stmts.push(child));
        if let StmtKind::Match { subject, cases } = &stmt.kind {
            // Patterns bring their own expressions.
            self.exprs.push(*subject);
            self.exprs.extend(cases.iter().filter_map(|case| case.guard));
            self.patterns.extend(cases.iter().map(|case| case.pattern));
        } else {
            module.stmt_exprs(id, &mut |child| self.exprs.push(child));
        }
    }

    fn function(&self, function: &Function) -> (&'static str, String) {
        let detail = format!(
            "{} ({}) [{}] {} {}",
            self.text(function.name.span),
            self.params(&function.params),
            self.type_params(&function.type_params),
            function.decorators.len(),
            function.body.len()
        );
        (if function.is_async { "AsyncFunctionDef" } else { "FunctionDef" }, detail)
    }

    fn class(&self, class: &Class) -> String {
        let (bases, keywords) = self.args(&class.args);
        let types = self.type_params(&class.type_params);
        let (name, decorators, body) = (self.text(class.name.span), class.decorators.len(), class.body.len());
        format!("{name} {bases} ({keywords}) [{types}] {decorators} {body}")
    }

    fn handler(&mut self, handler: &Handler) {
        let detail = format!("{} {}", handler.name.map_or("", |name| self.text(name.span)), handler.body.len());
        self.line("ExceptHandler", handler.span, &detail);
    }

    fn expr(&mut self, id: ExprId) {
        let module = self.module;
        let expr = module.expr(id);
        let (name, detail) = match &expr.kind {
            ExprKind::BoolOp { op, values } => ("BoolOp", format!("{op:?} {}", values.len())),
            ExprKind::Named { .. } => ("NamedExpr", String::new()),
            ExprKind::Binary { op, .. } => ("BinOp", format!("{op:?}")),
            ExprKind::Unary { op, .. } => ("UnaryOp", format!("{op:?}")),
            ExprKind::Lambda { params, .. } => ("Lambda", self.params(params)),
            ExprKind::Conditional { .. } => ("IfExp", String::new()),
            ExprKind::Dict(entries) => {
                ("Dict", entries.iter().map(|entry| if entry.0.is_some() { '.' } else { '*' }).collect())
            }
            ExprKind::Set(values) => ("Set", values.len().to_string()),
            ExprKind::List(values) => ("List", values.len().to_string()),
            ExprKind::Tuple(values) => ("Tuple", values.len().to_string()),
            ExprKind::Comprehension { kind, clauses } => {
                let one =
                    |clause: &Clause| format!("{}{}", if clause.is_async { "a" } else { "" }, clause.conditions.len());
                let name = match kind {
                    ComprehensionKind::List { .. } => "ListComp",
                    ComprehensionKind::Set { .. } => "SetComp",
                    ComprehensionKind::Generator { .. } => "GeneratorExp",
                    ComprehensionKind::Dict { .. } => "DictComp",
                };
                (name, clauses.iter().map(one).collect::<Vec<_>>().join(" "))
            }
            ExprKind::Await(_) => ("Await", String::new()),
            ExprKind::Yield(_) => ("Yield", String::new()),
            ExprKind::YieldFrom(_) => ("YieldFrom", String::new()),
            ExprKind::Compare { rest, .. } => {
                ("Compare", rest.iter().map(|part| format!("{:?}", part.0)).collect::<Vec<_>>().join(" "))
            }
            ExprKind::Call { args, .. } => {
                let (positional, keywords) = self.args(args);
                ("Call", format!("{positional} {keywords}"))
            }
            ExprKind::Attribute { attr, .. } => ("Attribute", self.text(attr.span).to_owned()),
            ExprKind::Subscript { .. } => ("Subscript", String::new()),
            ExprKind::Slice { lower, upper, step } => {
                let mark = |part: &Option<ExprId>| if part.is_some() { '.' } else { '-' };
                ("Slice", [lower, upper, step].into_iter().map(mark).collect())
            }
            ExprKind::Starred(_) => ("Starred", String::new()),
            ExprKind::Name => ("Name", String::new()),
            ExprKind::Str(tokens) => ("Str", escaped(&module.string_value(tokens))),
            ExprKind::Bytes(tokens) => {
                let value = module.bytes_value(tokens);
                ("Bytes", value.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(hex_digit).collect())
            }
            ExprKind::FString(parts) => ("JoinedStr", self.parts(parts)),
            ExprKind::TString(parts) => ("TemplateStr", self.parts(parts)),
            ExprKind::Int => ("Int", module.int_value(id).map_or("big".to_owned(), |value| format!("{value:#x}"))),
            ExprKind::Float => {
                ("Float", module.float_value(id).map_or("?".to_owned(), |value| format!("{:016x}", value.to_bits())))
            }
            ExprKind::Complex => ("Complex", String::new()),
            ExprKind::True => ("True", String::new()),
            ExprKind::False => ("False", String::new()),
            ExprKind::None => ("None", String::new()),
            ExprKind::Ellipsis => ("Ellipsis", String::new()),
            ExprKind::Repr(_) => ("Repr", String::new()),
            ExprKind::Error(values) => ("Error", values.len().to_string()),
        };
        self.line(name, expr.span, &detail);
        module.children(id, &mut |child| self.exprs.push(child));
    }

    fn parts(&self, parts: &[FPart]) -> String {
        let mut text = String::new();
        for part in parts {
            let FPart::Interpolation { span, value, conversion, spec, debug } = part else {
                text.push_str(&escaped(&self.module.piece_value(part)));
                continue;
            };
            let spec = self.parts(spec);
            let mut shown = conversion.map_or(-1, i32::from);
            if *debug {
                // `=` puts the expression's own text before the value, and asks for `repr`.
                let after = Span::new(self.module.expr(*value).span.end, span.end);
                let behind = self.text(after);
                let equals = behind.find('=').map_or(0, |at| at + 1);
                let own = Span::new(span.start + 1, after.start + equals as u32);
                text.push_str(&escaped(self.text(own)));
                let rest = Self::skip_blanks(&behind[equals..], &mut text);
                if rest.starts_with('}') {
                    shown = i32::from(b'r');
                }
            }
            let colon = if spec.is_empty() { "" } else { ":" };
            write!(text, "{{{shown}{colon}{spec}}}").expect("a string takes all");
        }
        text
    }

    /// What follows the blanks at the start of `rest`; they go to `text`, comments among them do not.
    fn skip_blanks<'t>(mut rest: &'t str, text: &mut String) -> &'t str {
        loop {
            let trimmed = rest.trim_start();
            text.push_str(&escaped(&rest[..rest.len() - trimmed.len()]));
            if !trimmed.starts_with('#') {
                return trimmed;
            }
            rest = &trimmed[trimmed.find('\n').unwrap_or(trimmed.len())..];
        }
    }

    fn pattern(&mut self, id: PatternId) {
        let module = self.module;
        let pattern = module.pattern(id);
        let (name, detail) = match &pattern.kind {
            PatternKind::Value(value) => match module.expr(*value).kind {
                ExprKind::True | ExprKind::False | ExprKind::None => {
                    self.line("MatchSingleton", pattern.span, "");
                    return;
                }
                _ => ("MatchValue", String::new()),
            },
            PatternKind::Sequence(patterns) => ("MatchSequence", patterns.len().to_string()),
            PatternKind::Mapping { entries, rest } => {
                ("MatchMapping", format!("{} {}", entries.len(), rest.map_or("", |rest| self.text(rest.span))))
            }
            PatternKind::Class { positional, keywords, .. } => {
                let names: Vec<&str> = keywords.iter().map(|keyword| self.text(keyword.0.span)).collect();
                ("MatchClass", format!("{} {}", positional.len(), names.join(" ")))
            }
            PatternKind::Star(name) => ("MatchStar", name.map_or("_", |name| self.text(name.span)).to_owned()),
            PatternKind::As { name, .. } => ("MatchAs", name.map_or("_", |name| self.text(name.span)).to_owned()),
            PatternKind::Or(patterns) => ("MatchOr", patterns.len().to_string()),
            PatternKind::Error => ("Error", String::new()),
        };
        self.line(name, pattern.span, &detail);
        module.pattern_exprs(id, &mut |child| self.exprs.push(child));
        module.pattern_children(id, &mut |child| self.patterns.push(child));
    }
}

fn escaped(text: &str) -> String {
    text.replace('%', "%25").replace('\n', "%0A").replace('\r', "%0D")
}

fn hex_digit(digit: u8) -> char {
    char::from_digit(u32::from(digit), 16).expect("it is below 16")
}
