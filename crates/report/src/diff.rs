//! The unified format of `diff -u`, as `patch` and `git apply` read it.

use std::fmt::Write as _;
use std::ops::Range;

use model::Edit;

/// Unchanged lines that are shown around a change.
const CONTEXT: usize = 3;

/// Lines that changed, counted from 0.
struct Block {
    old: Range<usize>,
    new: Range<usize>,
}

/// How `before` became `after` by `edits` (in source order), for the file at `path`; empty if nothing changed.
pub fn unified_diff(path: &str, before: &str, after: &str, edits: &[Edit]) -> String {
    let (old, new) = (lines(before), lines(after));
    let blocks = blocks(&old, &new, edits);
    if blocks.is_empty() {
        return String::new();
    }
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    let mut rest = &blocks[..];
    while let Some(first) = rest.first() {
        // Changes whose contexts touch are one hunk.
        let count = 1 + rest.windows(2).take_while(|pair| pair[1].old.start <= pair[0].old.end + 2 * CONTEXT).count();
        let (hunk, others) = rest.split_at(count);
        rest = others;
        let last = hunk.last().unwrap_or(first);
        let lead = first.old.start.min(CONTEXT);
        let tail = (old.len() - last.old.end).min(CONTEXT);
        let shown_old = first.old.start - lead..last.old.end + tail;
        let shown_new = first.new.start - lead..last.new.end + tail;
        let _ = writeln!(out, "@@ -{} +{} @@", place(&shown_old), place(&shown_new));
        let mut at = shown_old.start;
        for block in hunk {
            put(&mut out, ' ', &old[at..block.old.start]);
            put(&mut out, '-', &old[block.old.clone()]);
            put(&mut out, '+', &new[block.new.clone()]);
            at = block.old.end;
        }
        put(&mut out, ' ', &old[at..shown_old.end]);
    }
    out
}

/// First line and count, as the format writes them: an empty range is named by the line before it.
fn place(range: &Range<usize>) -> String {
    match range.len() {
        0 => format!("{},0", range.start),
        1 => (range.start + 1).to_string(),
        count => format!("{},{count}", range.start + 1),
    }
}

fn put(out: &mut String, sign: char, lines: &[&str]) {
    for line in lines {
        out.push(sign);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// The lines that `edits` touch, without those that stay the same after all.
fn blocks(old: &[&str], new: &[&str], edits: &[Edit]) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    for edit in edits {
        let first = (edit.line as usize).saturating_sub(1);
        let end = (edit.end_line as usize).max(first + 1);
        let added = edit.text.matches('\n').count();
        match blocks.last_mut() {
            Some(last) if first < last.old.end => {
                last.new.end += added; // the line that both touch is counted already
                last.old.end = last.old.end.max(end);
            }
            last => {
                let start = last.map_or(first, |last| last.new.end + first - last.old.end);
                blocks.push(Block { old: first..end, new: start..start + 1 + added });
            }
        }
    }
    blocks.retain_mut(|block| {
        let inside = |range: &Range<usize>, length: usize| range.start.min(length)..range.end.min(length);
        (block.old, block.new) = (inside(&block.old, old.len()), inside(&block.new, new.len()));
        while !block.old.is_empty() && !block.new.is_empty() && old[block.old.start] == new[block.new.start] {
            block.old.start += 1;
            block.new.start += 1;
        }
        while !block.old.is_empty() && !block.new.is_empty() && old[block.old.end - 1] == new[block.new.end - 1] {
            block.old.end -= 1;
            block.new.end -= 1;
        }
        !(block.old.is_empty() && block.new.is_empty())
    });
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(line: u32, column: u32, end_line: u32, end_column: u32, text: &str) -> Edit {
        Edit { file: "a".into(), line, column, end_line, end_column, text: text.into() }
    }

    #[test]
    fn changes_that_are_near_share_a_hunk() {
        let lines: Vec<String> = (1..=20).map(|line| line.to_string()).collect();
        let before = lines.join("\n") + "\n";
        let edits = [edit(2, 1, 2, 2, "two"), edit(8, 1, 8, 2, "eight\n8b"), edit(20, 1, 20, 3, "twenty")];
        let after = before.replace("2\n3", "two\n3").replace("8\n9", "eight\n8b\n9").replace("\n20\n", "\ntwenty\n");
        let expected = "--- a/a\n+++ b/a\n@@ -1,11 +1,12 @@\n 1\n-2\n+two\n 3\n 4\n 5\n 6\n 7\n-8\n+eight\n+8b\n 9\n 10\n 11\n\
                        @@ -17,4 +18,4 @@\n 17\n 18\n 19\n-20\n+twenty\n";
        assert_eq!(unified_diff("a", &before, &after, &edits), expected);
    }

    #[test]
    fn whole_lines_may_go_or_come() {
        let gone = unified_diff("a", "1\n2\n3\n", "1\n3\n", &[edit(2, 1, 3, 1, "")]);
        assert_eq!(gone, "--- a/a\n+++ b/a\n@@ -1,3 +1,2 @@\n 1\n-2\n 3\n");
        let come = unified_diff("a", "1\n", "1\n2\n", &[edit(2, 1, 2, 1, "2\n")]);
        assert_eq!(come, "--- a/a\n+++ b/a\n@@ -1 +1,2 @@\n 1\n+2\n");
        assert_eq!(unified_diff("a", "1\n", "1\n", &[edit(1, 1, 1, 2, "1")]), "");
    }

    #[test]
    fn a_missing_line_end_is_said() {
        let diff = unified_diff("a", "1\r\n2", "1\r\n3", &[edit(2, 1, 2, 2, "3")]);
        assert_eq!(
            diff,
            "--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n 1\r\n-2\n\\ No newline at end of file\n+3\n\\ No newline at end of file\n"
        );
    }
}
