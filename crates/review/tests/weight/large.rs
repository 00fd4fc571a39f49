//! What is a hint alone in a large program, and what stays what it is there.

use model::{Finding, Options, Severity, State};
use review::{Project, SourceFile};

/// The one open finding of the rule in a program that serves requests, of as many other files.
fn found(code: &str, path: &str, text: &str, others: usize) -> Finding {
    let file = |path: String, text: &str| SourceFile { path, text: text.into() };
    let served =
        "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route('/')\ndef index():\n    return 'ready'\n";
    let mut files = vec![file("shop/app.py".into(), served), file(path.into(), text)];
    files.extend((0..others).map(|i| file(format!("shop/part{i}.py"), &format!("LIMIT = {i}\n"))));
    let options = Options { date: "2026-01-01".into(), ..Options::default() };
    let mut findings = review::review(&Project { files }, &options).findings;
    findings.retain(|finding| finding.state == State::Open && finding.rule == code && finding.file == path);
    assert_eq!(findings.len(), 1, "{code}: {findings:#?}\n{text}");
    findings.remove(0)
}

/// `hint` is Low in a large program, with the place that decides, and not in a small one; `sure` is not Low in either.
fn weigh_in_a_large_program(code: &str, path: &str, hint: &str, sure: Option<&str>) {
    const SIGN: &str = "In a program of this size";
    let large = found(code, path, hint, 60);
    assert_eq!(large.severity, Severity::Low, "{large:#?}");
    assert!(large.message.contains(SIGN), "{large:#?}");
    let small = found(code, path, hint, 5);
    assert!(small.severity >= Severity::Medium && !small.message.contains(SIGN), "{small:#?}");
    for others in sure.iter().flat_map(|_| [5, 60]) {
        let finding = found(code, path, sure.unwrap_or_default(), others);
        assert!(finding.severity >= Severity::Medium && !finding.message.contains(SIGN), "{finding:#?}");
    }
}

#[test]
fn keys_of_services_and_the_key_that_signs_sessions() {
    let key = |name: &str| format!("{name} = 'bT7xq0RvW3mN5kLp8sZd'\n");
    weigh_in_a_large_program("S105", "shop/maps.py", &key("MAPS_API_KEY"), Some(&key("SECRET_KEY")));
}

#[test]
fn templates_that_somebody_renders_and_templates_of_pages() {
    let rendered = |name: &str| {
        format!(
            "import jinja2\n\nenv = jinja2.Environment(loader=jinja2.FileSystemLoader('parts'))\n\n\n\
             def render(rows):\n    return env.get_template('{name}').render(rows=rows)\n"
        )
    };
    weigh_in_a_large_program("S701", "shop/render.py", &rendered("summary"), Some(&rendered("summary.html")));
}

#[test]
fn asserts_about_things_and_asserts_about_the_visitor() {
    let assert = |what: &str| format!("def remove(request, item):\n    assert {what}\n    item.delete()\n");
    weigh_in_a_large_program(
        "S101",
        "shop/items.py",
        &assert("item.permission.is_set"),
        Some(&assert("request.user.is_superuser")),
    );
}

#[test]
fn values_of_templates_are_decided_where_they_are_stored() {
    let page = "{% load static %}<button onclick=\"show('{{ item.label }}')\">x</button>";
    weigh_in_a_large_program("PV783", "shop/templates/item.html", page, None);
}

#[test]
fn what_is_wrong_whoever_calls_it_stays_in_a_large_program() {
    for (code, text) in [
        (
            "S501",
            "import requests\n\n\ndef load():\n    return requests.get('https://partner.example', verify=False, timeout=5)\n",
        ),
        (
            "PV403",
            "import jwt\n\n\ndef issue(user, key):\n    return jwt.encode({'sub': user.id}, key, algorithm='HS256')\n",
        ),
        (
            "PV460",
            "import logging\n\n\ndef note(user, password):\n    logging.info('%s came with %s', user, password)\n",
        ),
    ] {
        let finding = found(code, "shop/other.py", text, 60);
        assert!(finding.severity >= Severity::Medium, "{finding:#?}");
    }
}

#[test]
fn loaders_of_yaml_that_build_a_few_objects_and_those_that_build_all() {
    let load = |loader: &str| {
        format!(
            "import yaml\n\n\ndef load():\n    with open('shop.yaml') as file:\n        return yaml.load(file.read(), Loader=yaml.{loader})\n"
        )
    };
    assert_eq!(found("S506", "shop/load.py", &load("FullLoader"), 5).severity, Severity::Low);
    assert!(found("S506", "shop/load.py", &load("Loader"), 5).severity >= Severity::Medium);
}
