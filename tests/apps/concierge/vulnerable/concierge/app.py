"""A hotel's concierge: answers guests and does small things for them."""
import os

from fastapi import Depends, FastAPI, Header, HTTPException, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field
from slowapi import Limiter
from slowapi.util import get_remote_address

from . import agent, knowledge, reports

limiter = Limiter(key_func=get_remote_address)
app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
app.state.limiter = limiter


class Question(BaseModel):
    room: int = Field(ge=1, le=900)
    text: str = Field(max_length=2000)
    persona: str = "friendly"


class Page(BaseModel):
    title: str = Field(max_length=120)
    text: str = Field(max_length=20_000)


def staff(x_staff_key: str = Header()) -> None:
    if x_staff_key != os.environ["STAFF_KEY"]:  # P01
        raise HTTPException(403)


def guest(x_guest_token: str = Header()) -> int:
    room = reports.room_of(x_guest_token)
    if room is None:
        raise HTTPException(401)
    return room


@app.post("/ask", response_class=HTMLResponse)
@limiter.limit("6/minute")
def ask(request: Request, question: Question, room: int = Depends(guest)) -> HTMLResponse:
    answer = agent.answer(question.text, question.persona, room)
    return HTMLResponse(f"<div class='answer'>{answer}</div>")  # P02


@app.post("/pages", dependencies=[Depends(staff)], status_code=201)
def add_page(page: Page) -> dict[str, str]:
    return {"id": knowledge.add(page.title, page.text)}


@app.get("/report", dependencies=[Depends(staff)])
@limiter.limit("2/minute")
def report(request: Request, question: str) -> list[dict]:
    return reports.answer_from_bookings(question)


@app.delete("/pages/{page_id}", status_code=204)
def remove_page(page_id: str) -> None:  # P03
    knowledge.remove(page_id)
