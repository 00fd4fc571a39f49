//! Test code: what stands there is run by nobody but the test runner.

use syntax::ast::StmtId;

use crate::detector::Context;

/// Whether the file at the `/`-separated path holds tests.
pub fn is_test_file(path: &str) -> bool {
    let mut parts = path.rsplit('/');
    let file = parts.next().unwrap_or_default();
    file.starts_with("test_")
        || file.ends_with("_test.py")
        || file.ends_with("_tests.py")
        || matches!(file, "conftest.py" | "test.py" | "tests.py")
        || parts.any(|folder| matches!(folder, "test" | "tests" | "testing"))
}

/// Whether the statement belongs to a test: it stands in a file of tests, or in a function or class that a test
/// runner collects.
pub(crate) fn is_test(cx: &Context<'_>, stmt: StmtId) -> bool {
    /// How many functions and classes around a statement are looked at.
    const MAX_DEPTH: usize = 16;
    if is_test_file(cx.path) {
        return true;
    }
    let mut at = Some(stmt);
    for _ in 0..MAX_DEPTH {
        let around = at.and_then(|stmt| cx.file.enclosing_function_of(stmt).or(cx.file.enclosing_class_of(stmt)));
        let Some(around) = around else { return false };
        let name = cx.file.definition_name(around);
        if name.starts_with("test_") || name.starts_with("Test") || name.ends_with("TestCase") {
            return true;
        }
        at = Some(around);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::is_test_file;

    #[test]
    fn files_of_tests_are_told_by_their_names() {
        for path in ["test_app.py", "app/tests/helper.py", "a/b/conftest.py", "shop/tests.py", "db_test.py"] {
            assert!(is_test_file(path), "{path}");
        }
        for path in ["app.py", "contest.py", "latest/app.py", "attest_key.py", "tests_app/main.py"] {
            assert!(!is_test_file(path), "{path}");
        }
    }
}
