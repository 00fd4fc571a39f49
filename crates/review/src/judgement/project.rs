//! What only shows when the files are read together: blocks that stand twice, a package without tests, pages without headers.

use std::collections::HashMap;
use std::sync::Arc;

use model::{Confidence, Recon, State};
use rules::{Candidate, Rule};
use semantic::FileModel;
use syntax::ast::{ExprKind, StmtId, StmtKind};
use syntax::{LineIndex, Span};

use crate::analysis::{Judged, PythonFacts};
use crate::telling::fingerprint::Fingerprints;
use crate::{
    Configuration, FileAnalysis,
    judgement::{guarded, headers},
    telling::evidence,
};

/// The rule about blocks that stand twice.
pub(crate) const DUPLICATES: &str = "PV903";
/// The rule about packages without tests.
const NO_TESTS: &str = "PV921";

/// Statements that a block has at least.
const BLOCK: usize = 10;
/// Different statements among its first ones: a row of equal ones is a table, not a block.
const DIFFERENT: usize = 6;
/// Copies that a message names.
const NAMED: usize = 3;
/// A package of so many functions, in so many files, is expected to have tests.
const PACKAGE: (usize, usize) = (12, 3);

/// What of a file is compared with others: its statements in source order, and its text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Outline {
    statements: Vec<(u64, Span)>,
    text: Arc<str>,
    functions: usize,
    /// Justifications of comments that silence [`DUPLICATES`], by their 1-based line.
    pub(crate) silenced: Vec<(u32, String)>,
}

impl Outline {
    /// Of a file's code. What machines write, and what is meant to be alike, has no statements.
    pub(crate) fn of(file: &FileModel, path: &str) -> Self {
        let module = file.module();
        let name = path.rsplit('/').next().unwrap_or(path);
        let is_left_out =
            rules::is_test_file(path) || path.contains("migrations/") || name.contains("_pb2") || name == "setup.py";
        let mut statements = Vec::new();
        if !is_left_out {
            let kept = module.stmts().filter(|(_, stmt)| is_code(file, &stmt.kind));
            statements = kept.map(|(id, stmt)| (hash(file, id), stmt.span)).collect();
            statements.sort_by_key(|(_, span)| (span.start, std::cmp::Reverse(span.end)));
        }
        Self { statements, text: module.source().clone(), functions: file.functions().len(), silenced: Vec::new() }
    }
}

/// Whether a statement is something that could be moved into a function.
fn is_code(file: &FileModel, kind: &StmtKind) -> bool {
    match kind {
        StmtKind::Import(_) | StmtKind::ImportFrom { .. } | StmtKind::Pass | StmtKind::Global(_) => false,
        StmtKind::Expr(value) => !matches!(file.module().expr(*value).kind, ExprKind::Str(_)),
        _ => true,
    }
}

/// Of the statement's own text, up to the first statement in it; white space does not count.
fn hash(file: &FileModel, id: StmtId) -> u64 {
    let module = file.module();
    let stmt = module.stmt(id);
    let mut end = stmt.span.end;
    module.stmt_children(id, &mut |child| end = end.min(module.stmt(child).span.start));
    let mut hash = model::Fnv::default();
    hash.part(module.text(Span::new(stmt.span.start, end)).bytes().filter(|byte| !byte.is_ascii_whitespace()));
    if let StmtKind::If { arms, .. } = &stmt.kind {
        for arm in arms.iter().skip(1) {
            hash.part(module.text(module.expr(arm.test).span).bytes().filter(|byte| !byte.is_ascii_whitespace()));
        }
    }
    hash.value()
}

/// Findings about the project as a whole, of those among `rules`.
pub(crate) fn judge(
    python: &[(&FileAnalysis, &PythonFacts)],
    configuration: &Configuration,
    rules: &[&'static Rule],
    recon: &Recon,
) -> Vec<Judged> {
    let wanted = |code: &str| rules.iter().copied().find(|rule| rule.code == code);
    let mut found = Vec::new();
    let files: Vec<File<'_>> =
        python.iter().map(|(file, facts)| File { path: &file.path, facts, outline: &facts.outline }).collect();
    if let Some(rule) = wanted(DUPLICATES) {
        for block in blocks(&files.iter().map(|file| &*file.outline.statements).collect::<Vec<_>>()) {
            found.extend(duplicate(rule, &files, &block));
        }
    }
    if let Some(rule) = wanted(NO_TESTS) {
        found.extend(untested(rule, &files));
    }
    if let Some(rule) = wanted(headers::HEADERS) {
        found.extend(headers::judge(rule, &files));
    }
    if let Some(rule) = wanted(guarded::UNGUARDED) {
        found.extend(guarded::judge(rule, &files, recon));
    }
    for judged in &mut found {
        if let Some(reason) = configuration.of(&judged.finding.file).ignores(judged.rule) {
            judged.finding.state = State::Suppressed;
            judged.finding.reason = Some(reason.to_owned());
        }
    }
    found
}

/// A file, and what is known of it.
#[derive(Clone, Copy)]
pub(crate) struct File<'a> {
    pub(crate) path: &'a str,
    pub(crate) facts: &'a PythonFacts,
    outline: &'a Outline,
}

impl<'a> File<'a> {
    /// The file's text.
    pub(crate) fn text(&self) -> &'a str {
        &self.outline.text
    }
}

/// A block and its copies: each a file, its first statement, and how many there are.
#[derive(Debug, PartialEq, Eq)]
struct Block {
    first: (usize, usize, usize),
    copies: Vec<(usize, usize, usize)>,
}

/// Where a block can be found again, by the hash of its beginning; each statement is read a fixed number of times.
fn blocks(files: &[&[(u64, Span)]]) -> Vec<Block> {
    // Odd, so that no statement is lost in the products.
    const BASE: u64 = 0x9e37_79b9_7f4a_7c15;
    let power = (0..BLOCK).fold(1_u64, |power, _| power.wrapping_mul(BASE));
    let mut seen: HashMap<u64, (usize, usize)> = HashMap::new();
    let mut places: HashMap<(usize, usize), usize> = HashMap::new();
    let mut blocks: Vec<Block> = Vec::new();
    for (file, statements) in files.iter().enumerate() {
        let mut sums = vec![0_u64; statements.len() + 1];
        for (at, (hash, _)) in statements.iter().enumerate() {
            sums[at + 1] = sums[at].wrapping_mul(BASE).wrapping_add(*hash);
        }
        let mut at = 0;
        while at + BLOCK <= statements.len() {
            let window = sums[at + BLOCK].wrapping_sub(sums[at].wrapping_mul(power));
            let Some(&(other, start)) = seen.get(&window) else {
                seen.insert(window, (file, at));
                at += 1;
                continue;
            };
            let is_varied = is_varied(&statements[at..at + BLOCK]);
            let length = if is_varied { common(files, (other, start), (file, at)) } else { 0 };
            if length < BLOCK {
                at += 1;
                continue;
            }
            let place = *places.entry((other, start)).or_insert(blocks.len());
            match blocks.get_mut(place) {
                Some(block) => block.copies.push((file, at, length)),
                None => blocks.push(Block { first: (other, start, length), copies: vec![(file, at, length)] }),
            }
            at += length;
        }
    }
    blocks
}

/// How many statements are equal from two places on; in one file they do not overlap.
fn common(files: &[&[(u64, Span)]], (a, i): (usize, usize), (b, j): (usize, usize)) -> usize {
    let most = if a == b { j - i } else { usize::MAX };
    files[a][i..].iter().zip(&files[b][j..]).take(most).take_while(|((x, _), (y, _))| x == y).count()
}

fn is_varied(statements: &[(u64, Span)]) -> bool {
    let mut hashes: Vec<u64> = statements.iter().map(|(hash, _)| *hash).collect();
    hashes.sort_unstable();
    hashes.dedup();
    hashes.len() >= DIFFERENT
}

fn duplicate(rule: &'static Rule, files: &[File<'_>], block: &Block) -> Option<Judged> {
    let span_of = |&(file, start, length): &(usize, usize, usize)| -> Option<(File<'_>, Span)> {
        let file = files.get(file)?;
        let statements = file.outline.statements.get(start..start + length)?;
        let end = statements.iter().map(|(_, span)| span.end).max()?;
        // A block that ends inside of a statement ends with its last line that is equal.
        let last = statements.last()?.1;
        let is_whole = |span: &Span| span.end <= last.end;
        let end = statements
            .iter()
            .map(|(_, span)| span)
            .filter(|span| is_whole(span))
            .map(|span| span.end)
            .max()
            .unwrap_or(end);
        Some((*file, Span::new(statements.first()?.1.start, end)))
    };
    let (file, span) = span_of(&block.first)?;
    let copies = block.copies.iter().take(NAMED).filter_map(|copy| {
        let (file, span) = span_of(copy)?;
        let index = LineIndex::new(&file.outline.text);
        Some(format!("{}:{}-{}", file.path, index.line(span.start), index.line(span.end.saturating_sub(1))))
    });
    let mut named: Vec<String> = copies.collect();
    if block.copies.len() > NAMED {
        named.push(format!("{} more places", block.copies.len() - NAMED));
    }
    let message = format!(
        "These {} statements stand again in {}. A fault that is mended in one of them stays in the other: move them into a function \
         that both call.",
        block.first.2,
        named.join(", ")
    );
    let mut judged = make(rule, file, span, message);
    let comment = file.outline.silenced.iter().find(|(line, _)| *line == judged.finding.line);
    if let Some((_, reason)) = comment {
        judged.finding.state = State::Suppressed;
        judged.finding.reason = Some(reason.clone());
    }
    Some(judged)
}

/// A finding for a package of some size with no tests among its files.
fn untested(rule: &'static Rule, files: &[File<'_>]) -> Option<Judged> {
    let is_test = |file: &File<'_>| {
        let runners = ["pytest", "unittest", "hypothesis"];
        file.facts.recon.is_test || runners.iter().any(|runner| file.facts.recon.modules.contains_key(*runner))
    };
    let with_functions: Vec<&File<'_>> = files.iter().filter(|file| file.outline.functions > 0).collect();
    let functions: usize = with_functions.iter().map(|file| file.outline.functions).sum();
    if functions < PACKAGE.0 || with_functions.len() < PACKAGE.1 || files.iter().any(is_test) {
        return None;
    }
    let largest = with_functions.iter().rev().max_by_key(|file| file.outline.functions)?;
    let message = format!(
        "The {} files define {functions} functions, and none of the files holds tests. Begin with tests of what lets people in and what \
         takes their data; if the tests lie elsewhere, give them to the review, too.",
        files.len()
    );
    let end = largest.outline.text.find(['\r', '\n']).unwrap_or(largest.outline.text.len());
    Some(make(rule, **largest, Span::new(0, end as u32), message))
}

/// A finding at a place of a file.
pub(crate) fn make(rule: &'static Rule, file: File<'_>, span: Span, message: String) -> Judged {
    let text = &file.outline.text;
    let index = LineIndex::new(text);
    let candidate = Candidate::new(rule, span, message);
    let (start, end) = (index.position(span.start, text), index.position(span.end, text));
    let mut finding = crate::findings::draft(&candidate, file.path, start, end);
    finding.severity = rule.severity;
    finding.confidence = Confidence::High;
    finding.message = file.facts.secrets.mask(finding.message);
    finding.evidence = evidence::lines(text, &index, start.line, end.line, &file.facts.secrets);
    let code = text.get(span.range()).unwrap_or_default();
    finding.fingerprint = Fingerprints::default().next(rule.code, file.path, code);
    Judged { rule, finding, from: None, anti_pattern: None, site: None }
}

#[cfg(test)]
mod tests {
    use super::{BLOCK, Block, blocks};
    use syntax::Span;

    fn file(hashes: impl IntoIterator<Item = u64>) -> Vec<(u64, Span)> {
        hashes.into_iter().map(|hash| (hash, Span::new(0, 0))).collect()
    }

    fn found(files: &[Vec<(u64, Span)>]) -> Vec<Block> {
        blocks(&files.iter().map(Vec::as_slice).collect::<Vec<_>>())
    }

    #[test]
    fn a_block_is_reported_once_with_all_of_its_copies() {
        let files = [file((0..20).chain([99]).chain(3..16)), file((1000..1005).chain(3..18))];
        assert_eq!(
            found(&files),
            [Block { first: (0, 3, 13), copies: vec![(0, 21, 13), (1, 5, 15)] }],
            "in the same file and in another"
        );
    }

    #[test]
    fn short_and_uniform_rows_are_no_blocks() {
        assert_eq!(found(&[file(0..9), file(0..9)]), []);
        assert_eq!(found(&[file(std::iter::repeat_n(7, 4 * BLOCK))]), []);
        assert_eq!(found(&[file((0..3).cycle().take(60))]), []);
    }

    #[test]
    fn a_long_row_of_equal_statements_takes_no_time() {
        assert_eq!(found(&[file(std::iter::repeat_n(7, 400_000))]), []);
    }
}
