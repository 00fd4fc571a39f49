# rule: PV344
from flask import Flask

started = []


class Shop(Flask):
    def run(self, *args, **options):
        started.append(options)


Flask.run = Shop.run
app = Flask(__name__)


@app.get("/")
def start():
    return "open"


app.run(
    port=8080,
)


# --- proof
def benign(program):
    return program.app.test_client().get("/").get_data()


def exploit(program):
    return bool(program.started)
