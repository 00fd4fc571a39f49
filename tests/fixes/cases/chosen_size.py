# rule: PV217
from flask import Flask, request

app = Flask(__name__)


@app.get("/numbers")
def numbers():
    count = int(request.args.get("count", 10))
    return {"numbers": [step * step for step in range(count)]}


# --- proof
def numbers(program, count):
    return program.app.test_client().get("/numbers", query_string={"count": count}).get_json()["numbers"]


def benign(program):
    return numbers(program, 5), numbers(program, 1000)[-1]


def exploit(program):
    return len(numbers(program, 100_000)) == 100_000
