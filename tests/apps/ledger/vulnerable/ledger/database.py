from contextlib import contextmanager

from psycopg2.extras import RealDictCursor
from psycopg2.pool import ThreadedConnectionPool


class Database:
    """Connections of one pool, each for the time of one transaction."""

    def __init__(self, address):
        self._pool = ThreadedConnectionPool(1, 10, address)

    @contextmanager
    def cursor(self):
        connection = self._pool.getconn()
        try:
            with connection, connection.cursor(cursor_factory=RealDictCursor) as cursor:
                yield cursor
        finally:
            self._pool.putconn(connection)

    def one(self, statement, values=()):
        with self.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchone()

    def all(self, statement, values=()):
        with self.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def run(self, statement, values=()):
        with self.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.rowcount
