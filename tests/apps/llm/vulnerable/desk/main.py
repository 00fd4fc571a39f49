"""A help desk: visitors ask, a language model answers."""

import json
import sqlite3

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse
from openai import OpenAI

from desk.retrieval import context_for

app = FastAPI()
client = OpenAI(
    api_key="sk-proj-Vb7Qm2Xz9LtKc4Wd8Rf1Ny6Hs3Jg5Pa0UeIo",  # P01
    timeout=None,  # P02
)
DATABASE = "desk.db"


@app.post("/chat")
def chat(persona: str, question: str):
    answer = client.chat.completions.create(  # P31
        model="gpt-4o",  # P32
        messages=[  # P04
            {"role": "system", "content": f"You are {persona} of our help desk."},  # P03
            {"role": "user", "content": question},
        ],
    )
    return {"text": answer.choices[0].message.content}


@app.get("/page", response_class=HTMLResponse)
def page(question: str):
    answer = client.chat.completions.create(
        model="gpt-4o",
        max_tokens=300,
        messages=[{"role": "system", "content": "Answer briefly."}, {"role": "user", "content": question}],
    )
    text = answer.choices[0].message.content
    return HTMLResponse("<h1>Answer</h1><p>" + text + "</p>")  # P05


@app.post("/calculate")
def calculate(task: str):
    answer = client.responses.create(
        model="gpt-4o", max_output_tokens=50, instructions="Answer with one Python expression.", input=task
    )
    return {"result": eval(answer.output_text)}  # P06


@app.post("/report")
def report(wish: str):
    answer = client.responses.create(
        model="gpt-4o", max_output_tokens=200, instructions="Write one condition for the table tickets.", input=wish
    )
    connection = sqlite3.connect(DATABASE)
    rows = connection.execute("SELECT number, subject FROM tickets WHERE " + answer.output_text)  # P07
    return rows.fetchall()


@app.get("/go")
def go(wish: str):
    answer = client.responses.create(
        model="gpt-4o", max_output_tokens=50, instructions="Answer with the address of a page.", input=wish
    )
    return RedirectResponse(answer.output_text)  # P08


@app.post("/refund")
def refund(mail: str):
    answer = client.responses.create(
        model="gpt-4o", max_output_tokens=100, instructions="Answer with order and amount as JSON.", input=mail
    )
    order = json.loads(answer.output_text)  # P09
    return pay(order["number"], order["amount"])


def pay(number, amount):
    connection = sqlite3.connect(DATABASE)
    connection.execute("INSERT INTO refunds (number, amount) VALUES (?, ?)", (number, amount))
    connection.commit()
    return {"paid": amount}


@app.post("/manual")
def manual(question: str):
    context = context_for(question)
    answer = client.chat.completions.create(
        model="gpt-4o",
        max_tokens=300,
        messages=[
            {"role": "system", "content": "Answer from the manual."},
            {"role": "user", "content": f"{context}\n{question}"},
        ],
    )
    return {"text": answer.choices[0].message.content}
