from typing import Generic, TypeVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from ..models import Base

Row = TypeVar("Row", bound=Base)


class Repository(Generic[Row]):
    model: type[Row]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, number: int) -> Row | None:
        return await self.session.get(self.model, number)

    async def add(self, row: Row) -> Row:
        self.session.add(row)
        await self.session.flush()
        return row

    async def all(self) -> list[Row]:
        return list(await self.session.scalars(select(self.model)))

    async def delete(self, row: Row) -> None:
        await self.session.delete(row)
