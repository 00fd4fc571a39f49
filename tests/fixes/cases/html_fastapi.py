# rule: PV206
from fastapi import FastAPI
from fastapi.responses import HTMLResponse

app = FastAPI()


@app.get("/hello")
async def hello(name: str, title: str = "Dr"):
    return HTMLResponse(f'<p title="{title}">Hello {name}</p>')


# --- proof
def page(program, **query):
    from fastapi.testclient import TestClient

    return TestClient(program.app).get("/hello", params=query).text


def benign(program):
    return [page(program, name="Ada"), page(program, name="Zoë", title="Prof")]


def exploit(program):
    return "onclick=" in page(program, name="<b>", title='" onclick="alert(1)').replace("&quot; onclick=", "")
