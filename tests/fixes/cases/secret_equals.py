# rule: PV407
import hashlib
import hmac


def is_ours(body, signature, key):
    expected = hmac.new(key, body, hashlib.sha256).hexdigest()
    return expected == signature


# --- proof
def benign(program):
    import hashlib
    import hmac

    right = hmac.new(b"key", b"body", hashlib.sha256).hexdigest()
    return [program.is_ours(b"body", right, b"key"), program.is_ours(b"body", "0" * 64, b"key")]


def exploit(program):
    """The comparison is seen to stop early: it asks the other side for its own order of comparing."""

    class Spy(str):
        def __eq__(self, other):
            seen.append(other)
            return False

        __hash__ = str.__hash__

    seen = []
    program.is_ours(b"body", Spy("0" * 64), b"key")
    return bool(seen)
