# rule: PV101
from pathlib import Path

from fastapi import FastAPI

app = FastAPI()
NOTES = Path("notes")


@app.get("/notes/{name:path}")
def note(name: str):
    return {"text": (NOTES / name).read_text()}


# --- proof
def prepare(program):
    from fastapi.testclient import TestClient

    os.makedirs("notes")
    for name in ("notes/a.txt", "secret.txt"):
        with open(name, "w") as file:
            file.write("text of " + name)
    return TestClient(program.app, raise_server_exceptions=False)


def benign(program):
    return prepare(program).get("/notes/a.txt").json()


def exploit(program):
    return "secret" in prepare(program).get("/notes/%2e%2e/secret.txt").text
