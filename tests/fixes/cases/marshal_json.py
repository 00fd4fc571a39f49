# rule: S302
import marshal


def freeze(state):
    return marshal.dumps(state)


def restore(message):
    return marshal.loads(message)


# --- proof
def benign(program):
    return program.restore(program.freeze({"step": 3, "names": ["a", "b"]}))


def exploit(program):
    import marshal

    # Code is data for marshal: whoever runs what comes back runs the sender's.
    sent = marshal.dumps(compile("6 * 7", "sent", "eval"))
    return eval(program.restore(sent)) == 42
