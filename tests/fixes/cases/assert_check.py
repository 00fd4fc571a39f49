# rule: S101
def sign_in(session, user, password):
    assert user.verify(password)
    session["user"] = user.name


# --- proof
PROGRAM = """
import program

class User:
    name = "ann"

    def verify(self, password):
        return password == "right"

session = {}
try:
    program.sign_in(session, User(), %r)
except AssertionError:
    pass
print(session)
"""


def run(password):
    import subprocess
    import sys

    return subprocess.run([sys.executable, "-O", "-c", PROGRAM % password], capture_output=True, text=True, check=True).stdout


def benign(program):
    return run("right")


def exploit(program):
    return "ann" in run("wrong")
