from collections.abc import AsyncIterator, Callable
from typing import Annotated

from fastapi import Depends, Header, HTTPException, Request
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.ext.asyncio import AsyncSession

from catalog.models import User
from catalog.repositories import OrderRepository, ProductRepository, UserRepository
from catalog.security import is_import_key, read_token

scheme = OAuth2PasswordBearer(tokenUrl="/users/token")


async def get_session(request: Request) -> AsyncIterator[AsyncSession]:
    async with request.app.state.sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]


def repository(kind: type) -> Callable:
    def build(session: Session):
        return kind(session)

    return build


Users = Annotated[UserRepository, Depends(repository(UserRepository))]
Products = Annotated[ProductRepository, Depends(repository(ProductRepository))]
Orders = Annotated[OrderRepository, Depends(repository(OrderRepository))]


async def current_user(token: Annotated[str, Depends(scheme)], users: Users) -> User:
    number = read_token(token)
    user = await users.get(number) if number is not None else None
    if user is None:
        raise HTTPException(401)
    return user


CurrentUser = Annotated[User, Depends(current_user)]


async def admin_user(user: CurrentUser) -> User:
    if user.role != "admin":
        raise HTTPException(403)
    return user


Admin = Annotated[User, Depends(admin_user)]


async def importer(x_import_key: Annotated[str, Header()]) -> None:
    if not is_import_key(x_import_key):
        raise HTTPException(401)
