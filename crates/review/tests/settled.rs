//! What one file settles for the findings of all: said lower, and why.

use model::{Finding, Options, Severity, State};
use review::{Project, SourceFile};

fn findings(files: &[(&str, &str)], rule: &str) -> Vec<Finding> {
    let files = files.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() }).collect();
    let options = Options { date: "2026-01-01".into(), ..Options::default() };
    let mut findings = review::review(&Project { files }, &options).findings;
    findings.retain(|finding| finding.rule == rule && finding.state == State::Open);
    findings
}

fn finding(files: &[(&str, &str)], rule: &str) -> Finding {
    let mut findings = findings(files, rule);
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.remove(0)
}

/// With `settles` the finding is Low and says why; with `leaves` it is at least Medium and does not.
fn settles(rule: &str, place: (&str, &str), settles: (&str, &str), leaves: (&str, &str), why: &str) {
    let low = finding(&[place, settles], rule);
    assert!(low.severity == Severity::Low && low.message.contains(why), "{low:#?}");
    let left = finding(&[place, leaves], rule);
    assert!(left.severity >= Severity::Medium && !left.message.contains(why), "{left:#?}");
}

#[test]
fn forms_where_every_form_without_a_token_is_refused() {
    let form = "{% load static %}<form method=\"post\" action=\"{% url 'drop' %}\"><button>Drop</button></form>";
    let list =
        |last: &str| format!("MIDDLEWARE = [\n    'django.middleware.common.CommonMiddleware',\n    {last}\n]\n");
    let on = list("'django.middleware.csrf.CsrfViewMiddleware',");
    let off = list("# 'django.middleware.csrf.CsrfViewMiddleware',");
    let why = "refuses forms without a token";
    settles("PV787", ("templates/drop.html", form), ("shop/settings.py", &on), ("shop/settings.py", &off), why);
    let own = |header: &str| format!("def check(request):\n    return request.headers.get('{header}') == load()\n");
    let (asks, other) = (own("X-CSRF-Token"), own("X-Request-Id"));
    settles("PV787", ("templates/drop.html", form), ("shop/forms.py", &asks), ("shop/forms.py", &other), why);
}

#[test]
fn origins_that_a_setting_names() {
    let view = "from flask import Blueprint\nfrom flask_cors import cross_origin\n\nparts = Blueprint('parts', __name__)\n\n\n\
                @parts.post('/login')\n@cross_origin(supports_credentials=True)\ndef login():\n    return ''\n";
    let setting = |origins: &str| format!("CORS_ORIGINS = [{origins}]\n");
    let (named, any) = (setting("'https://shop.example'"), setting("'*'"));
    settles("PV425", ("parts.py", view), ("settings.py", &named), ("settings.py", &any), "CORS_ORIGINS");
    let every = view.replace("cross_origin(", "cross_origin(origins='*', ");
    assert!(finding(&[("parts.py", &every), ("settings.py", &named)], "PV425").severity >= Severity::Medium);
}

#[test]
fn keys_that_a_command_of_the_project_makes_for_each_site() {
    let settings = "INSTALLED_APPS = ['shop']\nSECRET_KEY = '2ouq2zgw5y-@w+t6!#zf#-z1inigg7$lg3p%8e3kkob1bf$#p4'\n";
    let command = |written: &str| {
        format!(
            "from django.core.management.utils import get_random_secret_key\n\n\ndef handle(path):\n    key = get_random_secret_key()\n    \
             path.write_text({written})\n"
        )
    };
    let (writes, prints) = (command("f\"SECRET_KEY = '{key}'\""), command("key"));
    let place = ("shop/settings.py", settings);
    settles("S105", place, ("shop/startproject.py", &writes), ("shop/startproject.py", &prints), "each installation");
}

#[test]
fn parameters_that_no_route_fills() {
    let view = "from django.http import HttpResponseRedirect\n\n\ndef join(request, number, success_url=None):\n    \
                return HttpResponseRedirect(success_url or '/joined')\n";
    let urls = |path: &str| {
        format!("from django.urls import path, re_path\n\nfrom .views import join\n\nurlpatterns = [{path}]\n")
    };
    let fixed = urls("path('join/<int:number>/', join, {'success_url': '/thanks'})");
    let open = urls("re_path(r'^join/(?P<number>\\\\d+)/(?P<success_url>.+)$', join)");
    let given = findings(&[("shop/views.py", view), ("shop/urls.py", &fixed)], "PV201");
    assert!(given.iter().all(|finding| finding.severity == Severity::Low), "{given:#?}");
    let left = finding(&[("shop/views.py", view), ("shop/urls.py", &open)], "PV201");
    assert!(left.severity >= Severity::Medium && left.attack_path.is_some(), "{left:#?}");
}

#[test]
fn a_key_with_which_the_program_does_not_start() {
    let settings = "import os\n\nfrom shop.constants import CHANGE_ME\n\nINSTALLED_APPS = ['shop']\n\
                    SECRET_KEY = os.environ.get('SHOP_KEY') or 'change-me-to-something'\n";
    let start = |then: &str| {
        format!(
            "import sys\n\nfrom shop.constants import CHANGE_ME\n\n\ndef start(app):\n    if app.config['SECRET_KEY'] == CHANGE_ME:\n        \
             print('set a key')\n        {then}\n    app.run()\n"
        )
    };
    let (stops, warns) = (start("sys.exit(1)"), start("app.insecure = True"));
    settles("PV311", ("settings.py", settings), ("start.py", &stops), ("start.py", &warns), "does not go on with it");
    let other = stops.replace("SECRET_KEY", "MAIL_KEY");
    assert!(finding(&[("settings.py", settings), ("start.py", &other)], "PV311").severity >= Severity::Medium);
}
