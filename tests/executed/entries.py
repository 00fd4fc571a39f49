"""The handlers in which programs begin: how each framework calls them, and how they read the request.

`NAME` stands for the field of the request, `PARAMS` for the parameters that hold fields, `BODY` for the handler's lines.
"""

from dataclasses import dataclass

FLASK = """\
from flask import Flask, abort, request
app = Flask(__name__)


@app.{}
def show(PARAMS):
    BODY"""
DJANGO = """\
from django.http import HttpResponse
from django.urls import path
def show(request{}):
    BODY


urlpatterns = [path("{}", show)]"""
DJANGO_CLASS = """\
from django.http import HttpResponse
from django.urls import path
from django.views import View
class Show(View):
    def get(self, request):
        BODY


urlpatterns = [path("show/", Show.as_view())]"""
FASTAPI = """\
from fastapi import FastAPI, HTTPException
app = FastAPI()


@app.get("/show")
{}def show(PARAMS):
    BODY"""
AIOHTTP = """\
from aiohttp import web
routes = web.RouteTableDef()


@routes.{}("/show")
async def show(request):
    BODY


app = web.Application()
app.add_routes(routes)"""
JSON = "import json\n"


@dataclass(frozen=True)
class Entry:
    """A handler without its lines. `first` reads the first field where that is read in another way than the others."""

    framework: str
    module: str
    read: str
    first: str | None = None
    parameter: str = "{}"
    #: Whether the first field stands in the address, so that a link can carry it.
    by_link: bool = False

    @property
    def awaits(self) -> bool:
        """Whether the handler is asynchronous."""
        return "async def show" in self.module


ENTRIES = (
    Entry("flask", FLASK.format('get("/show")'), 'request.args.get("NAME", "")', by_link=True),
    Entry("flask", FLASK.format('get("/show")'), 'request.args["NAME"]', by_link=True),
    Entry("flask", FLASK.format('get("/show")'), 'request.headers.get("X-NAME", "")'),
    Entry("flask", FLASK.format('get("/show")'), 'request.cookies.get("NAME", "")'),
    Entry("flask", FLASK.format('get("/show/<path:NAME>")'), 'request.args.get("NAME", "")', first="NAME", by_link=True),
    Entry("flask", FLASK.format('post("/show")'), 'request.form.get("NAME", "")'),
    Entry("flask", FLASK.format('post("/show")'), 'request.get_json()["NAME"]'),
    Entry("flask", JSON + FLASK.format('post("/show")'), 'json.loads(request.data)["NAME"]'),
    Entry("flask", FLASK.format('route("/show", methods=["GET", "POST"])'), 'request.values.get("NAME", "")'),
    Entry("django", DJANGO.format("", "show/"), 'request.GET.get("NAME", "")', by_link=True),
    Entry("django", DJANGO.format("", "show/"), 'request.GET["NAME"]', by_link=True),
    Entry("django", DJANGO.format("", "show/"), 'request.POST.get("NAME", "")'),
    Entry("django", JSON + DJANGO.format("", "show/"), 'json.loads(request.body)["NAME"]'),
    Entry("django", DJANGO.format(", PARAMS", "show/<path:NAME>/"), 'request.GET.get("NAME", "")', first="NAME", by_link=True),
    Entry("django", DJANGO_CLASS, 'request.GET.get("NAME", "")', by_link=True),
    Entry("fastapi", FASTAPI.format(""), "NAME", parameter="{}: str", by_link=True),
    Entry("fastapi", FASTAPI.format("async "), "NAME", parameter="{}: str", by_link=True),
    Entry("aiohttp", AIOHTTP.format("get"), 'request.query.get("NAME", "")', by_link=True),
    Entry("aiohttp", AIOHTTP.format("post"), '(await request.json())["NAME"]'),
)
#: How the handlers of a framework refuse a request.
REFUSALS = {
    "flask": "abort(400)",
    "django": "return HttpResponse(status=400)",
    "fastapi": "raise HTTPException(status_code=400)",
    "aiohttp": "raise web.HTTPBadRequest()",
}
#: How they answer when all is done.
ANSWERS = {
    "flask": 'return "ok"',
    "django": 'return HttpResponse("ok")',
    "fastapi": 'return {"state": "ok"}',
    "aiohttp": 'return web.Response(text="ok")',
}
