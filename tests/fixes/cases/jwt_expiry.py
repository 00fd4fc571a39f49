# rule: PV403
import jwt


def token_for(user, key):
    return jwt.encode({"sub": user}, key, algorithm="HS256")


# --- proof
KEY = "k" * 40


def claims(program, **options):
    import jwt

    return jwt.decode(program.token_for("ann", KEY), KEY, algorithms=["HS256"], **options)


def benign(program):
    return claims(program)["sub"]


def exploit(program):
    """A token that is found a year later still opens the door."""
    import time

    return claims(program).get("exp", float("inf")) > time.time() + 365 * 86400
