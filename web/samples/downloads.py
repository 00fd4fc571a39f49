"""Hands out files by name, from a server that listens to everybody."""
import tempfile

from flask import Flask, request, send_file

app = Flask(__name__)
UPLOADS = "/srv/uploads/"


@app.route("/download")
def download():
    return send_file(UPLOADS + request.args["name"])


@app.route("/read")
def read():
    with open(UPLOADS + request.args["name"]) as file:
        return file.read()


def scratch_file():
    return open("/tmp/report.csv", "w")


def safe_scratch_file():
    return tempfile.NamedTemporaryFile("w", suffix=".csv")


if __name__ == "__main__":
    app.run(host="0.0.0.0", debug=True)
