"""Calls whatever address a customer enters, with the keys of the house in the code."""
import requests
from fastapi import FastAPI

app = FastAPI()

API_TOKEN = "tok_live_51HxT9cVq0aZ8LmN3"
DATABASE_PASSWORD = "correct-horse-battery"


@app.post("/webhooks/test")
def test_webhook(url: str):
    answer = requests.post(url, json={"event": "ping"}, headers={"Authorization": API_TOKEN}, verify=False)
    return {"status": answer.status_code}


@app.get("/status")
def status():
    return requests.get("https://status.example.com/api").json()
