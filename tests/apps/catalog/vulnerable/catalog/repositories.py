from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.models import Base, Order, Product, User

T = TypeVar("T", bound=Base)


class Reads(Protocol[T]):
    async def get(self, number: int) -> T | None: ...

    async def page(self, order: str, size: int) -> Sequence[T]: ...


class Repository(Generic[T]):
    model: type[T]

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, number: int) -> T | None:
        return await self.session.get(self.model, number)

    async def page(self, order: str, size: int) -> Sequence[T]:
        statement = select(self.model).order_by(text(order)).limit(size)  # P02
        return (await self.session.scalars(statement)).all()

    async def add(self, record: T) -> T:
        self.session.add(record)
        await self.session.commit()
        return record


class ProductRepository(Repository[Product]):
    model = Product

    async def search(self, word: str) -> Sequence[Product]:
        statement = text(f"SELECT id, name, price FROM products WHERE name ILIKE '%{word}%' LIMIT 50")
        return (await self.session.execute(statement)).mappings().all()  # P03


class OrderRepository(Repository[Order]):
    model = Order

    async def of_user(self, user_id: int) -> Sequence[Order]:
        return (await self.session.scalars(select(Order).where(Order.user_id == user_id))).all()


class UserRepository(Repository[User]):
    model = User

    async def by_email(self, email: str) -> User | None:
        return await self.session.scalar(select(User).where(User.email == email))

    async def keep_reset(self, user: User, token: str) -> None:
        user.reset = token
        await self.session.commit()

    async def change(self, user: User, changes: dict) -> User:
        for name, value in changes.items():
            setattr(user, name, value)  # P04
        await self.session.commit()
        return user
