# rule: S110
def notify(client, text):
    try:
        client.send(text)
    except Exception:
        pass
    return "done"


# --- proof
class Client:
    def __init__(self, error=None):
        self.error = error

    def send(self, text):
        if self.error:
            raise self.error


def benign(program):
    return [program.notify(Client(), "hello"), program.notify(Client(OSError("gone")), "hello")]


def exploit(program):
    """Nobody learns that it failed."""
    import io
    import logging

    log = io.StringIO()
    logging.basicConfig(stream=log, level=logging.DEBUG)
    program.notify(Client(PermissionError("refused")), "hello")
    return "refused" not in log.getvalue()
