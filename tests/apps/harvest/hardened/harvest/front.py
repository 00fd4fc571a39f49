"""The small page on which people add feeds."""
import hmac
import os

from flask import Flask, abort, jsonify, request

from . import database, tasks

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 1024 * 1024


def check_key():
    given = request.headers.get("X-Api-Key", "")
    if not hmac.compare_digest(given.encode(), os.environ["HARVEST_API_KEY"].encode()):
        abort(401)


app.before_request(check_key)


@app.post("/feeds")
def add_feed():
    data = request.get_json()
    database.add_feed(data["name"], data["url"], data["owner"])
    tasks.fetch.delay(data["url"], data["name"])
    return "", 202


@app.get("/feeds/<name>/entries")
def entries(name):
    rows = database.entries(name, request.args.get("since", "2000-01-01"), request.args.get("order", "seen"))
    return jsonify([dict(row) for row in rows])


@app.post("/pictures")
def picture():
    tasks.convert.delay(request.form["name"], request.form.get("width", "800"))
    return "", 202


@app.post("/rules")
def rules():
    tasks.apply_rules.apply_async(args=[request.get_data(as_text=True)])
    return "", 202


@app.delete("/jobs/<name>")
def drop_job(name):
    tasks.clean.delay(name)
    return "", 202
