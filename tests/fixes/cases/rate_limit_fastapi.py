# rule: PV416
import hashlib
import hmac

from fastapi import FastAPI, HTTPException

app = FastAPI()
USERS = {"ann": hashlib.scrypt(b"0007", salt=b"ann", n=16, r=1, p=1)}


def verify_password(name, password):
    known = USERS.get(name)
    return known is not None and hmac.compare_digest(hashlib.scrypt(password.encode(), salt=name.encode(), n=16, r=1, p=1), known)


@app.post("/login")
def login(name: str, password: str):
    if not verify_password(name, password):
        raise HTTPException(403)
    return {"welcome": name}


# --- proof
def client(program):
    from fastapi.testclient import TestClient

    return TestClient(program.app)


def tried(program, password):
    return client(program).post("/login", params={"name": "ann", "password": password}).status_code


def benign(program):
    return tried(program, "1234"), tried(program, "0007")


def exploit(program):
    return any(tried(program, f"{number:04}") == 200 for number in range(20))
