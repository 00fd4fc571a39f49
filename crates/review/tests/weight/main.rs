//! What matters less is said lower, and what looks alike and matters keeps its severity.

mod large;
mod library;
mod settings;
mod templates;

use model::{Options, Severity, State};
use review::{Project, SourceFile};

/// How severe the one open finding of the rule is.
fn severity(code: &str, text: &str) -> Severity {
    severity_in("app.py", code, text)
}

/// The same of a file of another name.
fn severity_in(path: &str, code: &str, text: &str) -> Severity {
    let files = vec![SourceFile { path: path.into(), text: text.into() }];
    let options = Options { date: "2026-01-01".into(), ..Options::default() };
    let mut findings = review::review(&Project { files }, &options).findings;
    findings.retain(|finding| finding.state == State::Open && finding.rule == code);
    assert_eq!(findings.len(), 1, "{code}: {findings:#?}\n{text}");
    findings[0].severity
}

/// `less` is said lower than `more`, which is at least Medium.
fn weigh(code: &str, less: &str, more: &str) {
    assert_eq!(severity(code, less), Severity::Low, "{code}\n{less}");
    assert!(severity(code, more) >= Severity::Medium, "{code}\n{more}");
}

#[test]
fn forms_of_other_sites_do_harm_where_the_view_asks_who_the_visitor_is() {
    let view = |body: &str| {
        format!(
            "import json\nfrom django.http import HttpResponse\nfrom django.views.decorators.csrf import csrf_exempt\n\n\n\
             @csrf_exempt\ndef report(request):\n    {body}\n    return HttpResponse()\n"
        )
    };
    weigh("PV316", &view("save(json.loads(request.body))"), &view("request.user.delete()"));
    let price = |last: &str| view(&format!("price = Price.objects.get(pk=1).price_for(request.user)\n    {last}"));
    let asked = price("return HttpResponse(price)").replace("price_for", "get_price_for");
    weigh("PV316", &asked, &price("request.user.orders.create(price=price)"));
    let own = view("rows = [request.user.name]\n    rows.append(len(rows))");
    weigh("PV316", &own, &view("request.user.name = request.POST['name']"));
    weigh("PV316", &own, &view("Order.objects.get_or_create(user=request.user)"));
}

#[test]
fn the_providers_own_answer_is_not_what_a_request_brings() {
    let login = |from: &str| {
        format!(
            "import jwt\n\n\ndef login(request, answer):\n    id_token = {from}\n    return jwt.decode(id_token, options={{\"verify_signature\": False}})\n"
        )
    };
    weigh("PV401", &login("answer[\"id_token\"]"), &login("request.headers[\"X-Token\"]"));
    weigh("PV401", &login("answer.get(\"id_token\")"), &login("request.json.get(\"id_token\")"));
    let passed = "import jwt\n\n\ndef login(id_token):\n    return jwt.decode(id_token, options={\"verify_signature\": False})\n";
    weigh("PV401", &login("answer[\"id_token\"]"), passed);
    let named = |name: &str| {
        format!(
            "import jwt\n\n\ndef {name}(token):\n    return jwt.decode(token, options={{\"verify_signature\": False}})\n"
        )
    };
    weigh("PV401", &named("claims_without_verification"), &named("claims_of"));
}

#[test]
fn classes_of_a_package_and_classes_of_all() {
    let table = |name: &str| {
        format!(
            "from django.utils.module_loading import import_string\n\nfrom shop.models import Order\n\n\ndef table(request):\n    return import_string({name})().text()\n"
        )
    };
    let of_package = table("f\"{Order._meta.app_label}.tables.{request.GET['table']}\"");
    weigh("PV215", &of_package, &table("f\"{request.GET['app']}.tables.Orders\""));
}

#[test]
fn protection_that_a_setting_switches_off() {
    let context = |test: &str| {
        format!(
            "import ssl\n\n\ndef context(settings):\n    ctx = ssl.create_default_context()\n    if {test}:\n        \
             ctx.check_hostname = False\n        ctx.verify_mode = ssl.CERT_NONE\n    return ctx\n"
        )
    };
    weigh("PV440", &context("settings.insecure_skip_verify"), &context("settings.use_proxy"));
    let call = |test: &str| {
        format!(
            "import requests\n\n\ndef load(settings, address):\n    if {test}:\n        \
             return requests.get(address, verify=False, timeout=5)\n    return None\n"
        )
    };
    weigh("S501", &call("not settings.verify_certificates"), &call("settings.is_remote"));
}

#[test]
fn settings_are_told_to_those_who_set_them() {
    let route = |guard: &str| {
        format!(
            "from fastapi import APIRouter, Depends\nfrom pydantic import BaseModel\n\nfrom shop.auth import {guard}\n\nrouter = APIRouter()\n\n\n\
             class Settings(BaseModel):\n    host: str\n    api_key: str\n\n\n\
             @router.get(\"/settings\", response_model=Settings)\ndef settings(user=Depends({guard})):\n    return load()\n"
        )
    };
    assert_eq!(severity("PV361", &route("get_admin_user")), Severity::Low);
    assert_eq!(severity("PV361", &route("get_current_user")), Severity::Medium);
    let named = |model: &str| route("get_current_user").replace("Settings", model);
    weigh("PV361", &named("SettingsWithCreds"), &named("SettingsWithDefaults"));
}

#[test]
fn asserts_about_what_a_class_is_for() {
    let class = |attribute: &str, test: &str| {
        format!(
            "class Owner:\n    {attribute}\n\n    def change(self, permission, known):\n        assert {test}\n        self.kind = permission\n"
        )
    };
    // Without a right the place is told as any other `assert`, below Medium.
    let right = class("size = 1", "self.allow_roles");
    weigh("S101", &class("allow_roles = False", "self.allow_roles"), &right);
    weigh(
        "S101",
        &class("size = 1", "permission in known.valid_permissions"),
        &class("size = 1", "permission in known.permissions"),
    );
}

#[test]
fn files_of_one_name() {
    let read = |path: &str| {
        format!(
            "from flask import Flask, request\n\napp = Flask(__name__)\nROOT = \"/srv/shop\"\n\n\n@app.get(\"/texts\")\ndef texts():\n    name = request.args[\"name\"]\n    path = {path}\n    with open(path) as file:\n        return file.read()\n"
        )
    };
    let severities =
        ["f\"{ROOT}/{name}/texts/messages.json\"", "f\"{ROOT}/texts/{name}\"", "f\"{ROOT}/{name}/messages.json\""]
            .map(|path| severity("PV101", &read(path)));
    assert!(severities[0] < severities[1] && severities[2] == severities[1], "{severities:?}");
}

#[test]
fn commands_that_make_sample_records() {
    let text =
        "import random\n\n\ndef make():\n    session_key = str(random.randint(0, 99999999))\n    return session_key\n";
    let (samples, keys) = ("shop/management/commands/make_orders.py", "shop/management/commands/make_keys.py");
    assert_eq!(severity_in(samples, "S311", text), Severity::Low);
    assert!(severity_in(keys, "S311", text) >= Severity::Medium);
}

#[test]
fn programs_with_more_rights_that_are_looked_for() {
    let run = |before: &str, first: &str| {
        format!(
            "import os\nimport subprocess\n\n{before}\n\n\ndef copy():\n    subprocess.run([\"{first}\", \"cp\", \"a\", \"b\"], check=True)\n"
        )
    };
    let own = "os.environ[\"PATH\"] = os.environ[\"TOOLS\"]";
    assert_eq!(severity("S607", &run("", "sudo")), Severity::Low);
    assert!(severity("S607", &run(own, "cp")) >= Severity::Low);
}

#[test]
fn a_digest_by_which_something_is_found_is_no_password() {
    let digest = |name: &str| {
        format!("import hashlib\n\n\ndef of({name}):\n    return hashlib.sha1({name}.encode()).hexdigest()\n")
    };
    weigh("S324", &digest("order_secret"), &digest("password"));
}

#[test]
fn words_that_are_not_put_among_the_programs_own_turn_nothing_round() {
    let ask = |content: &str| {
        format!(
            "from flask import Flask, request\nfrom openai import OpenAI\n\napp = Flask(__name__)\nclient = OpenAI()\n\n\n\
             @app.post(\"/ask\")\ndef ask():\n    system = request.json[\"system\"]\n    messages = [{{\"role\": \"system\", \"content\": {content}}}]\n    \
             return client.chat.completions.create(model=\"m\", max_tokens=9, messages=messages).choices[0].message.content\n"
        )
    };
    weigh("PV701", &ask("system"), &ask("f\"You help customers. {system}\""));
    weigh("PV701", &ask("system"), &ask("request.json[\"question\"]"));
}

#[test]
fn a_check_that_says_yes_to_what_is_not_there() {
    let check = |error: &str| {
        format!(
            "def has_permission(user, kind):\n    try:\n        return user.may(KINDS[kind])\n    except {error}:\n        return True\n"
        )
    };
    weigh("PV463", &check("KeyError"), &check("Exception"));
}

#[test]
fn a_password_among_many_parameters_is_not_what_is_digested() {
    let digest = |parameters: &str| {
        format!(
            "import hashlib\n\n\ndef configure({parameters}):\n    data = read(name)\n    return hashlib.sha1(data).hexdigest()[:6]\n"
        )
    };
    weigh("S324", &digest("name, password, image, command, volumes, hostname, host, proxy"), &digest("name, password"));
}

#[test]
fn a_part_that_something_plays_is_no_right() {
    let check = |annotation: &str| {
        format!(
            "from typing import Literal\n\n\ndef of(name, role: {annotation}):\n    assert role in ROLES\n    return name\n"
        )
    };
    weigh("S101", &check("Literal[\"server\", \"client\"]"), &check("str"));
}

#[test]
fn a_range_is_only_numbers_until_somebody_goes_through_it() {
    let view = |body: &str| {
        format!(
            "from flask import Flask, render_template, request\n\napp = Flask(__name__)\n\n\n@app.get(\"/table\")\ndef table():\n    \
             rows = int(request.args[\"rows\"])\n    {body}\n"
        )
    };
    let handed = view("return render_template(\"table.html\", **{\"rows\": range(rows)})");
    weigh("PV217", &handed, &view("return str([row for row in range(rows)])"));
}

#[test]
fn templates_of_code_are_no_pages() {
    let environment = |filters: &str, name: &str| {
        format!(
            "from jinja2 import Environment, FileSystemLoader\n\nENV = Environment(loader=FileSystemLoader(\"templates\"))\n{filters}\n\n\n\
             def render(values):\n    return ENV.get_template(\"{name}\").render(values)\n"
        )
    };
    let repr = "ENV.filters[\"repr\"] = repr";
    weigh("S701", &environment(repr, "boards.jinja2"), &environment("", "boards.jinja2"));
    weigh("S701", &environment(repr, "boards.jinja2"), &environment(repr, "boards.html"));
}

#[test]
fn the_text_of_the_last_exception_is_no_stack_trace() {
    let answer = |text: &str| {
        format!(
            "import sys\nimport traceback\n\nfrom flask import Flask, jsonify\n\napp = Flask(__name__)\n\n\n@app.errorhandler(500)\n\
             def failed(_):\n    kind, error, _trace = sys.exc_info()\n    return jsonify(error={text}), 500\n"
        )
    };
    weigh("PV216", &answer("str(error)"), &answer("traceback.format_exc()"));
}

#[test]
fn what_is_typed_can_still_turn_a_query_on_a_server_with_rights_of_its_own() {
    let search = |name: &str| {
        format!(
            "import ldap3\n\ndirectory = ldap3.Connection(ldap3.Server(\"directory.example\"), auto_bind=True)\n\n\n\
             def main():\n    name = {name}\n    directory.search(\"dc=example\", f\"(uid={{name}})\")\n\n\nmain()\n"
        )
    };
    assert!(severity("PV203", &search("input()")) < Severity::Critical);
    let files = vec![SourceFile {
        path: "app.py".into(),
        text: search("ldap3.utils.conv.escape_filter_chars(input())").into(),
    }];
    let review = review::review(&Project { files }, &Options { date: "2026-01-01".into(), ..Options::default() });
    assert!(review.findings.iter().all(|finding| finding.rule != "PV203" || finding.state != State::Open));
}

#[test]
fn what_everybody_may_list_is_less_than_one_record() {
    let routes = |path: &str, parameter: &str| {
        format!(
            "from fastapi import APIRouter, Depends\n\nfrom shop.auth import get_current_user\nfrom shop.store import load\n\n\
             router = APIRouter()\n\n\n@router.get(\"/orders/{{number}}/lines\")\ndef lines(number: int, user=Depends(get_current_user)):\n    \
             return load(number)\n\n\n@router.post(\"/orders\")\ndef order(user=Depends(get_current_user)):\n    return load(user)\n\n\n\
             @router.get(\"{path}\")\ndef kinds({parameter}):\n    return load(1)\n"
        )
    };
    weigh("PV413", &routes("/orders/kinds", ""), &routes("/orders/{number}", "number: int"));
}

#[test]
fn a_visitors_own_choice_in_the_session() {
    let store = |key: &str| {
        format!(
            "from flask import Flask, request, session\n\napp = Flask(__name__)\n\n\n@app.post(\"/pay\")\ndef pay():\n    \
             session[\"{key}\"] = request.form[\"way\"]\n    return \"ok\"\n"
        )
    };
    weigh("PV210", &store("payment_method_id"), &store("user_id"));
}

#[test]
fn an_import_that_is_kept_in_use_decides_nothing() {
    let check = |test: &str| {
        format!(
            "from shop.rights import has_permission\n\n\ndef close(user, order):\n    assert {test}\n    order.close()\n"
        )
    };
    weigh("S101", &check("has_permission"), &check("has_permission(user)"));
}

#[test]
fn what_is_kept_for_what_others_stored() {
    let verify = |test: &str| {
        format!(
            "import hashlib\n\n\ndef check(password, stored):\n    if {test}:\n        return hashlib.sha1(password.encode()).hexdigest() == stored\n    return False\n"
        )
    };
    weigh("S324", &verify("stored.startswith('{SHA}')"), &verify("len(stored) > 3"));
    let named = |name: &str| {
        format!("import hashlib\n\n\ndef {name}(password, salt):\n    return hashlib.md5(password + salt).digest()\n")
    };
    weigh("S324", &named("md5crypt"), &named("protect"));
    let realm = |text: &str| {
        format!("import hashlib\n\n\ndef line(user, realm, password):\n    return hashlib.md5({text}).hexdigest()\n")
    };
    weigh("S324", &realm("f'{user}:{realm}:{password}'.encode()"), &realm("f'{user}:{password}'.encode()"));
}

#[test]
fn one_of_several_schemes_that_somebody_chooses() {
    let classes = |others: &str| {
        format!(
            "import hashlib\n\n\nclass Hasher:\n    pass\n\n\nclass Old(Hasher):\n    def make(self, password):\n        return hashlib.md5(password.encode()).hexdigest()\n{others}"
        )
    };
    let others = "\n\nclass Newer(Hasher):\n    pass\n\n\nclass Newest(Hasher):\n    pass\n";
    weigh("S324", &classes(others), &classes(""));
}

#[test]
fn passwords_that_a_caller_may_have_checked() {
    let set = |password: &str| {
        format!(
            "from django.http import HttpResponse\n\n\ndef change(request, user, password):\n    user.set_password({password})\n    return HttpResponse()\n"
        )
    };
    weigh("PV318", &set("password"), &set("request.POST['password']"));
}

#[test]
fn a_store_that_the_same_class_writes() {
    let cache = |writes: &str, path: &str| {
        format!(
            "import os\nimport pickle\n\n\nclass Cache:\n    def __init__(self, folder):\n        self.folder = folder\n\n    def load(self, name):\n        path = {path}\n        \
             with open(path, 'rb') as file:\n            return pickle.load(file)\n\n    def save(self, name, value):\n        {writes}\n"
        )
    };
    let own = "os.path.join(self.folder, 'cache')";
    let dump = "pickle.dump(value, open(name, 'wb'))";
    weigh("S301", &cache(dump, own), &cache("return None", own));
    weigh("S301", &cache(dump, own), &cache(dump, "name"));
}

#[test]
fn a_salt_has_to_differ_and_no_more() {
    let made =
        |name: &str| format!("import random\n\n\ndef new():\n    {name} = str(random.random())\n    return {name}\n");
    weigh("S311", &made("salt"), &made("token"));
}

#[test]
fn what_a_function_is_given_is_not_made_by_chance() {
    let call = |key: &str| {
        format!(
            "import random\n\n\ndef call(api_key, method):\n    number = random.randrange(1, 9999)\n    return {{{key}: number, \"method\": method}}\n"
        )
    };
    weigh("S311", &call("\"id\""), &call("\"id\"").replace("number", "token"));
}

#[test]
fn what_is_done_to_a_thing_says_nothing_of_what_is_chosen_for_it() {
    let puzzle = |name: &str| {
        format!(
            "import random\n\n\nclass Puzzle:\n    def {name}(self):\n        self.place = random.choice([[1, 0], [0, 1]])\n"
        )
    };
    weigh("S311", &puzzle("reset"), &puzzle("reset_code"));
    weigh("S311", &puzzle("verify_place"), &puzzle("make_token"));
    for (deed, thing) in
        [("_authenticate", "authentication_code"), ("do_login", "login_code"), ("initialize_session", "session_id")]
    {
        weigh("S311", &puzzle(deed), &puzzle(thing));
    }
    let user = |told: &str| {
        format!(
            "import random\n\n\ndef add(names, given):\n    chosen = random.choice(names)\n    user = make(chosen)\n    {told}\n"
        )
    };
    weigh("S311", &user("user.set_password(given)"), &user("user.set_password(chosen)"));
}

#[test]
fn digests_that_others_ask_for() {
    let sign_in = |second: &str| {
        format!(
            "import hashlib\n\n\ndef fields(password):\n    return {{\"password\": hashlib.sha1(password).hexdigest(), \"{second}\": password}}\n"
        )
    };
    weigh("S324", &sign_in("password_md5"), &sign_in("again"));
    let key = |start: &str| {
        format!(
            "import hashlib\n\n\ndef make(password, salt):\n    key = hashlib.md5(password + salt).digest()\n    return b\"{start}\" + salt, key\n"
        )
    };
    weigh("S324", &key("Salted__"), &key("Version1"));
    let store = |other: &str| {
        format!(
            "import hashlib\nimport {other}\n\n\ndef store(password, salt, slow):\n    if slow:\n        return {other}.PasswordHasher().hash(password)\n    \
             return hashlib.sha1(password + salt).hexdigest()\n"
        )
    };
    weigh("S324", &store("argon2"), &store("shop"));
}

#[test]
fn which_role_is_meant_and_who_has_one() {
    let check = |test: &str| format!("def add(user, role, token, Role):\n    assert {test}\n    return role\n");
    weigh("S101", &check("role in (Role.member, Role.guest)"), &check("user.role in (Role.member, Role.guest)"));
    weigh("S101", &check("role in (Role.member, Role.guest)"), &check("role == 'admin'"));
    weigh("S101", &check("len(token.permissions) == CSRF_LENGTH"), &check("token.permissions"));
}

#[test]
fn forms_in_which_administrators_give_rights() {
    let form = |fields: &str| {
        format!(
            "from django import forms\nfrom django.db import models\n\n\nclass User(models.Model):\n    username = models.TextField()\n    \
             email = models.TextField()\n    is_staff = models.BooleanField()\n    is_active = models.BooleanField()\n\n\n\
             class Form(forms.ModelForm):\n    class Meta:\n        model = User\n        fields = {fields}\n"
        )
    };
    weigh("PV327", &form("['email', 'is_staff', 'is_active']"), &form("['email', 'is_staff']"));
    weigh("PV327", &form("['email', 'is_staff', 'is_active']"), &form("'__all__'"));
}

#[test]
fn a_mode_is_told_where_it_is_chosen() {
    let text = "from Crypto.Cipher import AES\n\n\ndef seal(key, iv, text):\n    cipher = AES.new(key, AES.MODE_CBC, iv)\n    \
                return cipher.encrypt(text)\n\n\ndef open_up(key, iv, text):\n    cipher = AES.new(key, AES.MODE_CBC, iv)\n    return cipher.decrypt(text)\n";
    assert!(severity("PV430", text) >= Severity::Medium);
}

#[test]
fn a_store_that_the_settings_name() {
    let store = |path: &str| {
        format!(
            "import os\nimport pickle\n\nfrom shop import config\n\n\nclass Store:\n    def add(self, name, value):\n        \
             pickle.dump(value, open(os.path.join(config.DATA_DIR, name), 'wb'))\n\n    def find(self, name):\n        path = {path}\n        \
             with open(path, 'rb') as file:\n            return pickle.load(file)\n"
        )
    };
    weigh("S301", &store("os.path.join(config.DATA_DIR, name)"), &store("name"));
}

#[test]
fn the_order_of_what_nobody_can_guess() {
    let password = |filler: &str| {
        format!(
            "import random\nimport secrets\n\n\ndef new(characters, size):\n    password = [secrets.choice(characters)]\n    \
             password.extend({filler} for _ in range(size))\n    random.shuffle(password)\n    return ''.join(password)\n"
        )
    };
    let open = |text: &str| {
        let findings = review::review(
            &Project { files: vec![SourceFile { path: "app.py".into(), text: text.into() }] },
            &Options { date: "2026-01-01".into(), ..Options::default() },
        );
        let of_rule = findings.findings.into_iter().filter(|f| f.state == State::Open && f.rule == "S311");
        of_rule.map(|finding| finding.severity).collect::<Vec<_>>()
    };
    assert_eq!(open(&password("secrets.choice(characters)")), [Severity::Low]);
    assert!(open(&password("random.choice(characters)")).contains(&Severity::High));
}

#[test]
fn schemes_that_only_verify() {
    let context = |call: &str| {
        format!(
            "from passlib.context import CryptContext\n\nPASSWORDS = CryptContext(schemes=['phpass', 'md5_crypt'])\n\n\n\
             def check(password, stored):\n    return PASSWORDS.verify(password, stored)\n\n\ndef change(user, password):\n    {call}\n"
        )
    };
    weigh("PV406", &context("user.change(password)"), &context("user.hash = PASSWORDS.hash(password)"));
}

#[test]
fn who_speaks_to_a_model_has_no_rights_by_it() {
    let speaks = |role: &str| {
        format!("def text_of(message):\n    assert message.role == '{role}'\n    return message.content\n")
    };
    weigh("S101", &speaks("assistant"), &speaks("admin"));
}

#[test]
fn cookies_that_say_where_to_go_on_and_cookies_that_let_somebody_in() {
    let cookie = |name: &str| {
        format!(
            "from django.http import HttpResponse\n\n\ndef show(request, value):\n    answer = HttpResponse()\n    answer.set_cookie({name:?}, value, max_age=10)\n    return answer\n"
        )
    };
    weigh("PV211", &cookie("login_redirect"), &cookie("login_key"));
    weigh("PV211", &cookie("logout_reason"), &cookie("session_of_shop"));
}

#[test]
fn words_of_a_model_and_the_model() {
    let load = |class: &str| {
        format!("from transformers import {class}\n\nmade = {class}.from_pretrained(\"someone/small\")\n")
    };
    weigh("PV112", &load("AutoTokenizer"), &load("AutoModel"));
}

#[test]
fn hosts_that_a_setting_leaves_unasked_and_hosts_that_nobody_asks() {
    let command = |test: &str| {
        format!(
            "import subprocess\n\n\ndef run(host, strict_host_key_checking, quiet):\n    options = []\n    if {test}:\n        options.extend([\"-o\", \"StrictHostKeyChecking=no\"])\n    subprocess.run([\"ssh\", *options, host, \"uptime\"], check=True, timeout=5)\n"
        )
    };
    weigh("S507", &command("not strict_host_key_checking"), &command("quiet"));
    let client = |policy: &str| {
        format!(
            "import paramiko\n\n\ndef connect(host, strict_host_keys):\n    client = paramiko.SSHClient()\n    client.set_missing_host_key_policy({policy})\n    client.connect(host)\n    return client\n"
        )
    };
    let chosen = client("paramiko.RejectPolicy() if strict_host_keys else paramiko.WarningPolicy()");
    weigh("S507", &chosen, &client("paramiko.WarningPolicy()"));
}

#[test]
fn a_redirect_to_the_address_that_the_browser_asked_for() {
    let flask = |target: &str| {
        format!(
            "from flask import Flask, redirect, request\n\napp = Flask(__name__)\n\n\n@app.get(\"/a\")\ndef a():\n    return redirect({target})\n"
        )
    };
    let other = flask("request.args[\"next\"]");
    weigh("PV201", &flask("request.url.replace(\"http://\", \"https://\", 1)"), &other);
    weigh("PV201", &flask("f\"{request.host_url}orders?{request.args['page']}\""), &other);
    weigh("PV201", &flask("request.url"), &flask("request.url.split(\"to=\")[1]"));
    let starlette = |changed: &str| {
        format!(
            "from starlette.applications import Starlette\nfrom starlette.responses import RedirectResponse\nfrom starlette.routing import Route\n\n\n\
             async def a(request):\n    return RedirectResponse(request.url.replace({changed}=request.query_params[\"a\"]))\n\n\n\
             app = Starlette(routes=[Route(\"/a\", a)])\n"
        )
    };
    weigh("PV201", &starlette("query"), &starlette("hostname"));
}

#[test]
fn folders_beside_the_one_that_a_path_has_to_begin_with() {
    let view = |check: &str| {
        format!(
            "import os\nfrom flask import Flask, abort, request\n\napp = Flask(__name__)\nFOLDER = \"/srv/sheets\"\n\n\n\
             @app.get(\"/sheet\")\ndef sheet():\n    path = os.path.realpath(os.path.join(FOLDER, request.args[\"name\"]))\n    \
             {check}\n    with open(path) as file:\n        return {{\"text\": file.read()}}\n"
        )
    };
    // `/srv/sheets-of-others` is all that is left.
    let begins = view("if not path.startswith(FOLDER): abort(403)");
    weigh("PV101", &begins, &view("if path.startswith(\"/etc\"): abort(403)"));
    weigh("PV101", &begins, &view("if not path.startswith(request.args[\"folder\"]): abort(403)"));
    weigh("PV101", &begins, &view("if not path.startswith(\"/\"): abort(403)"));
}

#[test]
fn tables_whose_names_a_caller_gives() {
    let store = |statement: &str| {
        format!(
            "import sqlite3\n\n\nclass Store:\n    def __init__(self, path, table=\"jobs\"):\n        self.table = table\n        self.db = sqlite3.connect(path)\n\n    \
             def rows(self, team):\n        return self.db.execute({statement}).fetchall()\n"
        )
    };
    weigh("S608", &store("f\"SELECT * FROM {self.table}\""), &store("f\"SELECT * FROM jobs WHERE team = '{team}'\""));
    weigh(
        "S608",
        &store("f\"SELECT * FROM {self.table}\""),
        &store("f\"SELECT * FROM {self.table} WHERE team = '{team}'\""),
    );
}
