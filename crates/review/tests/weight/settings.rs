//! Settings, keys, tokens and cookies.

use model::Severity;

use super::{severity_in, weigh};

#[test]
fn cookies_that_hold_how_a_page_looks() {
    let cookie = |name: &str| {
        format!(
            "from django.conf import settings\nfrom django.http import HttpResponse\n\n\ndef choose(request):\n    answer = HttpResponse()\n    answer.set_cookie({name}, request.POST['value'])\n    return answer\n"
        )
    };
    weigh("PV211", &cookie("settings.LANGUAGE_COOKIE_NAME"), &cookie("settings.CART_COOKIE_NAME"));
}

#[test]
fn keys_that_every_copy_of_a_program_carries() {
    let plugin = |call: &str, key: &str| {
        format!(
            "class Plugin:\n    def __init__(self):\n        self.{call}({{\"{key}\": \"b1fe08c93c80aefd749fe871a16cd2bb\", \"limit\": 3}})\n"
        )
    };
    weigh("S105", &plugin("config.add", "client_secret"), &plugin("client.add", "client_secret"));
    weigh("S105", &plugin("config.add", "client_secret"), &plugin("config.add", "admin_password"));
}

#[test]
fn settings_for_those_who_work_on_a_program() {
    let text = "services:\n  web:\n    environment:\n      SHOP_SECRET_KEY: QAVoeYDzkQves9iDZ5PkxfdUoVElVMVYPqz\n";
    assert_eq!(severity_in(".devcontainer/docker-compose.yml", "PV154", text), Severity::Low);
    assert!(severity_in("deploy/docker-compose.yml", "PV154", text) >= Severity::Medium);
}

#[test]
fn reports_and_calls_that_bring_no_token() {
    let handler = |name: &str| {
        format!(
            "from tornado.web import RequestHandler\n\n\nclass {name}(RequestHandler):\n    def check_xsrf_cookie(self):\n        return\n\n    \
             def post(self):\n        store(self.request.body)\n"
        )
    };
    weigh("PV383", &handler("CspReportHandler"), &handler("OrderHandler"));
    let view = |name: &str| {
        format!(
            "from django.http import HttpResponse\nfrom django.views.decorators.csrf import csrf_exempt\n\n\n\
             @csrf_exempt\ndef {name}(request):\n    log(request.user)\n    store(request.body)\n    return HttpResponse()\n"
        )
    };
    weigh("PV316", &view("payment_webhook"), &view("payment_form"));
}

#[test]
fn a_token_that_opens_one_thing() {
    let token = |claims: &str| {
        format!(
            "from flask_jwt_extended import create_access_token\n\n\ndef make(user):\n    \
             return create_access_token(identity=user, additional_claims={{{claims}}}, expires_delta=False)\n"
        )
    };
    weigh("PV403", &token("'scope': 'confirm'"), &token("'email': user.email"));
}

#[test]
fn cookies_that_say_yes_or_no() {
    let cookie = |value: &str| {
        format!(
            "from django.http import HttpResponse\n\n\ndef show(request, camera):\n    answer = HttpResponse()\n    \
             answer.set_cookie('state_' + camera.name, {value})\n    return answer\n"
        )
    };
    for value in ["str(camera.is_moving()).lower()", "'%.1f' % camera.rate", "camera.collapse_rows"] {
        weigh("PV211", &cookie(value), &cookie("camera.owner"));
    }
}

#[test]
fn settings_that_whoever_runs_a_program_completes() {
    let settings = |first: &str| {
        format!(
            "import os\n\n{first}\nINSTALLED_APPS = ['django.contrib.auth']\nMIDDLEWARE = ['django.middleware.security.SecurityMiddleware']\n"
        )
    };
    weigh("PV305", &settings("DATA = os.environ['DATA']"), &settings("DATA = '/srv'"));
    let hosts = |middleware: &str| format!("ALLOWED_HOSTS = ['*']\nMIDDLEWARE = ['{middleware}']\n");
    weigh("PV302", &hosts("shop.multidomain.MultiDomainMiddleware"), &hosts("shop.prices.PriceMiddleware"));
    let origins = |more: &str| format!("ROOT_URLCONF = 'shop.urls'\nCORS_ALLOW_ALL_ORIGINS = True\n{more}\n");
    let api = "CORS_URLS_REGEX = r'^/api/.*$'";
    weigh("PV312", &origins(api), &origins(""));
    weigh("PV312", &origins(api), &origins(&format!("{api}\nCORS_ALLOW_CREDENTIALS = True")));
}

#[test]
fn a_token_that_signing_on_brings_to_its_helpers() {
    let helper = |before: &str, name: &str| {
        format!(
            "import jwt\n\n\nclass Manager:\n    def ask(self):\n        return {before}\n\n    \
             def {name}(self, id_token):\n        return jwt.decode(id_token, options={{\"verify_signature\": False}})\n"
        )
    };
    weigh("PV401", &helper("self.oauth_remotes", "_person"), &helper("self.places", "_person"));
    weigh("PV401", &helper("self.oauth_remotes", "_person"), &helper("self.oauth_remotes", "get_current_user"));
}

#[test]
fn settings_over_which_those_of_each_site_come() {
    let settings = |handler: &str| {
        format!(
            "import sys\n\nDEBUG = True\nROOT_URLCONF = 'shop.urls'\n\ntry:\n    from settings_local import *\nexcept ImportError:\n    {handler}\n"
        )
    };
    weigh("PV301", &settings("sys.exit(1)"), &settings("pass"));
}

#[test]
fn a_function_that_makes_any_cookie() {
    let helper = |name: &str, key: &str| {
        format!("def {name}(response, name, value, age):\n    response.set_cookie({key}, value, max_age=age)\n")
    };
    weigh("PV211", &helper("put", "name"), &helper("put_session", "name"));
    weigh("PV211", &helper("put", "name"), &helper("put", "'cart'"));
}

#[test]
fn settings_that_are_copied_into_new_projects() {
    let text = "trino:\n  host: 127.0.0.1\n  user: admin\n  password: kX9vQ2mT7wLp4sRz8bNc\n";
    let (filled_in, own) = ("shop/templates/repo/io_config.yaml", "shop/config/io_config.yaml");
    assert_eq!(severity_in(filled_in, "PV154", text), model::Severity::Low);
    assert!(severity_in(own, "PV154", text) >= model::Severity::Medium);
}

#[test]
fn checks_of_certificates_that_whoever_runs_a_program_switches_off() {
    let client = |question: &str| {
        format!(
            "import ssl\nimport urllib3\n\n\ndef client(options):\n    if {question}:\n        mode = ssl.CERT_REQUIRED\n    else:\n        \
             mode = ssl.CERT_NONE\n    return urllib3.PoolManager(cert_reqs=mode)\n"
        )
    };
    weigh("S501", &client("options.verify_ssl"), &client("options.is_staging"));
    let context = |question: &str| {
        format!(
            "import ssl\n\n\ndef context(options):\n    if {question}:\n        return ssl._create_unverified_context()\n    return ssl.create_default_context()\n"
        )
    };
    weigh("S323", &context("options.cert == 'no'"), &context("options.cert == 'staging'"));
}
