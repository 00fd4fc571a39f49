from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from motor.motor_asyncio import AsyncIOMotorClient


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
        return await self.db.accounts.find_one({"email": email, "password": password})  # P01

    async def add_account(self, email: str, password: str) -> None:
        await self.db.accounts.insert_one({"email": email, "password": password, "role": "viewer"})  # P02

    async def devices(self, owner: str, page: Page) -> list[dict]:
        cursor = self.db.devices.find({"owner": owner}).skip(page.skip).limit(page.size)
        return await cursor.to_list(length=page.size)

    async def device(self, owner: str, number: str) -> dict | None:
        return await self.db.devices.find_one({"_id": ObjectId(number), "owner": owner})

    async def busy_devices(self, owner: str, threshold: str) -> list[dict]:
        query = {"owner": owner, "$where": f"this.load > {threshold}"}
        return await self.db.devices.find(query).to_list(length=50)  # P03

    async def remove_account(self, email: str) -> int:
        return (await self.db.accounts.delete_one({"email": email})).deleted_count
