# rule: PV425
# also: CORS_ORIGINS=https://shop.example
from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware

app = FastAPI()
app.add_middleware(CORSMiddleware, allow_origins=["*"], allow_credentials=True)


@app.get("/account")
def account():
    return {"balance": 7}


# --- proof
def asked(program, origin):
    from fastapi.testclient import TestClient

    return TestClient(program.app).get("/account", headers={"Origin": origin, "Cookie": "session=1"})


def benign(program):
    return (asked(program, "https://shop.example").json(), asked(program, "https://shop.example").headers["access-control-allow-credentials"])


def exploit(program):
    return asked(program, "https://evil.example").headers.get("access-control-allow-origin") in ("*", "https://evil.example")
