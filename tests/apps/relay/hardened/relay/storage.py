import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from .config import DATABASE


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(DATABASE)
    connection.row_factory = sqlite3.Row
    try:
        with connection:
            yield connection
    finally:
        connection.close()


def note(job: str, state: str) -> None:
    with database() as connection:
        connection.execute("INSERT INTO jobs (name, state) VALUES (?, ?)", (job, state))


def jobs_of(customer: str, state: str) -> list[sqlite3.Row]:
    with database() as connection:
        statement = "SELECT name, state FROM jobs WHERE customer = ? AND state = ?"
        return connection.execute(statement, (customer, state)).fetchall()
