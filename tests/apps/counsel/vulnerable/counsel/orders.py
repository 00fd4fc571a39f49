import sqlite3

DATABASE = "/var/lib/counsel/orders.db"


def owner(order: int) -> int | None:
    with sqlite3.connect(DATABASE) as connection:
        row = connection.execute("SELECT customer FROM orders WHERE id = ?", (order,)).fetchone()
    return row[0] if row else None


def refund(order: int, customer: int) -> None:
    with sqlite3.connect(DATABASE) as connection:
        connection.execute("UPDATE orders SET refunded_to = ? WHERE id = ?", (customer, order))


def ask_person(order: int, customer: int) -> None:
    with sqlite3.connect(DATABASE) as connection:
        connection.execute("INSERT INTO wishes (order_id, customer) VALUES (?, ?)", (order, customer))
