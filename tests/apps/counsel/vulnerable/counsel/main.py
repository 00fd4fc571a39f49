import secrets
import sqlite3
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from .agent import Agent
from .knowledge import Knowledge

ACCOUNTS = "/var/lib/counsel/accounts.db"


@asynccontextmanager
async def lifespan(app: FastAPI):
    app.state.agent = Agent(Knowledge.load())
    yield


app = FastAPI(lifespan=lifespan)


class Question(BaseModel):
    text: str = Field(max_length=2000)


class Name(BaseModel):
    name: str = Field(max_length=60)


def get_agent(request: Request) -> Agent:
    return request.app.state.agent


def customer(x_session: Annotated[str, Header()]) -> int:
    with sqlite3.connect(ACCOUNTS) as connection:
        row = connection.execute("SELECT customer FROM sessions WHERE id = ?", (x_session,)).fetchone()
    if row is None:
        raise HTTPException(401)
    return row[0]


Customer = Annotated[int, Depends(customer)]
TheAgent = Annotated[Agent, Depends(get_agent)]


def own_talk(thread: str, who: Customer) -> str:
    with sqlite3.connect(ACCOUNTS) as connection:
        row = connection.execute("SELECT customer FROM talks WHERE thread = ?", (thread,)).fetchone()
    if row is None or row[0] != who:
        raise HTTPException(404)
    return thread


OwnTalk = Annotated[str, Depends(own_talk)]


@app.post("/talks", status_code=201)
def begin(name: Name, who: Customer, agent: TheAgent):
    thread = secrets.token_urlsafe(16)
    with sqlite3.connect(ACCOUNTS) as connection:
        connection.execute("INSERT INTO talks (thread, customer) VALUES (?, ?)", (thread, who))
    agent.begin(name.name, thread)
    return {"thread": thread}


@app.post("/talks/{thread}", response_class=HTMLResponse)
def ask(thread: OwnTalk, question: Question, agent: TheAgent):
    answer = agent.ask(question.text, thread)
    return HTMLResponse(f"<div class='answer'>{answer}</div>")  # P06


@app.get("/talks/{thread}")
def history(thread: str, who: Customer, agent: TheAgent):
    return agent.history(thread)  # P12


@app.delete("/talks/{thread}", status_code=204)
def forget(thread: str):  # P11
    with sqlite3.connect(ACCOUNTS) as connection:
        connection.execute("DELETE FROM talks WHERE thread = ?", (thread,))
