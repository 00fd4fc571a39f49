from html import escape

from bottle import Bottle, HTTPError, abort, redirect, request, response, run, static_file

from . import books, hooks, machines, reports
from .people import login, operator, signed_in
from .settings import settings

app = Bottle()
app.route("/login", "POST", login)
NOTES = []


def same_site(callback):
    """A page of somebody else cannot set this header."""

    def wrapped(*args, **kwargs):
        if request.method != "GET" and request.headers.get("X-Requested-With") != "runbook":
            abort(403, "not from our page")
        return callback(*args, **kwargs)

    return wrapped


app.install(same_site)


@app.hook("after_request")
def headers():
    response.set_header("X-Content-Type-Options", "nosniff")
    response.set_header("X-Frame-Options", "DENY")
    response.set_header("Content-Security-Policy", "default-src 'self'")


@app.get("/static/<name:path>")
def static(name):
    return static_file(name, root="/usr/share/runbook/static")


@app.get("/tools/<tool>", apply=[signed_in])
def use_tool(tool):
    if tool not in machines.TOOLS:
        abort(404)
    response.content_type = "text/plain; charset=utf-8"
    try:
        return machines.TOOLS[tool].run(request.query.get("host", "127.0.0.1"))
    except (machines.CommandFailed, ValueError):
        raise HTTPError(502, "the tool did not answer")


@app.post("/machines/<host>/restart", apply=[signed_in])
def restart(host):
    service = request.forms.get("service", "web")
    if service not in settings.services or host not in settings.machines:
        abort(400, "no such service")
    output = machines.restart(host, service)
    NOTES.append({"machine": host, "operator": operator(), "note": request.forms.get("note", "")})
    hooks.chat.say(f"{operator()} restarted {service} on {host}")
    response.content_type = "text/plain; charset=utf-8"
    return output


@app.post("/books/<number:int>", apply=[signed_in])
def keep_book(number):
    upload = request.files.get("book")
    book = books.Book.from_yaml(upload.file.read(books.LARGEST))
    books.shelf.keep(number, book)
    return redirect(f"/books/{number}")


@app.get("/books/<number:int>", apply=[signed_in])
def show_book(number):
    book = books.shelf.book(number)
    steps = "".join(f"<li>{escape(step.title)}</li>" for step in book.steps)
    return f"<h1>{escape(book.title)}</h1><ol>{steps}</ol>"


@app.post("/bundles", apply=[signed_in])
def bundle():
    return {"scripts": books.unpack(request.files.get("bundle"))}


@app.post("/inventory", apply=[signed_in])
def inventory():
    found = books.inventory(request.files.get("inventory").file.read(books.LARGEST))
    return {"machines": [{"name": name, "address": address} for name, address in found]}


@app.post("/reports", apply=[signed_in])
def make_report():
    return {"report": reports.write(NOTES)}


@app.get("/reports/<name:path>", apply=[signed_in])
def report(name):
    try:
        content = reports.read(name)
    except OSError:
        raise HTTPError(404)
    response.content_type = "text/csv; charset=utf-8"
    return content


@app.post("/hooks/monitor")
def monitor():
    body = request.body.read(books.LARGEST)
    if not hooks.is_signed(body, request.headers):
        abort(403, "not signed")
    alarm = request.json or {}
    NOTES.append({"machine": alarm.get("machine", ""), "operator": "monitor", "note": alarm.get("text", "")})
    return {"noted": len(NOTES)}


def main():
    run(app, host="127.0.0.1", port=8080)


if __name__ == "__main__":
    main()
