# rule: PV311
# also: SECRET_KEY=d1f0c2b9e7740aa8c53
import os

from flask import Flask

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ.get("SECRET_KEY", "dev-secret-key")


# --- proof
def benign(program):
    return program.app.name


def exploit(program):
    return program.app.config["SECRET_KEY"] == "dev-secret-key"
