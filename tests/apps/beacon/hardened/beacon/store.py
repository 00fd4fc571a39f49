from dataclasses import dataclass
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error
from bson import ObjectId
from motor.motor_asyncio import AsyncIOMotorClient

HASHER = PasswordHasher()


@dataclass
class Page:
    """How much of a list is shown."""

    size: int = 50
    skip: int = 0


class Store:
    def __init__(self, address: str) -> None:
        self.client = AsyncIOMotorClient(address)
        self.db = self.client.beacon

    async def account(self, email: Any, password: Any) -> dict | None:
        found = await self.db.accounts.find_one({"email": str(email)})
        return found if found and self._fits(found["digest"], str(password)) else None

    @staticmethod
    def _fits(digest: str, password: str) -> bool:
        try:
            return HASHER.verify(digest, password)
        except Argon2Error:
            return False

    async def add_account(self, email: str, password: str) -> None:
        await self.db.accounts.insert_one({"email": email, "digest": HASHER.hash(password), "role": "viewer"})

    async def devices(self, owner: str, page: Page) -> list[dict]:
        cursor = self.db.devices.find({"owner": owner}).skip(page.skip).limit(page.size)
        return await cursor.to_list(length=page.size)

    async def device(self, owner: str, number: str) -> dict | None:
        return await self.db.devices.find_one({"_id": ObjectId(number), "owner": owner})

    async def busy_devices(self, owner: str, threshold: str) -> list[dict]:
        query = {"owner": owner, "load": {"$gt": float(threshold)}}
        return await self.db.devices.find(query).to_list(length=50)

    async def remove_account(self, email: str) -> int:
        return (await self.db.accounts.delete_one({"email": email})).deleted_count
