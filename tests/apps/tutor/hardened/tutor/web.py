import json
import os
from functools import wraps

from flask import Flask, abort, g, jsonify, request, session
from markupsafe import escape
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.utils import secure_filename

from . import config, db
from .teacher import Teacher

app = Flask(__name__)
app.secret_key = config.SECRET_KEY
app.config.update(
    SESSION_COOKIE_SECURE=True,
    SESSION_COOKIE_HTTPONLY=True,
    SESSION_COOKIE_SAMESITE="Lax",
    MAX_CONTENT_LENGTH=4 * 1024 * 1024,
)
app.teardown_appcontext(db.close)
CSRFProtect(app)
limiter = Limiter(get_remote_address, app=app, default_limits=["60 per minute"])
teacher = Teacher()


def pupils_only(view):
    @wraps(view)
    def inner(*args, **kwargs):
        g.pupil = db.pupil(session.get("pupil", 0))
        if g.pupil is None:
            abort(401)
        return view(*args, **kwargs)

    return inner


@app.after_request
def headers(response):
    response.headers["Content-Security-Policy"] = "default-src 'self'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@app.errorhandler(500)
def failed(error):
    return jsonify(message="something went wrong"), 500


@app.get("/sessions")
@pupils_only
def sessions():
    return jsonify([dict(row) for row in db.sessions_of(g.pupil["id"])])


@app.get("/sessions/<int:number>")
@pupils_only
def one_session(number):
    found = db.session_text(number, g.pupil["id"])
    if found is None:
        abort(404)
    return jsonify(dict(found))


@app.delete("/sessions/<int:number>")
@pupils_only
def remove_session(number):
    db.forget(number, g.pupil["id"])
    return "", 204


@app.post("/questions")
@limiter.limit("10 per minute")
@pupils_only
def ask():
    question = str(request.get_json()["question"])[:2000]
    answer = teacher.answer(g.pupil, question)
    db.keep(g.pupil["id"], question[:60], answer)
    return f"<section class='answer'>{escape(answer)}</section>"


@app.post("/material")
@pupils_only
def material():
    upload = request.files["file"]
    name = secure_filename(upload.filename or "")
    if not name.endswith((".txt", ".pdf")):
        abort(415)
    upload.save(os.path.join(config.UPLOADS, name))
    return jsonify(name=name), 201


@app.post("/index")
@pupils_only
def index():
    vectors = json.load(request.files["index"])
    return jsonify(count=len(vectors))
