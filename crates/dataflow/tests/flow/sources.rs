//! What brings data in: requests of the frameworks, and what else may.

use semantic::SinkKind;

use super::{FLASK, check};

#[test]
fn sources_of_a_request() {
    check(
        SinkKind::Sql,
        FLASK,
        &[
            ("an item", "def f():\n    sink(request.args['id'])\n", "request"),
            ("a look-up", "def f():\n    sink(request.form.get('id', ''))\n", "request"),
            ("a body", "def f():\n    data = request.get_json()\n    sink(data['id'])\n", "request"),
            ("an attribute that says nothing", "def f():\n    sink(request.method)\n", "unknown"),
            ("a part of the address", "@app.route('/u/<name>')\ndef f(name):\n    sink(name)\n", "request"),
            ("a converted part", "@app.route('/u/<int:number>')\ndef f(number):\n    sink(number)\n", "sanitized"),
            ("a private helper", "def _f(name):\n    sink(name)\n", "unknown"),
            ("a public function", "def f(name):\n    sink(name)\n", "parameter"),
            ("a number by its type", "def f(name: int):\n    sink(name)\n", "sanitized"),
            ("a number or nothing", "def f(name: int | None = None):\n    sink(name)\n", "sanitized"),
            ("a text by its type", "def f(name: str):\n    sink(name)\n", "parameter"),
            ("a method", "class A:\n    def f(self, name):\n        sink(name)\n", "parameter"),
            ("the library converts", "def f():\n    sink(request.args.get('n', type=int))\n", "sanitized"),
            (
                "a nested handler",
                "def make(app):\n    @app.route('/x/<p>')\n    def f(p):\n        sink(p)\n",
                "request",
            ),
        ],
    );
}

#[test]
fn other_frameworks() {
    check(
        SinkKind::Command,
        "",
        &[
            (
                "a Django view",
                "from django.http import HttpResponse\ndef view(request):\n    sink(request.GET.get('x'))\n",
                "request",
            ),
            (
                "its address",
                "from django.http import HttpResponse\ndef view(request, slug):\n    sink(slug)\n",
                "request",
            ),
            (
                "a class-based view",
                "from django.views import View\nclass V(View):\n    def get(self, request):\n        sink(self.request.POST['x'])\n",
                "request",
            ),
            (
                "FastAPI",
                "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef f(q: str = ''):\n    sink(q)\n",
                "request",
            ),
            (
                "FastAPI enforces types",
                "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/x')\ndef f(q: int = 0):\n    sink(q)\n",
                "sanitized",
            ),
            (
                "FastAPI injects",
                "from fastapi import FastAPI, Depends\napp = FastAPI()\n@app.get('/x')\ndef f(q = Depends(g)):\n    sink(q)\n",
                "unknown",
            ),
            (
                "a request object by its type",
                "from fastapi import FastAPI, Request\napp = FastAPI()\n@app.post('/x')\nasync def f(r: Request):\n    sink(await r.json())\n",
                "request",
            ),
            (
                "aiohttp",
                "from aiohttp import web\nasync def h(request):\n    sink(request.match_info['x'])\n",
                "request",
            ),
            (
                "Tornado",
                "import tornado.web\nclass H(tornado.web.RequestHandler):\n    def get(self):\n        sink(self.get_argument('x'))\n",
                "request",
            ),
            ("Bottle", "from bottle import request, route\ndef f():\n    sink(request.query['x'])\n", "request"),
            ("the command line", "import sys\nsink(sys.argv[1])\n", "commandline"),
            (
                "its parser",
                "import argparse\np = argparse.ArgumentParser()\na = p.parse_args()\nsink(a.name)\n",
                "commandline",
            ),
            ("the environment", "import os\nsink(os.environ['X'])\n", "environment"),
            ("a file", "with open('x') as f:\n    sink(f.read())\n", "file"),
            ("another machine", "import requests\nsink(requests.get('https://x.org', timeout=3).text)\n", "network"),
        ],
    );
}
