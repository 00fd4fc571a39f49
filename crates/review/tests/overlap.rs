//! What one finding says is not said again by another.

use model::{Options, State};
use review::Project;

/// Rules of the open findings, in the report's order.
fn open(code: &str) -> Vec<String> {
    let review = review::review(&Project::single("example.py", code), &Options::default());
    review.findings.into_iter().filter(|found| found.state == State::Open).map(|found| found.rule).collect()
}

const VIEW: &str = "import os, subprocess\nfrom flask import Flask, request\napp = Flask(__name__)\n\n@app.get('/')\ndef view():\n    name = request.args['name']\n";

#[test]
fn the_search_path_of_a_chosen_command_is_no_finding_of_its_own() {
    for call in ["os.system('./tool ' + name)", "subprocess.run('sudo rm ' + name, shell=True)"] {
        let found = open(&format!("{VIEW}    {call}\n"));
        assert!(!found.contains(&"S607".to_owned()) && found.len() == 1, "{call}: {found:?}");
    }
    assert_eq!(open(&format!("{VIEW}    subprocess.run(['./tool', name])\n")), ["S607"]);
    // A command inside another call's argument is another command.
    let nested = open(&format!("{VIEW}    os.system(name + str(subprocess.run(['./tool'])))\n"));
    assert_eq!(nested, ["S605", "S607"]);
    // Who silences the one has said nothing about the other.
    assert_eq!(open(&format!("{VIEW}    os.system('./tool ' + name)  # nosec B605\n")), ["S607"]);
}

#[test]
fn a_statement_is_told_by_the_call_that_takes_it() {
    let with = |body: &str| {
        format!(
            "from django.db.models.expressions import RawSQL\nfrom shop.models import Order\n\ndef view(request):\n    q = request.GET['q']\n{body}"
        )
    };
    assert_eq!(open(&with("    return RawSQL(f\"SELECT a FROM b WHERE c = '{q}'\", [])\n")), ["S611"]);
    assert_eq!(
        open(&with("    sql = \"SELECT a FROM b WHERE c = '\" + q + \"'\"\n    return RawSQL(sql, [])\n")),
        ["S611"]
    );
    assert_eq!(
        open(&with("    return Order.objects.extra(where=[\"id IN (SELECT a FROM b WHERE c = '%s')\" % q])\n")),
        ["S610"]
    );
}

#[test]
fn an_unknown_command_is_explained_and_not_passed_over() {
    let code = "import subprocess\nfrom elsewhere import command\nsubprocess.run(command())\n";
    let review = review::review(&Project::single("example.py", code), &Options::default());
    let found = review.findings.iter().find(|found| found.rule == "S603").map(|found| found.state);
    assert_eq!(found, Some(State::Dismissed));
}
