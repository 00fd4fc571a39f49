# rule: PV205
from flask import Flask, render_template_string, request

app = Flask(__name__)
app.config["KEY"] = "of the house"


@app.route("/hello")
def hello():
    return render_template_string("<p>Hello %s of %s</p>" % (request.args["name"], request.args["town"]))


# --- proof
def page(program, name):
    return program.app.test_client().get("/hello", query_string={"name": name, "town": "Bern"}).get_data(as_text=True)


def benign(program):
    return page(program, "Ada"), page(program, "Zoë")


def exploit(program):
    return "of the house" in page(program, "{{ config.KEY }}")
