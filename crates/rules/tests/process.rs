//! Processes, TLS and markup: which rows Ruff's rules report too, what settings add, and where a candidate points.

use std::sync::Arc;

use rules::{Candidate, Settings};
use semantic::FileModel;

fn scan(code: &str, settings: &Settings) -> Vec<Candidate> {
    rules::scan(&FileModel::new(Arc::new(syntax::parse(code))), "app/example.py", settings)
}

/// The candidates as `S602@2`: code and row, `+` behind what is beyond Ruff, `-` behind what is dismissed.
fn rows(code: &str) -> Vec<String> {
    shown(code, &Settings::default())
}

fn shown(code: &str, settings: &Settings) -> Vec<String> {
    let lines = FileModel::new(Arc::new(syntax::parse(code)));
    let row = |found: &Candidate| lines.module().lines().line(found.span.start);
    let mark = |found: &Candidate| match (found.beyond, found.dismissed.is_some()) {
        (false, false) => "",
        (true, false) => "+",
        (false, true) => "-",
        (true, true) => "+-",
    };
    scan(code, settings)
        .iter()
        // Our own rules are no part of the comparison, and imports are told for themselves.
        .filter(|found| !found.rule.code.starts_with("PV") && !found.rule.code.starts_with("S4"))
        .map(|found| format!("{}@{}{}", found.rule.code, row(found), mark(found)))
        .collect()
}

#[test]
fn a_shell_that_is_written_is_told_from_one_that_is_inferred() {
    let call = |option: &str| format!("import subprocess\nON = True\nsubprocess.run(command, {option})\n");
    for (option, expected) in [
        ("shell=True", &["S602@3"][..]),
        ("shell=1", &["S602@3"]),
        ("shell=ON", &["S602@3+", "S603@3-"]),
        ("shell=flag", &["S602@3+", "S603@3-"]),
        ("shell=False", &["S603@3"]),
        ("text=True", &["S603@3"]),
    ] {
        let found = rows(&call(option));
        assert_eq!(found, expected, "{option}");
    }
}

#[test]
fn other_functions_with_the_option_are_looked_at_too() {
    for (call, expected) in [
        ("tools.run(command, shell=True)", &["S604@3"][..]),
        ("tools.run(shell=True, **options)", &["S604@3"]),
        ("tools.run(shell=True)", &["S604@3-"]),
        ("tools.run(command, shell=flag)", &["S604@3+"]),
        ("tools.run(command, shell=False)", &[]),
        ("here(command, shell=True)", &["S604@3-"]),
    ] {
        assert_eq!(rows(&format!("import tools\ndef here(*args, **kwargs): ...\n{call}\n")), expected, "{call}");
    }
}

#[test]
fn commands_that_are_written_out_are_beyond_ruff() {
    for (call, expected) in [
        ("subprocess.run(['/bin/ls', path])", &["S603@3-"][..]),
        ("subprocess.run(['/bin/ls', '-l'])", &["S603@3+-"]),
        ("subprocess.run([sys.executable, '-m', 'site'])", &["S603@3+-"]),
        ("subprocess.run(*command)", &["S603@3"]),
        ("subprocess.run(**options)", &["S603@3+"]),
        ("subprocess.run()", &[]),
        ("os.system()", &[]),
    ] {
        let code = format!("import os, subprocess\nimport sys\n{call}\n");
        assert_eq!(rows(&code), expected, "{call}");
    }
}

#[test]
fn a_search_path_is_looked_at_where_the_command_stands() {
    let code = "import subprocess\nsubprocess.run(\n    [\n        'sudo', 'id',\n    ],\n    check=True,\n)\n";
    assert_eq!(rows(code), ["S603@2+-", "S607@3"]);
    // A path that depends on the working folder is more than Ruff looks for, a home folder less than a name.
    let code = "import os\nos.system('./tool')\nos.system('~/tool')\n";
    assert_eq!(rows(code), ["S605@2", "S607@2+", "S605@3", "S607@3-"]);
}

#[test]
fn wildcards_are_judged_as_a_shell_reads_them() {
    for (command, expected) in [
        ("tar czf a.tgz *", &["S605@2", "S607@2-", "S609@2"][..]),
        ("tar czf a.tgz ./*", &["S605@2", "S607@2-", "S609@2-"]),
        ("tar czf a.tgz -- *", &["S605@2", "S607@2-", "S609@2-"]),
        ("FILES=1 /bin/chown root *.py", &["S605@2", "S607@2-", "S609@2"]),
        ("/usr/bin/zip a.zip * && date", &["S605@2", "S609@2+"]),
        ("/bin/ls * start", &["S605@2", "S609@2-"]),
        ("/bin/ls *", &["S605@2"]),
    ] {
        assert_eq!(rows(&format!("import os\nos.system('{command}')\n")), expected, "{command}");
    }
    // The shell reads the first element of a list as the command, and nothing else of it.
    let code = "import subprocess\nsubprocess.run(['/bin/tar', 'cf', 'a.tar', '*'], shell=True)\n";
    assert_eq!(rows(code), ["S602@2", "S609@2-"]);
}

#[test]
fn options_are_pointed_at_on_their_row() {
    let code = "import requests\nrequests.get(\n    url,\n    timeout=3,\n    verify=False,\n)\n";
    assert_eq!(rows(code), ["S501@5"]);
    let code = "import requests\ns = requests.Session()\ns.get(url, timeout=3, verify=False)\n";
    assert_eq!(rows(code), ["S501@3+"]);
    let code = "import jinja2\njinja2.Environment(\n    loader,\n    autoescape=False,\n)\n";
    assert_eq!(rows(code), ["S701@4"]);
    let code = "import jinja2\non = True\njinja2.Environment(autoescape=on)\njinja2.Environment(autoescape=True)\n";
    assert_eq!(rows(code), ["S701@3-"]);
    let code = "Order.objects.filter(a=1).order_by(\n    'a'\n).extra(where=[condition])\n";
    assert_eq!(rows(code), ["S610@3"]);
}

#[test]
fn settings_name_further_functions() {
    let settings = Settings {
        subprocess_functions: vec!["tools.start".to_owned()],
        shell_functions: vec!["tools.sh".to_owned()],
        markup_names: vec!["tools.literal".to_owned()],
        allowed_markup_calls: vec!["tools.clean".to_owned()],
        ..Settings::default()
    };
    let code = "import tools\nfrom markupsafe import Markup\ntools.start(command, shell=flag)\ntools.sh(command)\n";
    assert_eq!(shown(code, &settings), ["S602@3+", "S603@3+-", "S604@3+", "S605@4+"]);
    assert_eq!(shown(code, &Settings::default()), ["S604@3+"]);
    let code =
        "import tools\nfrom markupsafe import Markup\ntools.literal(text)\nMarkup(tools.clean(text))\nMarkup(text)\n";
    assert_eq!(shown(code, &settings), ["S704@3", "S704@4+-", "S704@5"]);
}

#[test]
fn control_characters_are_pointed_at_exactly() {
    let at = |code: &str| {
        let found = scan(code, &Settings::default());
        found
            .iter()
            .filter(|found| found.rule.code == "PV110")
            .map(|found| {
                (code[found.span.start as usize..found.span.end as usize].to_owned(), found.dismissed.is_some())
            })
            .collect::<Vec<_>>()
    };
    let text = |letter: &str, dismissed: bool| (letter.to_owned(), dismissed);
    // A closed isolate does no harm, so the candidate points at what does.
    assert_eq!(at("a = '\u{2066}x\u{2069}'  # \u{202e}back\n"), [text("\u{202e}", false)]);
    assert_eq!(at("a = '\u{2066}x\u{2069}'\n"), [text("\u{2066}", true)]);
    assert_eq!(at("a = '''\u{2066}x\ny\u{2069}'''\n"), [text("\u{2066}", false), text("\u{2069}", false)]);
    assert_eq!(at("\u{202a}a = 1\n"), [text("\u{202a}", false)]);
    assert_eq!(at("a = 'שלום\u{200f}'\nb = 'b\u{200f}'\n"), [text("\u{200f}", true), text("\u{200f}", false)]);
    assert_eq!(at("a = 'שלום, \\u202e'  # \u{2014} \u{2026}\n"), []);
}
