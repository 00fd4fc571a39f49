# rule: PV351
from fastapi import FastAPI, Request

app = FastAPI()
PRICE = 12
NOTES = []


@app.post("/quotes")
def quote(body: dict):
    return {"total": body["count"] * PRICE, "to": body.get("city")}


@app.post("/notes")
async def add_note(request: Request):
    data = await request.json()
    NOTES.append({"text": data["text"], "stars": data.get("stars", 0)})
    return {"count": len(NOTES)}


# --- proof
def sent(program, path, json):
    from fastapi.testclient import TestClient

    answer = TestClient(program.app, raise_server_exceptions=False).post(path, json=json)
    return answer.status_code, answer.json() if answer.status_code == 200 else None


def benign(program):
    answers = [
        sent(program, "/quotes", {"count": 2, "city": "Turin"}),
        sent(program, "/quotes", {"count": 2.5}),
        sent(program, "/notes", {"text": "hello"}),
        sent(program, "/notes", {"text": "hello", "stars": 3}),
    ]
    return answers, program.NOTES


def exploit(program):
    wrong = [
        sent(program, "/quotes", {"count": ["a"], "city": "Turin"}),
        sent(program, "/quotes", {"count": "ab"}),
        sent(program, "/quotes", {"city": "Turin"}),
        sent(program, "/notes", {"text": {"a": 1}}),
        sent(program, "/notes", {"text": "hello", "stars": "many"}),
        sent(program, "/notes", {}),
    ]
    return [status for status, _ in wrong] != [422] * 6
