# rule: S611
from django.db.models.expressions import RawSQL


def stock(store):
    return RawSQL(f"SELECT amount FROM stock WHERE store = {store}", [])


# --- proof
def amount(program, store):
    import sqlite3

    expression = program.stock(store)
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE stock (store, amount)")
        connection.executemany("INSERT INTO stock VALUES (?, ?)", [(1, 5), (2, 7)])
        # What Django's SQLite does with a statement and its parameters.
        statement = expression.sql.replace("%s", "?")
        return connection.execute(statement, expression.params).fetchall()


def benign(program):
    return amount(program, 1), amount(program, 3)


def exploit(program):
    return len(amount(program, "1 OR 1=1")) == 2
