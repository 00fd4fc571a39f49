# rule: PV460
import io
import logging

stream = io.StringIO()
log = logging.getLogger("shop")
log.addHandler(logging.StreamHandler(stream))
log.setLevel(logging.INFO)


def login(user, password):
    log.info("login of %s with %s", user, password)
    log.info(f"{user} sent {password}")
    return len(password)


# --- proof
def benign(program):
    return program.login("ann", "Birch-4"), program.stream.getvalue().count("ann")


def exploit(program):
    program.login("ann", "Birch-4")
    return "Birch-4" in program.stream.getvalue()
