"""A little of everything that gives a name a value."""
from __future__ import annotations

import os.path as osp
import sqlite3
from functools import lru_cache, partial as bind
from typing import Optional

try:
    import cPickle as pickle
except ImportError as error:
    import pickle
else:
    pickle = pickle
finally:
    done = True

TABLES = {"a": "alpha", "b": "beta", **dict(c="gamma")}
first, (second, *rest) = 1, (2, 3, 4)
total: int = 0
total += first
type Pair[T] = tuple[T, T]


class Base:
    table = "users"

    def __init__(self, path, *, timeout: float = 1.0, **options):
        self.path = path
        self.conn: Optional[sqlite3.Connection] = sqlite3.connect(path, timeout)
        self.options = options

    @property
    def cursor(self):
        return self.conn.cursor()

    @staticmethod
    def join(*parts):
        return osp.join(*parts)


class Store(Base, metaclass=type):
    rows = [row for row in range(3) if row]

    async def find[T](self, key: "str | None", default: T = None) -> T:
        async with self.lock as lock, open(self.path) as handle:
            async for line in handle:
                if (found := line.strip()) == key:
                    return found
        await lock.release()
        query = f"select * from {self.table!r:>{10}} where id = {key}"
        for part in ("a", "b"):
            query = query + part
        else:
            query += ";"
        self.cursor.execute(query)
        return super().find(key) or default

    def every(self):
        yield from (lambda self=self: self.conn)()
        yield {name: value for name, value in TABLES.items()}


def outer(command):
    count = 0

    def inner():
        nonlocal count
        global total
        count, total = count + 1, total - 1
        match command.split():
            case [("go" | "run") as verb, *others] if others:
                return getattr(os, verb)(others)
            case {"name": str(name), **more} | Base(path=name):
                del more
            case -1 | None | _:
                raise ValueError(command) from error

    import os

    while count < 3 and not done:
        inner()
        if count:
            continue
        break
    assert isinstance(command, str), "a string"
    return bind(os.system, command)


run = outer("go") if TABLES else None
print(run, eval("1"), file=open("x"), *rest, **TABLES)
