//! The Skill's ten anti-patterns: a program that shows each, and one that only looks like it.

use model::Options;
use review::{Project, review};

/// Number, path, program that shows it, program that does not.
const PAIRS: [(u8, &str, &str, &str); 10] = [
    (
        1,
        "shop/views.py",
        "from django.shortcuts import render\nfrom shop.models import Order\n\n\ndef orders(request):\n    name = request.GET[\"name\"]\n    rows = Order.objects.raw(f\"SELECT * FROM orders WHERE name = '{name}'\")\n    return render(request, \"orders.html\", {\"rows\": rows})\n",
        "from django.shortcuts import render\nfrom shop.models import Order\n\n\ndef orders(request):\n    name = request.GET[\"name\"]\n    rows = Order.objects.raw(\"SELECT * FROM orders WHERE name = %s\", [name])\n    return render(request, \"orders.html\", {\"rows\": rows})\n",
    ),
    (
        2,
        "shop/settings.py",
        "ALLOWED_HOSTS = [\"shop.example.org\"]\nSECRET_KEY = \"x8#kq!v2m$zr7p@w4tq9\"\n",
        "import os\n\nALLOWED_HOSTS = [\"shop.example.org\"]\nSECRET_KEY = os.environ[\"SECRET_KEY\"]\n",
    ),
    (
        3,
        "shop/settings.py",
        "ALLOWED_HOSTS = [\"shop.example.org\"]\nINSTALLED_APPS = [\"shop\"]\nDEBUG = True\n",
        "import os\n\nALLOWED_HOSTS = [\"shop.example.org\"]\nINSTALLED_APPS = [\"shop\"]\nDEBUG = os.environ.get(\"DEBUG\") == \"1\"\n",
    ),
    (
        4,
        "app.py",
        "from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\napp = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=[\"*\"], allow_credentials=True)\n",
        "from fastapi import FastAPI\nfrom fastapi.middleware.cors import CORSMiddleware\n\napp = FastAPI()\napp.add_middleware(CORSMiddleware, allow_origins=[\"*\"])\n",
    ),
    (
        5,
        "app.py",
        "import pickle\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.post(\"/cart\")\ndef cart():\n    return {\"items\": pickle.loads(request.data)}\n",
        "import pickle\n\nfrom flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get(\"/cart\")\ndef cart():\n    return {\"items\": pickle.loads(pickle.dumps([1, 2]))}\n",
    ),
    (
        6,
        "app.py",
        "import subprocess\n\nfrom flask import Flask, request\n\napp = Flask(__name__)\n\n\n@app.get(\"/list\")\ndef listing():\n    path = request.args[\"path\"]\n    return subprocess.run(f\"ls {path}\", shell=True, capture_output=True).stdout\n",
        "import subprocess\n\nfrom flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get(\"/list\")\ndef listing():\n    return subprocess.run(\"ls /srv | sort\", shell=True, capture_output=True).stdout\n",
    ),
    (
        7,
        "app.py",
        "import yaml\n\n\ndef read(text):\n    return yaml.load(text)\n",
        "import yaml\n\n\ndef read(text):\n    return yaml.load(text, Loader=yaml.SafeLoader)\n",
    ),
    (
        8,
        "app.py",
        "import logging\n\nlogger = logging.getLogger(__name__)\n\n\ndef login(username, password):\n    logger.info(f\"Login attempt: {username} / {password}\")\n",
        "import logging\n\nlogger = logging.getLogger(__name__)\n\n\ndef login(username, password):\n    logger.info(f\"Login attempt: {username}\")\n",
    ),
    (
        9,
        "app.py",
        "import requests\n\n\ndef load():\n    return requests.get(\"https://rates.example.org\", verify=False, timeout=5)\n",
        "import requests\n\n\ndef load():\n    return requests.get(\"https://rates.example.org\", verify=\"/etc/ssl/own.pem\", timeout=5)\n",
    ),
    (
        10,
        "app.py",
        "from flask import Flask, render_template_string, request\n\napp = Flask(__name__)\n\n\n@app.get(\"/hello\")\ndef hello():\n    return render_template_string(\"Hello \" + request.args[\"name\"])\n",
        "from flask import Flask, render_template_string, request\n\napp = Flask(__name__)\n\n\n@app.get(\"/hello\")\ndef hello():\n    return render_template_string(\"Hello {{ name }}\", name=request.args[\"name\"])\n",
    ),
];

fn numbers(path: &str, code: &str) -> Vec<u8> {
    let review = review(&Project::single(path, code), &Options::default());
    for pattern in &review.anti_patterns {
        assert!(!pattern.findings.is_empty(), "{pattern:?}");
        for id in &pattern.findings {
            assert!(review.findings.iter().any(|finding| finding.id == *id), "{id} is a finding");
        }
    }
    review.anti_patterns.iter().map(|pattern| pattern.number).collect()
}

#[test]
fn each_is_recognized_and_what_looks_like_it_is_not() {
    for (number, path, shows, looks_alike) in PAIRS {
        assert_eq!(numbers(path, shows), [number], "{shows}");
        assert_eq!(numbers(path, looks_alike), [0; 0], "{looks_alike}");
    }
}
