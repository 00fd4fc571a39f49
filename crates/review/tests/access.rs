//! Who can take an attack path: what guards the functions on its way says so, and lowers the score.

use model::{Finding, Options, Severity, State};
use review::{Project, SourceFile};

/// The one open finding of PV101 or S608 in the files.
fn finding(files: &[(&str, &str)]) -> Finding {
    let files = files.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() }).collect();
    let options = Options { date: "2026-01-01".into(), ..Options::default() };
    let mut findings = review::review(&Project { files }, &options).findings;
    findings.retain(|finding| finding.state == State::Open && matches!(finding.rule.as_str(), "PV101" | "S608"));
    assert_eq!(findings.len(), 1, "{findings:#?}");
    findings.remove(0)
}

/// What the finding asks of an attacker, and how bad it is.
fn asked(files: &[(&str, &str)]) -> (String, Severity) {
    let finding = finding(files);
    let vector = finding.cvss.as_ref().map(|cvss| cvss.vector.as_str()).unwrap_or_default();
    let rights = vector.split('/').find(|metric| metric.starts_with("PR:")).unwrap_or_default();
    (rights.to_owned(), finding.severity)
}

fn one(text: &str) -> (String, Severity) {
    asked(&[("app.py", text)])
}

/// A Flask view with what stands above it and at its beginning.
fn flask(imports: &str, decorator: &str, check: &str) -> String {
    format!(
        "import sqlite3\nfrom flask import Flask, abort, g, request\nfrom flask_login import current_user\n{imports}\n\
         app = Flask(__name__)\n\n\n@app.route(\"/report\")\n{decorator}\ndef report():\n    {check}\n    \
         name = request.args[\"name\"]\n    db = sqlite3.connect(\"a.db\")\n    \
         return str(db.execute(f\"SELECT * FROM r WHERE n = '{{name}}'\").fetchall())\n"
    )
}

#[test]
fn a_decorator_says_who_gets_in() {
    assert_eq!(one(&flask("", "", "pass")), ("PR:N".into(), Severity::Critical));
    let signed_in = flask("from flask_login import login_required", "@login_required", "pass");
    assert_eq!(one(&signed_in), ("PR:L".into(), Severity::High));
    let staff = flask("from shop.guards import admin_required", "@admin_required", "pass");
    assert_eq!(one(&staff), ("PR:H".into(), Severity::High));
    // Words alone do not make a guard.
    let cached = flask("from shop.cache import user_cache", "@user_cache", "pass");
    assert_eq!(one(&cached), ("PR:N".into(), Severity::Critical));
}

#[test]
fn a_check_in_the_body_is_a_guard() {
    assert_eq!(one(&flask("", "", "if not current_user.is_authenticated: abort(401)")).0, "PR:L");
    assert_eq!(one(&flask("", "", "if not current_user.is_admin: abort(403)")).0, "PR:H");
    // It sends away who is signed in.
    assert_eq!(one(&flask("", "", "if current_user.is_authenticated: abort(400)")).0, "PR:N");
    // What it asks for is not who asks.
    assert_eq!(one(&flask("", "", "if not request.args.get(\"name\"): abort(400)")).0, "PR:N");
}

#[test]
fn a_decorator_of_the_project_is_read() {
    let view = flask("from gate import members", "@members", "pass");
    let gate = "from functools import wraps\nfrom flask import abort, g\n\n\ndef members(view):\n    @wraps(view)\n    \
                def inner(*args, **kwargs):\n        if g.user is None:\n            abort(401)\n        \
                return view(*args, **kwargs)\n    return inner\n";
    assert_eq!(asked(&[("app.py", &view), ("gate.py", gate)]).0, "PR:L");
    let timer = "from functools import wraps\nimport time\n\n\ndef members(view):\n    @wraps(view)\n    \
                 def inner(*args, **kwargs):\n        start = time.monotonic()\n        \
                 return view(*args, **kwargs)\n    return inner\n";
    assert_eq!(asked(&[("app.py", &view), ("gate.py", timer)]).0, "PR:N");
}

#[test]
fn a_helper_is_behind_the_gate_of_those_who_call_it() {
    let text = "from flask import Flask, request\nfrom flask_login import login_required\n\napp = Flask(__name__)\n\n\n\
                def show():\n    return open(request.args[\"path\"]).read()\n\n\n@app.route(\"/a\")\n@login_required\n\
                def a():\n    return show()\n";
    assert_eq!(one(text).0, "PR:L");
    let open = format!("{text}\n\n@app.route(\"/b\")\ndef b():\n    return show()\n");
    assert_eq!(one(&open).0, "PR:N");
}

#[test]
fn classes_say_who_gets_in() {
    let view = |head: &str, body: &str| {
        format!(
            "from django.contrib.auth.mixins import LoginRequiredMixin\nfrom django.http import HttpResponse\n\
             from rest_framework.permissions import AllowAny, IsAdminUser\nfrom rest_framework.views import APIView\n\n\n\
             class Report({head}):\n    {body}\n\n    def get(self, request):\n        \
             return HttpResponse(open(request.GET[\"path\"]).read())\n"
        )
    };
    assert_eq!(one(&view("APIView", "permission_classes = [AllowAny]")).0, "PR:N");
    assert_eq!(one(&view("APIView", "permission_classes = [IsAdminUser]")).0, "PR:H");
    assert_eq!(one(&view("LoginRequiredMixin, APIView", "title = \"x\"")).0, "PR:L");
}

#[test]
fn the_attack_path_names_who_attacks() {
    let text = flask("from flask_login import login_required", "@login_required", "pass");
    let path = finding(&[("app.py", &text)]).attack_path.unwrap_or_default();
    assert!(path.starts_with("Anyone with an account who sends a request to `/report` controls"), "{path}");
}

#[test]
fn one_segment_of_a_path_leads_to_the_folder_above_at_most() {
    let view = |path: &str| {
        format!(
            "import os\nfrom flask import Flask\n\napp = Flask(__name__)\n\n\n@app.route(\"/files/{path}\")\n\
             def show(name):\n    return open(os.path.join(\"files\", name)).read()\n"
        )
    };
    assert_eq!(one(&view("<name>")).1, Severity::Low);
    assert_eq!(one(&view("<path:name>")).1, Severity::High);
    let fast = |path: &str| {
        format!(
            "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/files/{path}\")\ndef show(name: str):\n    \
             return open(\"files/\" + name).read()\n"
        )
    };
    assert_eq!(one(&fast("{name}")).1, Severity::Low);
    assert_eq!(one(&fast("{name:path}")).1, Severity::High);
    // In the query a slash is a slash.
    assert_eq!(one(&fast("all")).1, Severity::High);
}

#[test]
fn a_guard_of_the_whole_blueprint_may_stand_in_another_file() {
    let orders = "from flask import Blueprint\nfrom shop.auth import admin_required\n\nbp = Blueprint(\"orders\", __name__)\n\n\n\
                  @bp.route(\"/orders\", methods=[\"POST\"])\n@admin_required\ndef add():\n    return save()\n\n\n\
                  @bp.route(\"/orders/<id>\", methods=[\"DELETE\"])\n@admin_required\ndef remove(id):\n    return save()\n\n\n\
                  @bp.route(\"/orders/<id>\", methods=[\"PUT\"])\ndef change(id):\n    return save()\n";
    let before = "from flask import abort, session\nfrom shop.orders import bp\n\n\n@bp.before_request\ndef signed_in():\n    \
                  if \"user\" not in session:\n        abort(401)\n";
    let state = |files: &[(&str, &str)]| {
        let files =
            files.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() }).collect();
        let review = review::review(&Project { files }, &Options::default());
        review.findings.into_iter().find(|finding| finding.rule == "PV413").map(|finding| finding.state)
    };
    let package = ("shop/__init__.py", "");
    assert_eq!(state(&[package, ("shop/orders.py", orders)]), Some(State::Open));
    assert_eq!(state(&[package, ("shop/orders.py", orders), ("shop/before.py", before)]), Some(State::Dismissed));
}

#[test]
fn an_admin_route_that_nothing_guards_in_a_project_that_guards_the_others() {
    let orders = "from fastapi import APIRouter, Depends\nfrom shop.auth import current_user\n\n\
                  router = APIRouter(dependencies=[Depends(current_user)])\n\n\n\
                  @router.get(\"/orders\")\ndef orders():\n    return []\n\n\n\
                  @router.post(\"/orders\")\ndef add(name: str):\n    return save(name)\n\n\n\
                  @router.delete(\"/orders/{number}\")\ndef remove(number: int):\n    return drop(number)\n";
    let admin = |router: &str, path: &str| {
        format!(
            "from fastapi import APIRouter, Depends\nfrom shop.auth import current_admin\n\nrouter = APIRouter({router})\n\n\n\
             @router.post(\"{path}\")\ndef rebuild():\n    return build()\n"
        )
    };
    let app = |included: &str| {
        format!(
            "from fastapi import Depends, FastAPI\nfrom shop import admin, orders\nfrom shop.auth import current_admin\n\n\
             app = FastAPI()\napp.include_router(orders.router)\napp.include_router(admin.router{included})\n"
        )
    };
    let found = |admin: &str, app: &str| {
        let files =
            [("shop/__init__.py", ""), ("shop/orders.py", orders), ("shop/admin.py", admin), ("shop/app.py", app)];
        let files =
            files.iter().map(|(path, text)| SourceFile { path: (*path).into(), text: (*text).into() }).collect();
        let review = review::review(&Project { files }, &Options::default());
        let told = |finding: &&Finding| finding.rule == "PV413" && finding.state == State::Open;
        review.findings.iter().filter(told).count()
    };
    assert_eq!(found(&admin("", "/admin/rebuild"), &app("")), 1);
    assert_eq!(found(&admin("", "/rebuild"), &app("")), 0, "nothing says that it is not for all");
    assert_eq!(found(&admin("", "/admin/login"), &app("")), 0, "one signs in there");
    assert_eq!(found(&admin("dependencies=[Depends(current_admin)]", "/admin/rebuild"), &app("")), 0);
    assert_eq!(found(&admin("", "/admin/rebuild"), &app(", dependencies=[Depends(current_admin)]")), 0);
}

#[test]
fn scopes_that_the_program_gives_to_some() {
    let route = |scope: &str| {
        format!(
            "from pathlib import Path\n\nfrom starlette.applications import Starlette\nfrom starlette.authentication import requires\n\
             from starlette.responses import PlainTextResponse\nfrom starlette.routing import Route\n\n\n@requires({scope})\n\
             async def show(request):\n    return PlainTextResponse(Path(request.query_params[\"path\"]).read_text())\n\n\n\
             app = Starlette(routes=[Route(\"/show\", show)])\n"
        )
    };
    let (rights, severity) = one(&route("\"edit\""));
    assert_eq!((&*rights, severity), ("PR:H", Severity::Low), "who may edit says where the files are");
    let (rights, severity) = one(&route("[\"authenticated\"]"));
    assert!(rights == "PR:L" && severity >= Severity::Medium);
}

#[test]
fn what_stands_before_a_route_in_another_file_says_who_gets_in() {
    let view = "import sqlite3\nfrom flask import Blueprint, request\n\nreports = Blueprint(\"reports\", __name__)\n\n\n@reports.get(\"/report\")\ndef report():\n    name = request.args[\"name\"]\n    db = sqlite3.connect(\"a.db\")\n    return str(db.execute(f\"SELECT * FROM r WHERE n = '{name}'\").fetchall())\n";
    let app = |before: &str| {
        format!(
            "from flask import Flask, abort, g, session\nfrom shop.reports import reports\n\napp = Flask(__name__)\n\n\n@app.before_request\ndef before():\n    {before}\n\n\napp.register_blueprint(reports)\n"
        )
    };
    let guarded = app("if \"user\" not in session:\n        abort(401)");
    let open = app("g.started = 1");
    let files = |app| [("shop/app.py", app), ("shop/reports.py", view), ("shop/__init__.py", "")];
    assert_eq!(asked(&files(&*guarded)), ("PR:L".into(), Severity::High));
    assert_eq!(asked(&files(&*open)), ("PR:N".into(), Severity::Critical));
    // The same function by another way in, before which nothing stands.
    let both = "from flask import Flask\nfrom shop.reports import report\n\nother = Flask(__name__)\nother.add_url_rule(\"/open\", view_func=report)\n";
    let files =
        [("shop/app.py", &*guarded), ("shop/other.py", both), ("shop/reports.py", view), ("shop/__init__.py", "")];
    assert_eq!(asked(&files), ("PR:N".into(), Severity::Critical));
}
