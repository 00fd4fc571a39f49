# rule: S608
import sqlite3

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE notes (id INTEGER, owner TEXT, title TEXT)")
db.executemany("INSERT INTO notes VALUES (?, ?, ?)", [(1, "ann", "50% off"), (2, "bob", "plain")])


def added(owner):
    return db.execute("SELECT id FROM notes WHERE owner = '" + owner + "'").fetchall()


def percent(owner):
    return db.execute("SELECT id FROM notes WHERE owner = '%s' AND title LIKE '50%%'" % owner).fetchall()


def formatted(owner, least):
    sql = "SELECT id FROM notes WHERE owner = '{}' AND id > {}".format(owner, least)
    cursor = db.cursor()
    cursor.execute(sql)
    return cursor.fetchall()


def searched(word):
    return db.execute(f"SELECT id FROM notes WHERE title LIKE '%{word}%'").fetchall()


def stored(owner, title):
    db.execute(f"INSERT INTO notes (id, owner, title) VALUES (3, '{owner}', '{title}')")
    return db.execute("SELECT owner, title FROM notes WHERE id = 3").fetchall()


# --- proof
def benign(program):
    return [
        program.added("ann"),
        program.percent("ann"),
        program.formatted("bob", 0),
        program.searched("lai"),
        program.stored("cy", "new"),
    ]


def exploit(program):
    attack = "' OR 1=1 --"
    ways = [program.added(attack), program.percent(attack), program.formatted(attack, 0), program.searched("' OR 1=1 --")]
    return any(len(rows) > 1 for rows in ways)
