# rule: S324
import hashlib


def access_token(data):
    return hashlib.md5(data).hexdigest()


def is_same(data, token_before):
    return access_token(data) == token_before


# --- proof
def benign(program):
    return [program.is_same(b"a", program.access_token(b"a")), program.is_same(b"b", program.access_token(b"a"))]


# Two texts with one MD5, as Wang and others published them in 2004.
ONE = bytes.fromhex(
    "d131dd02c5e6eec4693d9a0698aff95c2fcab58712467eab4004583eb8fb7f89"
    "55ad340609f4b30283e488832571415a085125e8f7cdc99fd91dbdf280373c5b"
    "d8823e3156348f5bae6dacd436c919c6dd53e2b487da03fd02396306d248cda0"
    "e99f33420f577ee8ce54b67080a80d1ec69821bcb6a8839396f9652b6ff72a70"
)
OTHER = bytes.fromhex(
    "d131dd02c5e6eec4693d9a0698aff95c2fcab50712467eab4004583eb8fb7f89"
    "55ad340609f4b30283e4888325f1415a085125e8f7cdc99fd91dbd7280373c5b"
    "d8823e3156348f5bae6dacd436c919c6dd53e23487da03fd02396306d248cda0"
    "e99f33420f577ee8ce54b67080280d1ec69821bcb6a8839396f965ab6ff72a70"
)


def exploit(program):
    return program.is_same(OTHER, program.access_token(ONE))
