# rule: PV204
from typing import TYPE_CHECKING

from flask import Flask, request

if TYPE_CHECKING:
    from pymongo.collection import Collection

app = Flask(__name__)
users: "Collection"


@app.post("/login")
def login():
    body = request.json
    user = users.find_one({"name": body["name"], "password": body["password"]})
    return {"ok": user is not None}


# --- proof
class Users:
    """A collection with one user, that knows equality and the operator `$ne`."""

    def find_one(self, query):
        def fits(field, wanted):
            if isinstance(wanted, dict):
                return field != wanted["$ne"]
            return field == wanted

        user = {"name": "ada", "password": "secret"}
        return user if all(fits(user[key], wanted) for key, wanted in query.items()) else None


def ok(program, **body):
    program.users = Users()
    return program.app.test_client().post("/login", json=body).get_json()["ok"]


def benign(program):
    return ok(program, name="ada", password="secret"), ok(program, name="ada", password="wrong")


def exploit(program):
    return ok(program, name="ada", password={"$ne": ""})
