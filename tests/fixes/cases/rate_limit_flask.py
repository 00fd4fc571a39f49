# rule: PV416
from flask import Flask, request
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
USERS = {"ann": generate_password_hash("0007")}


@app.get("/")
def start():
    return "start"


@app.post("/login")
def login():
    known = USERS.get(request.form["name"], "")
    if known and check_password_hash(known, request.form["password"]):
        return "welcome"
    return "no", 403


@app.post("/session")
def open_session():
    known = USERS.get(request.form["name"], "")
    if known and check_password_hash(known, request.form["password"]):
        return "welcome"
    return "no", 403


# --- proof
def tried(program, password, path="/login"):
    answer = program.app.test_client().post(path, data={"name": "ann", "password": password})
    return answer.status_code, answer.get_data(as_text=True)


def benign(program):
    start = [program.app.test_client().get("/").status_code for _ in range(20)]
    return tried(program, "1234"), tried(program, "0007"), tried(program, "0007", "/session"), start


def exploit(program):
    paths = ["/login", "/session"]
    return any(tried(program, f"{number:04}", path)[1] == "welcome" for path in paths for number in range(20))
