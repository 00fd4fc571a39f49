//! `cargo xtask new-rule`: the skeleton of a rule's page.

use std::fs;

use crate::step::{Done, Failure};
use crate::{process, workspace};

/// Writes `crates/rules/pages/CODE.md` from the template beside the pages' folder.
pub(crate) fn command(code: &str, name: &str) -> Done {
    if !is_code(code) {
        return Err(Failure::new(
            format!("`{code}` is not a rule code"),
            "use Ruff's code where one exists (S608), our own otherwise (PV012)",
        ));
    }
    if !is_name(name) {
        return Err(Failure::new(
            format!("`{name}` is not a rule name"),
            "use small letters, digits and hyphens; the name completes \"allow …\": hardcoded-sql-expression",
        ));
    }
    let rules = workspace::root().join("crates").join("rules");
    let page = rules.join("pages").join(format!("{code}.md"));
    if page.exists() {
        return Err(Failure::new(format!("{} is already there", page.display()), "choose a code that no rule has"));
    }
    let template = rules.join("template.md");
    let text = fs::read_to_string(&template).map_err(|error| process::io_failure(&template, &error))?;
    fs::write(&page, filled(&text, code, name)).map_err(|error| process::io_failure(&page, &error))?;
    println!("Wrote {}. Fill it in, then run `cargo test -p pyvigil-rules`.", page.display());
    Ok(())
}

fn filled(template: &str, code: &str, name: &str) -> String {
    template.replace("{{code}}", code).replace("{{name}}", name)
}

/// One or more capital letters, then digits.
fn is_code(text: &str) -> bool {
    let digits = text.trim_start_matches(|letter: char| letter.is_ascii_uppercase());
    digits.len() < text.len() && !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Words of small letters and digits with single hyphens between.
fn is_name(text: &str) -> bool {
    text.split('-')
        .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{filled, is_code, is_name};

    #[test]
    fn codes_and_names_become_file_names_safely() {
        assert!(is_code("S608") && is_code("PV012"));
        assert!(
            !is_code("608")
                && !is_code("S")
                && !is_code("s608")
                && !is_code("../S608")
                && !is_code("S6/08")
                && !is_code("")
        );
        assert!(is_name("hardcoded-sql-expression") && is_name("md5"));
        assert!(!is_name("Use_md5") && !is_name("-a") && !is_name("a--b") && !is_name("") && !is_name("a b"));
    }

    #[test]
    fn the_template_is_filled_everywhere() {
        assert_eq!(filled("{{code}} {{name}} {{code}}", "PV1", "x"), "PV1 x PV1");
    }
}
