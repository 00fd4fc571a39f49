from typing import Any, Protocol

from databases import Database

from .schemas import ClaimIn, SortField


class ClaimRepository(Protocol):
    async def get(self, claim_id: int) -> dict[str, Any] | None: ...

    async def get_for(self, claim_id: int, holder: int) -> dict[str, Any] | None: ...

    async def list_for(self, holder: int, sort: str, status: str | None) -> list[dict[str, Any]]: ...

    async def create(self, holder: int, claim: ClaimIn) -> int: ...

    async def update(self, claim_id: int, values: dict[str, Any]) -> None: ...


class SqlClaims:
    def __init__(self, db: Database) -> None:
        self.db = db

    async def get(self, claim_id: int) -> dict[str, Any] | None:
        row = await self.db.fetch_one("SELECT * FROM claims WHERE id = :id", {"id": claim_id})
        return dict(row) if row else None

    async def get_for(self, claim_id: int, holder: int) -> dict[str, Any] | None:
        query = "SELECT * FROM claims WHERE id = :id AND holder = :holder"
        row = await self.db.fetch_one(query, {"id": claim_id, "holder": holder})
        return dict(row) if row else None

    async def list_for(self, holder: int, sort: str, status: str | None) -> list[dict[str, Any]]:
        query = "SELECT * FROM claims WHERE holder = :holder"
        values: dict[str, Any] = {"holder": holder}
        if status:
            query += " AND status = :status"
            values["status"] = status
        rows = await self.db.fetch_all(f"{query} ORDER BY {sort} DESC", values)  # P07
        return [dict(row) for row in rows]

    async def create(self, holder: int, claim: ClaimIn) -> int:
        query = "INSERT INTO claims (holder, happened, description, amount) VALUES (:holder, :happened, :description, :amount)"
        return await self.db.execute(query, {"holder": holder, **claim.model_dump()})

    async def update(self, claim_id: int, values: dict[str, Any]) -> None:
        columns = ", ".join(f"{name} = :{name}" for name in values)
        await self.db.execute(f"UPDATE claims SET {columns} WHERE id = :id", {**values, "id": claim_id})


class SqlUsers:
    def __init__(self, db: Database) -> None:
        self.db = db

    async def by_email(self, email: str) -> dict[str, Any] | None:
        row = await self.db.fetch_one("SELECT * FROM users WHERE email = :email", {"email": email})
        return dict(row) if row else None

    async def set_reset_code(self, user_id: int, code: str) -> None:
        query = "UPDATE users SET reset_code = :code, reset_until = now() + interval '15 minutes' WHERE id = :id"
        await self.db.execute(query, {"code": code, "id": user_id})

    async def all(self) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.db.fetch_all("SELECT id, email, role FROM users")]

    async def set_role(self, user_id: int, role: str) -> None:
        await self.db.execute("UPDATE users SET role = :role WHERE id = :id", {"role": role, "id": user_id})
