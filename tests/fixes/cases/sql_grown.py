# rule: S608
import sqlite3

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE notes (id INTEGER, owner TEXT, state TEXT)")
db.executemany("INSERT INTO notes VALUES (?, ?, ?)", [(1, "ann", "new"), (2, "bob", "old"), (3, "ann", "old")])


def found(owner, states=(), state=None):
    sql = f"SELECT id FROM notes WHERE owner = '{owner}'"
    for one in states:
        sql += f" AND state <> '{one}'"
    if state:
        sql += " AND state = '" + state + "'"
    sql += " ORDER BY id"
    return db.execute(sql).fetchall()


def among(owners):
    return db.execute("SELECT id FROM notes WHERE owner IN ('%s') ORDER BY id" % "', '".join(owners)).fetchall()


def numbered(numbers, state):
    sql = f"SELECT id FROM notes WHERE id IN ({','.join(str(number) for number in numbers)}) AND state = ?"
    return db.execute(sql, (state,)).fetchall()


# --- proof
def benign(program):
    return [
        program.found("ann"),
        program.found("ann", ["new"]),
        program.found("ann", ["x", "y"], "new"),
        program.among(["ann", "bob"]),
        program.numbered([1, 2], "old"),
    ]


def exploit(program):
    attack = "' OR 1=1 --"
    rows = [program.found(attack), program.found("nobody", state=attack), program.among(["') OR 1=1 --"])]
    return any(len(found) > 1 for found in rows) or len(program.numbered(["1) OR (1=1"], "old")) > 1
