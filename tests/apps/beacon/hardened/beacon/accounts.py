from sanic import Blueprint
from sanic.exceptions import InvalidUsage, Unauthorized
from sanic.response import empty, json, redirect

from .guards import signed_in

bp = Blueprint("accounts", url_prefix="/accounts")
PAGES = {"start": "/", "help": "/help", "devices": "/devices/"}


def cookie(response, number):
    response.add_cookie(
        "sid",
        number,
        path="/",
        httponly=True,
        secure=True,
        samesite="Lax",
        max_age=8 * 3600,
    )
    return response


@bp.post("/")
async def register(request):
    form = request.json
    if not isinstance(form.get("email"), str) or len(str(form.get("password", ""))) < 12:
        raise InvalidUsage("address and a password of twelve letters")
    await request.app.ctx.store.add_account(form["email"], form["password"])
    return empty(status=201)


@bp.post("/session")
async def sign_in(request):
    form = request.json
    account = await request.app.ctx.store.account(form.get("email"), form.get("password"))
    if account is None:
        raise Unauthorized("unknown account")
    number = request.app.ctx.sessions.begin(account)
    return cookie(json({"email": account["email"]}), number)


@bp.get("/session/end")
async def sign_out(request):
    request.app.ctx.sessions.end(request.cookies.get("sid"))
    target = request.args.get("to", "/")
    return redirect(PAGES.get(target, "/"))


@bp.get("/all")
@signed_in(role="admin")
async def everybody(request):
    rows = await request.app.ctx.store.db.accounts.find({}, {"email": 1, "role": 1}).to_list(length=500)
    return json([{"email": row["email"], "role": row["role"]} for row in rows])


@bp.delete("/<email:str>")
@signed_in(role="admin")
async def remove(request, email):
    removed = await request.app.ctx.store.remove_account(email)
    return empty(status=204 if removed else 404)
