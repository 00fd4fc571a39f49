//! S202: which archives are unpacked, and what checks their entries.

use model::Confidence;
use semantic::Const;
use syntax::ast::{ExprId, ExprKind};

use crate::detector::{Context, Detector};
use crate::matcher::{is_named, plain};
use crate::{Candidate, code::written, languages::archive};

pub(crate) struct ArchiveMembers;

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
                Filter::ChecksNothing => {
                    candidate.message = format!(
                        "`{}` is told to trust every entry, so an archive can write outside the folder. \
                         Pass `filter=\"data\"`.",
                        crate::scan::one_line(cx.text(func))
                    );
                }
                Filter::Unknown => candidate.confidence = Some(Confidence::Low),
            }
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
