"""Makes thumbnails by calling a program; the file's name comes from the visitor."""
import os
import subprocess

from flask import Flask, request

app = Flask(__name__)


@app.route("/thumbnail")
def thumbnail():
    name = request.args["file"]
    subprocess.run(f"convert {name} -resize 200x200 /tmp/thumb.jpg", shell=True)
    return "done"


@app.route("/purge")
def purge():
    os.system("rm -f /var/cache/thumbs/" + request.args.get("pattern", ""))
    return "purged"


def version():
    # A constant command: looked at, and dismissed with the reason.
    return subprocess.check_output("convert --version", shell=True)
