# rule: PV101
import os

from flask import Flask, request

app = Flask(__name__)
FILES = "files"


@app.get("/read")
def read():
    with open(os.path.join(FILES, request.args["name"])) as file:
        return file.read()


@app.get("/note")
def note():
    path = f"{FILES}/notes/{request.args['name']}.txt"
    with open(path) as file:
        return file.read()


# --- proof
def prepare(program):
    os.makedirs("files/notes")
    for name in ("files/a.txt", "files/notes/b.txt", "secret.txt"):
        with open(name, "w") as file:
            file.write("text of " + name)
    return program.app.test_client()


def benign(program):
    client = prepare(program)
    return [client.get("/read?name=a.txt").text, client.get("/read?name=notes/b.txt").text, client.get("/note?name=b").text]


def exploit(program):
    client = prepare(program)
    answers = [client.get("/read?name=../secret.txt").text, client.get("/note?name=../../secret").text]
    return any(answer == "text of secret.txt" for answer in answers)
