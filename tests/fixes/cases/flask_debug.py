# rule: S201
import flask

app = flask.Flask(__name__)


@app.get("/")
def home():
    return "home"


def main():
    app.run(port=5999, debug=True)


# --- proof
from unittest import mock


def started(program):
    with mock.patch("werkzeug.serving.run_simple") as run:
        program.main()
    return run.call_args


def benign(program):
    return (started(program).args[1], program.app.test_client().get("/").text)


def exploit(program):
    return started(program).kwargs["use_debugger"]
