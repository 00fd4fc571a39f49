# rule: PV351
from flask import Flask, jsonify, request

app = Flask(__name__)
ARTICLES = []


class Article:
    def __init__(self, name, price, note):
        self.name, self.price, self.note = name, price, note


@app.post("/articles")
def add_article():
    data = request.get_json()
    ARTICLES.append(Article(data["name"], data["price"] * 100, data.get("note", "")))
    return jsonify(count=len(ARTICLES)), 201


@app.post("/changes")
def change_article():
    ARTICLES[-1].name = request.json["name"]
    return jsonify(name=ARTICLES[-1].name)


# --- proof
def sent(program, path, json):
    answer = program.app.test_client().post(path, json=json)
    return answer.status_code, answer.get_json(silent=True)


def benign(program):
    answers = [
        sent(program, "/articles", {"name": "pen", "price": 2}),
        sent(program, "/articles", {"name": "book", "price": 12.5, "note": "old", "seen": True}),
        sent(program, "/changes", {"name": "paper"}),
    ]
    return answers, [(article.name, article.price, article.note) for article in program.ARTICLES]


def exploit(program):
    sent(program, "/articles", {"name": "pen", "price": 2})
    stored = [
        sent(program, "/articles", {"name": {"$ne": ""}, "price": 2}),
        sent(program, "/articles", {"name": "pen", "price": "much "}),
        sent(program, "/articles", {"name": "pen", "price": ["x"]}),
        sent(program, "/changes", {"name": ["pen"]}),
    ]
    missing = [sent(program, "/articles", {"name": "pen"})[0], sent(program, "/changes", {})[0]]
    refused = [status for status, _ in stored] == [422] * 4 and missing == [422, 422]
    return not refused
