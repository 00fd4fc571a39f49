from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg


class Store:
    """All that is asked of the database."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    @classmethod
    @asynccontextmanager
    async def open(cls, address: str) -> AsyncIterator["Store"]:
        pool = await asyncpg.create_pool(address, max_size=10)
        try:
            yield cls(pool)
        finally:
            await pool.close()

    async def exhibits(self, room: int, sort: str) -> list[dict[str, Any]]:
        query = f"SELECT id, title, year FROM exhibits WHERE room = $1 ORDER BY {sort}"
        rows = await self.pool.fetch(query, room)  # P02
        return [dict(row) for row in rows]

    async def exhibit(self, number: int) -> dict[str, Any] | None:
        row = await self.pool.fetchrow("SELECT id, title, story FROM exhibits WHERE id = $1", number)
        return dict(row) if row else None

    async def remove(self, number: int) -> None:
        await self.pool.execute("DELETE FROM exhibits WHERE id = $1", number)

    async def rename(self, number: int, title: str) -> None:
        await self.pool.execute("UPDATE exhibits SET title = $1 WHERE id = $2", title, number)

    async def loans_of(self, lender: int) -> list[dict[str, Any]]:
        rows = await self.pool.fetch("SELECT id, exhibit, until FROM loans WHERE lender_id = $1", lender)
        return [dict(row) for row in rows]

    async def loan(self, number: int) -> dict[str, Any] | None:
        row = await self.pool.fetchrow("SELECT id, exhibit, until, insured FROM loans WHERE id = $1", number)
        return dict(row) if row else None

    async def account(self, email: str) -> dict[str, Any] | None:
        row = await self.pool.fetchrow("SELECT id, role, digest FROM accounts WHERE email = $1", email)
        return dict(row) if row else None

    async def add_account(self, email: str, digest: str) -> None:
        await self.pool.execute("INSERT INTO accounts (email, digest) VALUES ($1, $2)", email, digest)
