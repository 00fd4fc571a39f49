//! S202: which archives are unpacked, and what checks their entries.

use model::Confidence;
use semantic::Const;
use syntax::ast::{ExprId, ExprKind, StmtId, StmtKind, UnaryOp};

use crate::detector::{Context, Detector};
use crate::matcher::{called, is_named, plain};
use crate::{Candidate, code::written, languages::archive};

pub(crate) struct ArchiveMembers;

/// How many statements around a call are looked at.
const MAX_DEPTH: usize = 50;

impl Detector for ArchiveMembers {
    /// The page lists every `extractall`: those of other archives and those with a filter are judged here.
    fn refine(&self, cx: &Context<'_>, mut candidate: Candidate) -> Option<Candidate> {
        let call = candidate.expr?;
        let ExprKind::Call { func, .. } = cx.tree().expr(call).kind else { return None };
        let names: Vec<_> = cx.file.qualified_names(func).map(plain).collect();
        let filter = cx.file.call_args(call).keyword("filter");
        if names.iter().any(|name| name == "shutil.unpack_archive") {
            return Some(unpacked(cx, candidate, call, filter));
        }
        let is_tar = names.iter().any(|name| name.starts_with("tarfile.TarFile.extract"));
        let imports = cx.facts().imports("tarfile");
        if !is_tar && !imports {
            return None;
        }
        candidate.beyond = !imports || filter_that_ruff_trusts(cx, call);
        if !is_tar && let Some(other) = names.iter().find_map(|name| name.strip_suffix(".extractall")) {
            candidate.dismissed = Some(match other {
                "zipfile.ZipFile" => "`zipfile` takes `..` and leading slashes out of the names itself".to_owned(),
                _ => format!("`{other}` is no tar archive"),
            });
        } else if let Some(filter) = filter {
            match judged(cx, filter) {
                Filter::Checks => {
                    candidate.dismissed = Some("the filter refuses entries that leave the folder".to_owned());
                }
                Filter::ChecksNothing if archive::filters_entries(cx.file, call) => {
                    candidate.dismissed = Some("each entry was handed to the filter of `tarfile` before".to_owned());
                }
                Filter::ChecksNothing => {
                    candidate.message = format!(
                        "`{}` is told to trust every entry, so an archive can write outside the folder. \
                         Pass `filter=\"data\"`.",
                        crate::scan::one_line(cx.text(func))
                    );
                }
                Filter::Unknown => candidate.confidence = Some(Confidence::Low),
            }
        } else if has_filter_of_its_own(cx, func) {
            candidate.dismissed =
                Some("the archive was given a filter, which refuses entries that leave the folder".to_owned());
        } else if where_no_filter_is(cx, call) {
            candidate.dismissed =
                Some("this only runs where `tarfile` has no filters, and there is nothing to pass".to_owned());
        } else if let Some(reason) = chosen_entry(cx, call, &names) {
            candidate.dismissed = Some(reason);
        } else if cx.facts().looks_at_archive()
            && archive::checks_entries(cx.file, call, cx.file.call_args(call).argument(Some(1), Some("members")))
        {
            candidate.dismissed =
                Some("the program asks of each entry where it lies before it unpacks them".to_owned());
        } else if !is_tar {
            candidate.confidence = Some(Confidence::Low);
        }
        Some(candidate)
    }
}

/// `shutil.unpack_archive`, which unpacks tar archives too, unless it is told another kind.
fn unpacked(cx: &Context<'_>, mut candidate: Candidate, call: ExprId, filter: Option<ExprId>) -> Candidate {
    let args = cx.file.call_args(call);
    let text =
        |e: Option<ExprId>| e.and_then(|e| cx.file.constant(e)).and_then(|text| text.as_str().map(str::to_owned));
    let is_zip = match text(args.argument(Some(2), Some("format"))) {
        Some(format) => format == "zip",
        None => text(args.argument(Some(0), Some("filename")))
            .is_some_and(|name| name.to_ascii_lowercase().rsplit('.').next() == Some("zip")),
    };
    if is_zip {
        candidate.dismissed = Some("`zipfile` takes `..` and leading slashes out of the names itself".to_owned());
    } else if filter.is_some_and(|filter| matches!(judged(cx, filter), Filter::Checks)) {
        candidate.dismissed = Some("the filter refuses entries that leave the folder".to_owned());
    } else {
        candidate.confidence = Some(Confidence::Medium);
    }
    candidate
}

/// `archive.extraction_filter = tarfile.data_filter` before `archive.extractall(…)`, or the same of the class.
fn has_filter_of_its_own(cx: &Context<'_>, func: ExprId) -> bool {
    let tree = cx.tree();
    let ExprKind::Attribute { value: archive, .. } = tree.expr(func).kind else { return false };
    tree.stmts().any(|(_, stmt)| {
        let StmtKind::Assign { targets, value } = &stmt.kind else { return false };
        let sets = |target: &ExprId| match tree.expr(*target).kind {
            ExprKind::Attribute { value: object, attr } => {
                tree.text(attr.span) == "extraction_filter"
                    && (cx.text(object) == cx.text(archive) || is_named(cx.file, object, &["tarfile.TarFile"]))
            }
            _ => false,
        };
        let stated = match tree.expr(*value).kind {
            // `TarFile.extraction_filter = staticmethod(tarfile.data_filter)`
            ExprKind::Call { .. } => cx.file.call_args(*value).positional(0).unwrap_or(*value),
            _ => *value,
        };
        stmt.span.start < tree.expr(func).span.start
            && targets.iter().any(sets)
            && matches!(judged(cx, stated), Filter::Checks)
    })
}

/// Whether the call stands where `hasattr(tarfile, "data_filter")` is false.
fn where_no_filter_is(cx: &Context<'_>, call: ExprId) -> bool {
    let tree = cx.tree();
    let place = tree.expr(call).span;
    // `hasattr(tarfile, "data_filter")`, and whether `not` stands before it.
    let asks = |test: ExprId| {
        let (asked, negated) = match tree.expr(test).kind {
            ExprKind::Unary { op: UnaryOp::Not, operand } => (operand, true),
            _ => (test, false),
        };
        let args = cx.file.call_args(asked);
        let is_asked = called(cx.file, asked).is_some_and(|func| is_named(cx.file, func, &["builtins.hasattr"]))
            && args.positional(0).is_some_and(|module| is_named(cx.file, module, &["tarfile"]))
            && args
                .positional(1)
                .and_then(|name| cx.file.constant(name))
                .is_some_and(|name| name.as_str().is_some_and(|name| name.ends_with("_filter")));
        is_asked.then_some(negated)
    };
    let holds = |body: &[StmtId]| body.iter().any(|&inner| tree.stmt(inner).span.contains(place));
    let mut at = cx.file.enclosing_stmt(call);
    for _ in 0..MAX_DEPTH {
        let Some(stmt) = at else { return false };
        if let StmtKind::If { arms, orelse } = &tree.stmt(stmt).kind
            && let Some(first) = arms.first()
            && let Some(negated) = asks(first.test)
        {
            return if negated { holds(&first.body) } else { holds(orelse) };
        }
        at = cx.file.stmt_parent(stmt);
    }
    false
}

/// Why `archive.extract("manifest.json")` writes no other entry: the program names it.
fn chosen_entry(cx: &Context<'_>, call: ExprId, names: &[std::borrow::Cow<'_, str>]) -> Option<String> {
    let is_one = names.iter().any(|name| name.ends_with(".extract"));
    let member = cx.file.call_args(call).argument(Some(0), Some("member")).filter(|_| is_one)?;
    let name = cx.file.constant(member)?;
    let name = name.as_str()?;
    let is_inside = !name.starts_with('/') && !name.split('/').any(|part| part == "..");
    is_inside
        .then(|| "the program names the one entry that is written, and its name stays inside of the folder".to_owned())
}

/// What a filter does about entries that leave the folder.
enum Filter {
    Checks,
    ChecksNothing,
    Unknown,
}

fn judged(cx: &Context<'_>, filter: ExprId) -> Filter {
    match cx.file.constant(filter) {
        Some(Const::Str(text)) => match &*text {
            "data" | "tar" => Filter::Checks,
            "fully_trusted" => Filter::ChecksNothing,
            _ => Filter::Unknown,
        },
        Some(Const::None) => Filter::ChecksNothing,
        _ if is_named(cx.file, filter, &["tarfile.data_filter", "tarfile.tar_filter"]) => Filter::Checks,
        _ if is_named(cx.file, filter, &["tarfile.fully_trusted_filter"]) => Filter::ChecksNothing,
        _ => Filter::Unknown,
    }
}

/// Whether one of the filters that Ruff knows is written as a text.
fn filter_that_ruff_trusts(cx: &Context<'_>, call: ExprId) -> bool {
    written::keyword(cx.file, call, "filter")
        .and_then(|filter| written::text(cx.file, filter))
        .is_some_and(|text| matches!(&*text, "data" | "tar"))
}
