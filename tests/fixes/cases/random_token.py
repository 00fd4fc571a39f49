# rule: S311
import random
import string


def make_token(length):
    return "".join(random.choice(string.hexdigits) for _ in range(length))


def make_code():
    session_code = random.randint(100000, 999999)
    return session_code


# --- proof
def benign(program):
    token, code = program.make_token(40), program.make_code()
    return (len(token), set(token) <= set("0123456789abcdefABCDEF"), 100000 <= code <= 999999)


def exploit(program):
    """Whoever knows the state of the generator knows the next token."""
    import random

    state = random.getstate()
    token, code = program.make_token(20), program.make_code()
    random.setstate(state)
    return (program.make_token(20), program.make_code()) == (token, code)
