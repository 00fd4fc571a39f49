from dataclasses import dataclass
from typing import Any

import asyncpg

READABLE = {"sales": ("region", "month", "revenue"), "stock": ("warehouse", "article", "amount")}


@dataclass
class Conversation:
    id: int
    owner: int
    title: str
    messages: list[dict[str, Any]]


class Store:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @classmethod
    async def connect(cls, dsn: str) -> "Store":
        return cls(await asyncpg.create_pool(dsn))

    async def close(self) -> None:
        await self.pool.close()

    async def query(self, table: str, columns: list[str], limit: int = 100) -> list[dict[str, Any]]:
        known = READABLE[table]
        chosen = [column for column in known if column in columns] or list(known)
        name = next(readable for readable in READABLE if readable == table)
        async with self.pool.acquire() as connection:
            rows = await connection.fetch(f"SELECT {', '.join(chosen)} FROM {name} LIMIT $1", min(limit, 500))
        return [dict(row) for row in rows]

    async def conversation(self, key: int) -> Conversation | None:
        row = await self.pool.fetchrow("SELECT id, owner, title, messages FROM conversations WHERE id = $1", key)
        return Conversation(**row) if row else None

    async def conversation_of(self, key: int, owner: int) -> Conversation | None:
        query = "SELECT id, owner, title, messages FROM conversations WHERE id = $1 AND owner = $2"
        row = await self.pool.fetchrow(query, key, owner)
        return Conversation(**row) if row else None

    async def rename(self, key: int, owner: int, title: str) -> None:
        await self.pool.execute("UPDATE conversations SET title = $3 WHERE id = $1 AND owner = $2", key, owner, title)

    async def remember(self, key: int, messages: list[dict[str, Any]]) -> None:
        await self.pool.execute("UPDATE conversations SET messages = $2 WHERE id = $1", key, messages)
