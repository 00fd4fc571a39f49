"""Stand-ins for the frameworks, and for everything that does harm.

A program that is run can import these, its own modules and the standard library.
"""

import builtins
import html
import json
import os
import re
import sys
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, ClassVar


class Refused(Exception):
    """The program does not answer this request."""

    def __init__(self, *_args: Any, **_kwargs: Any) -> None:
        super().__init__()


class Trace:
    """What the request says, who answers it, and what has reached a sink."""

    fields: ClassVar[dict[str, str]] = {}
    handlers: ClassVar[list[Callable[..., Any]]] = []
    arrived: ClassVar[list[tuple[str, str]]] = []


def arrive(weakness: str, value: Any) -> None:
    """A value has reached a sink."""
    Trace.arrived.append((weakness, value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)))


def sink(weakness: str, answer: Any = None) -> Callable[..., Any]:
    """A function whose first argument is a sink."""

    def function(value: Any = "", *_args: Any, **_kwargs: Any) -> Any:
        arrive(weakness, value)
        return answer

    return function


class Fields:
    """The fields of the request, wherever the framework keeps them."""

    def __getitem__(self, name: str) -> str:
        return Trace.fields[name.lower().removeprefix("x-")]

    def get(self, name: str, default: str | None = None) -> str | None:
        try:
            return self[name]
        except KeyError:
            return default


class Request:
    """A request of Flask and Django."""

    args = form = values = headers = cookies = GET = POST = Fields()

    def get_json(self) -> dict[str, str]:
        return dict(Trace.fields)

    @property
    def data(self) -> bytes:
        return json.dumps(Trace.fields).encode()

    body = data


class AioRequest:
    """A request of aiohttp."""

    query = Fields()

    async def json(self) -> dict[str, str]:
        return dict(Trace.fields)


class Response:
    """An answer; what it says is a page unless it names another type."""

    def __init__(self, body: str = "", status: int = 200, text: str | None = None, content_type: str = "text/html") -> None:
        if content_type == "text/html":
            arrive("html", body if text is None else text)


def registers(*_args: Any, **_kwargs: Any) -> Callable[..., Any]:
    """A decorator that makes a function the handler."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        Trace.handlers.append(function)
        return function

    return register


class Application:
    """An application or a table of routes, of any framework."""

    get = post = route = staticmethod(registers)

    def __init__(self, *_args: Any) -> None:
        pass

    def add_routes(self, routes: "Application") -> None:
        pass


class View:
    """Django's base of views that are classes."""

    @classmethod
    def as_view(cls) -> Callable[..., Any]:
        return lambda request: cls().get(request)


class Found(Refused):
    """aiohttp's redirect."""

    def __init__(self, location: str) -> None:
        arrive("redirect", location)


def abort(_status: int) -> None:
    raise Refused


class Markup(str):
    """A text that is no harm in a page."""


def secure_filename(name: str) -> str:
    return re.sub(r"[^\w.-]+", "_", name.replace("/", " ").strip(), flags=re.ASCII).strip("._")


def escape_filter_chars(text: str) -> str:
    return re.sub(r"[\\*()\0]", lambda found: f"\\{ord(found[0]):02x}", text)


class Managed:
    """What `with` opens and closes."""

    def __enter__(self) -> "Managed":
        return self

    def __exit__(self, *_error: object) -> None:
        pass


class Database(Managed):
    """A connection or a cursor."""

    execute = staticmethod(sink("sql"))
    cursor = Managed.__enter__


class Opened(Managed):
    """A file without content."""

    read = staticmethod(str)


REDIRECT = sink("redirect", object())
ANSWER = SimpleNamespace(json=dict)
TREE = SimpleNamespace(xpath=sink("xpath", []))
DIRECTORY = SimpleNamespace(search_s=lambda _base, _scope, text: arrive("ldap", text))
MODULES = {
    "flask": SimpleNamespace(
        Flask=Application,
        request=Request(),
        abort=abort,
        redirect=REDIRECT,
        make_response=Response,
        render_template_string=sink("template", object()),
    ),
    "markupsafe": SimpleNamespace(Markup=Markup, escape=lambda text: Markup(html.escape(text))),
    "werkzeug.utils": SimpleNamespace(secure_filename=secure_filename),
    "django.http": SimpleNamespace(HttpResponse=Response, HttpResponseRedirect=REDIRECT),
    "django.shortcuts": SimpleNamespace(redirect=REDIRECT),
    "django.urls": SimpleNamespace(path=lambda _route, view: registers()(view)),
    "django.views": SimpleNamespace(View=View),
    "django.db": SimpleNamespace(connection=Database()),
    "fastapi": SimpleNamespace(FastAPI=Application, HTTPException=Refused),
    "fastapi.responses": SimpleNamespace(HTMLResponse=Response, RedirectResponse=REDIRECT),
    "aiohttp": SimpleNamespace(
        web=SimpleNamespace(
            RouteTableDef=Application,
            Application=Application,
            Response=Response,
            HTTPFound=Found,
            HTTPBadRequest=Refused,
        )
    ),
    "requests": SimpleNamespace(get=sink("ssrf", ANSWER), post=sink("ssrf", ANSWER)),
    "yaml": SimpleNamespace(load=sink("yaml"), unsafe_load=sink("yaml"), Loader=object()),
    "ldap": SimpleNamespace(initialize=lambda _address: DIRECTORY, SCOPE_SUBTREE=2),
    "ldap.filter": SimpleNamespace(escape_filter_chars=escape_filter_chars),
    "lxml": SimpleNamespace(etree=SimpleNamespace(parse=lambda _path: TREE)),
    "os": SimpleNamespace(path=os.path, system=sink("cmd", 0)),
    "subprocess": SimpleNamespace(run=sink("cmd"), check_output=sink("cmd", b"")),
    "sqlite3": SimpleNamespace(connect=lambda _path: Database()),
}


def environment(own: Callable[[str], Any]) -> dict[str, Any]:
    """The built-in names of a program; `own` gives a module of the program, or nothing."""

    def import_module(name: str, scope: Any = None, _locals: Any = None, wanted: Any = (), level: int = 0) -> Any:
        if level:
            name = f"{scope['__package__']}.{name}"
        module = own(name) or MODULES.get(name)
        if module is not None:
            return module
        if name.split(".")[0] not in sys.stdlib_module_names:
            raise ImportError(name)
        return builtins.__import__(name, None, None, wanted)

    replaced = {"__import__": import_module, "open": sink("path", Opened()), "eval": sink("eval"), "print": lambda *_words: None}
    return {**vars(builtins), **replaced}
