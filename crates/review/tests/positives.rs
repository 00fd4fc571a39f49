//! What is working well: each practice where it is there, and not where something only looks like it.

use model::Options;
use review::{Project, SourceFile, review};

/// What is said of the files, with how often.
fn said(files: &[(&str, &str)]) -> Vec<(String, u32)> {
    let files =
        files.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).into() }).collect();
    let review = review(&Project { files }, &Options::default());
    review.positives.iter().map(|positive| (positive.message.clone(), positive.count)).collect()
}

/// Part of the message, a file that shows the practice, one that only looks like it.
const PAIRS: &[(&str, &str, &str, &str)] = &[
    (
        "bound as parameters",
        "app.py",
        "def f(cursor, name):\n    cursor.execute(\"SELECT a FROM b WHERE c = ?\", (name,))\n",
        "def f(cursor, name):\n    cursor.execute(\"SELECT a FROM b WHERE c = '\" + name + \"'\")\n",
    ),
    (
        "slow function",
        "app.py",
        "import hashlib\n\n\ndef f(word, salt):\n    return hashlib.pbkdf2_hmac(\"sha256\", word, salt, 600_000)\n",
        "import hashlib\n\n\ndef f(word, salt):\n    return hashlib.pbkdf2_hmac(\"sha256\", word, salt, 10)\n",
    ),
    (
        "slow function",
        "app.py",
        "from passlib.context import CryptContext\n\ncontext = CryptContext(schemes=[\"argon2\"])\n",
        "from passlib.context import CryptContext\n\ncontext = CryptContext(schemes=[\"plaintext\"])\n",
    ),
    (
        "other side's certificate",
        "mail.py",
        "import ssl\n\ncontext = ssl.create_default_context()\n",
        "import ssl\n\ncontext = ssl.create_default_context()\ncontext.check_hostname = False\ncontext.verify_mode = ssl.CERT_NONE\n",
    ),
    (
        "from the environment",
        "app.py",
        "import os\n\nfrom flask import Flask\n\napp = Flask(__name__)\napp.config['SECRET_KEY'] = os.environ['SECRET_KEY']\n",
        "import os\n\nfrom flask import Flask\n\napp = Flask(__name__)\napp.config['SECRET_KEY'] = os.environ.get('SECRET_KEY', 'dev-key')\n",
    ),
    (
        "(CSRF)",
        "app.py",
        "from flask import Flask\nfrom flask_wtf import CSRFProtect\n\napp = Flask(__name__)\nCSRFProtect(app)\n",
        "from flask import Flask\n\n\ndef CSRFProtect(app):\n    return app\n\n\napp = Flask(__name__)\nCSRFProtect(app)\n",
    ),
    // What another line of the file denies is none.
    (
        "(CSRF)",
        "app.py",
        "from flask import Flask\nfrom flask_wtf import CSRFProtect\n\napp = Flask(__name__)\nCSRFProtect(app)\n",
        "from flask import Flask\nfrom flask_wtf import CSRFProtect\n\napp = Flask(__name__)\nCSRFProtect(app)\napp.config[\"WTF_CSRF_ENABLED\"] = False\n",
    ),
    (
        "Templates escape",
        "pages.py",
        "import jinja2\n\nshop = jinja2.Environment(autoescape=True)\n",
        "import jinja2\n\nshop = jinja2.Environment(autoescape=True)\nmails = jinja2.Environment(autoescape=False)\n",
    ),
    (
        "signature is checked",
        "tokens.py",
        "import jwt\n\n\ndef read(token, key):\n    return jwt.decode(token, key, algorithms=[\"HS256\"])\n",
        "import jwt\n\n\ndef read(token, key):\n    return jwt.decode(token, key, algorithms=[\"HS256\"])\n\n\ndef peek(token):\n    return jwt.decode(token, options={\"verify_signature\": False})\n",
    ),
    (
        "Debug mode is off",
        "app.py",
        "from flask import Flask\n\napp = Flask(__name__)\napp.config[\"DEBUG\"] = False\n",
        "from flask import Flask\n\napp = Flask(__name__)\napp.config[\"DEBUG\"] = False\napp.run(debug=True)\n",
    ),
    (
        "(CSRF)",
        "shop/settings.py",
        "ALLOWED_HOSTS = [\"a.example\"]\nMIDDLEWARE = [\"django.middleware.csrf.CsrfViewMiddleware\"]\n",
        "ALLOWED_HOSTS = [\"a.example\"]\nMIDDLEWARE = [\"django.middleware.common.CommonMiddleware\"]\n",
    ),
    (
        "Session cookies travel",
        "app.py",
        "from flask import Flask\n\napp = Flask(__name__)\napp.config[\"SESSION_COOKIE_SECURE\"] = True\n",
        "SESSION_COOKIE_SECURE = True\n",
    ),
    (
        "Cookies travel over HTTPS only and",
        "app.py",
        "def f(response):\n    response.set_cookie(\"a\", \"b\", secure=True, httponly=True)\n",
        "def f(response):\n    response.set_cookie(\"a\", \"b\", secure=True)\n",
    ),
    (
        "Security headers",
        "app.py",
        "def f(response):\n    response.headers[\"Content-Security-Policy\"] = \"default-src 'self'\"\n",
        "def f(response):\n    response.headers[\"Content-Type\"] = \"text/plain\"\n",
    ),
    (
        "Secrets come from the environment",
        "app.py",
        "import os\n\nKEY = os.environ[\"SECRET_KEY\"]\n",
        "import os\n\nHOME = os.environ[\"HOME\"]\n",
    ),
    (
        "have a time limit",
        "app.py",
        "import requests\n\nrequests.get(\"https://a.example\", timeout=5)\n",
        "import requests\n\nrequests.get(\"https://a.example\", timeout=None)\n",
    ),
    (
        "defusedxml",
        "app.py",
        "from defusedxml.ElementTree import parse\n\n\ndef f(path):\n    return parse(path)\n",
        "from xml.etree.ElementTree import parse\n\n\ndef f(path):\n    return parse(path)\n",
    ),
    (
        "Tokens come from",
        "app.py",
        "import secrets\n\n\ndef f():\n    return secrets.token_urlsafe(32)\n",
        "import secrets_of_ours as secrets\n\n\ndef f():\n    return secrets.token_urlsafe(32)\n",
    ),
    (
        "signature is checked",
        "app.py",
        "import jwt\n\n\ndef f(token, key):\n    return jwt.decode(token, key, algorithms=[\"HS256\"])\n",
        "import jwt\n\n\ndef f(token, key):\n    return jwt.decode(token, key, algorithms=[\"HS256\"], options={\"verify_signature\": False})\n",
    ),
    (
        "Routes ask who is there",
        "app.py",
        "from flask import Flask\nfrom flask_login import login_required\n\napp = Flask(__name__)\n\n\n@app.get(\"/me\")\n@login_required\ndef me():\n    return \"\"\n",
        "from flask import Flask\nfrom functools import cache\n\napp = Flask(__name__)\n\n\n@app.get(\"/me\")\n@cache\ndef me():\n    return \"\"\n",
    ),
    (
        "checked by hashes",
        "requirements.txt",
        "flask==3.0.3 --hash=sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n",
        "flask==3.0.3\n",
    ),
    ("pinned to exact versions", "requirements.txt", "flask==3.0.3\njinja2==3.1.4\n", "flask==3.0.3\njinja2>=3\n"),
];

#[test]
fn practices_are_said_where_they_are_there() {
    for (part, path, shows, looks_alike) in PAIRS {
        let has = |code: &str| said(&[(path, code)]).iter().any(|(message, _)| message.contains(part));
        assert!(has(shows), "{part} in\n{shows}");
        assert!(!has(looks_alike), "{part} in\n{looks_alike}");
    }
}

#[test]
#[allow(clippy::panic)] // that is how a test fails
fn one_practice_is_one_entry_with_its_first_places() {
    let code = "import secrets\n\na = secrets.token_hex(16)\nb = secrets.token_hex(16)\n\n\nc = secrets.token_hex(16)\nd = secrets.token_hex(16)\n";
    let files = [("a.py", code), ("b.py", code), ("tests/test_a.py", code)];
    let files =
        files.iter().map(|(path, text)| SourceFile { path: (*path).to_owned(), text: (*text).into() }).collect();
    let review = review(&Project { files }, &Options::default());
    let [tokens] = &*review.positives else { panic!("{:#?}", review.positives) };
    let places: Vec<(&str, u32)> = tokens.places().map(|place| (&*place.file, place.line)).collect();
    assert_eq!((places, tokens.count, tokens.unnamed()), (vec![("a.py", 3), ("a.py", 4), ("a.py", 7)], 8, 5));
}
