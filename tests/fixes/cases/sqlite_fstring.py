# rule: S608
import sqlite3

db = sqlite3.connect(":memory:")
db.execute("CREATE TABLE users (id INTEGER, name TEXT)")
db.executemany("INSERT INTO users VALUES (?, ?)", [(1, "ann"), (2, "bob's")])


def by_id(user_id):
    query = f"SELECT name FROM users WHERE id = {user_id}"
    return db.execute(query).fetchall()


def by_name(name, least):
    return db.execute(
        f"""
        SELECT id FROM users
        WHERE name = '{name}' AND id >= {least}
        """
    ).fetchall()


# --- proof
def benign(program):
    return [program.by_id(2), program.by_id("1"), program.by_name("ann", 0)]


def exploit(program):
    return len(program.by_id("0 OR 1=1")) == 2 or len(program.by_name("' OR 1=1 --", 0)) == 2
