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
        || matches!(file, "conftest.py" | "test.py" | "tests.py" | "testing.py")
        || parts.any(|folder| matches!(folder, "test" | "tests" | "testing"))
}

/// Whether the file at the `/`-separated path is no part of the program that is deployed: tests, examples, documentation,
/// translations, steps of a migration, code of others that was copied in, what builds a package.
pub fn is_aside(path: &str) -> bool {
    const FOLDERS: [&str; 33] = [
        "devstack",
        "pytest",
        "development",
        "example",
        "examples",
        "sample",
        "samples",
        "demo",
        "demos",
        "doc",
        "docs",
        "benchmark",
        "benchmarks",
        "loadtest",
        "loadtests",
        "testdata",
        "test_data",
        "fixtures",
        "migrations",
        "alembic",
        "vendor",
        "vendored",
        "_vendor",
        "third_party",
        "thirdparty",
        "node_modules",
        "site-packages",
        "locale",
        "locales",
        "translations",
        "i18n",
        "project_template",
        ".github",
    ];
    /// What stands beside a program to build it.
    const BUILD: [&str; 5] = ["setup.py", "setupbase.py", "noxfile.py", "fabfile.py", "tox.ini"];
    /// Libraries of one file that programs take into their folders.
    const BUNDLED: [&str; 2] = ["bottle.py", "six.py"];
    /// Parts of the names of settings that no deployment has.
    const MODELS: [&str; 8] = ["example", "sample", "template", "dist", "dev", "devel", "development", "test"];
    let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.strip_suffix(".py");
    is_test_file(path)
        || BUILD.contains(&file)
        || BUNDLED.contains(&file) && !folders.is_empty()
        || folders.split('/').next().is_some_and(|root| matches!(root, "hack" | "devtools" | "contrib" | "integration"))
        || folders.split('/').any(|folder| FOLDERS.contains(&folder) || folder.split(['_', '-']).any(is_apart))
        || stem.is_some_and(|stem| {
            stem.split('_').any(|word| matches!(word, "tests" | "testlib") || is_apart(word) && word != "example")
        })
        || stem.is_none() && file.split(['.', '-', '_']).any(|part| MODELS.contains(&part))
}

/// Whether a word in a folder's name says that nothing in it is deployed: `test_server`, `example_config`.
fn is_apart(word: &str) -> bool {
    matches!(
        word,
        "test"
            | "tests"
            | "testutils"
            | "regtest"
            | "smoketest"
            | "unittest"
            | "example"
            | "examples"
            | "dummy"
            | "fake"
            | "fakes"
            | "mock"
            | "mocks"
    )
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
    use super::{is_aside, is_test_file};

    #[test]
    fn what_is_no_part_of_a_deployed_program() {
        for path in [
            "setup.py",
            "docs/conf.py",
            "app/migrations/0001_initial.py",
            "app/vendor/six.py",
            ".env.example",
            "compose-dev.yml",
            "app/translations/de/messages.json",
            "extras/dummy_generator/generator.py",
            "contrib/htdigest.py",
            "app/web/bottle.py",
        ] {
            assert!(is_aside(path), "{path}");
        }
        for path in [
            "app/contrib/views.py",
            "app/setup.cfg",
            "app/views.py",
            "app/dev.py",
            ".env",
            "docker-compose.yml",
            "app/vendors.py",
        ] {
            assert!(!is_aside(path), "{path}");
        }
    }

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
