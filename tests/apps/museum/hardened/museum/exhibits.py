from html import escape
from pathlib import Path
from typing import Annotated

from litestar import Controller, MediaType, delete, get, patch
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import Parameter
from litestar.response import File
from pydantic import BaseModel, Field

from .identity import curators_only, signed_in
from .store import Store


class NewTitle(BaseModel):
    title: str = Field(max_length=200)


class ExhibitController(Controller):
    path = "/exhibits"
    tags = ["exhibits"]

    @get("/")
    async def listed(self, store: Store, room: int, sort: Annotated[str, Parameter(max_length=40)] = "id") -> list[dict]:
        return await store.exhibits(room, sort)

    @get("/{number:int}/story", media_type=MediaType.HTML)
    async def story(self, store: Store, number: int) -> str:
        found = await store.exhibit(number)
        if found is None:
            raise NotFoundException()
        return f"<h1>{escape(found['title'])}</h1><div>{escape(found['story'])}</div>"

    @get("/scans", guards=[signed_in])
    async def scan(self, state: State, name: str) -> File:
        root = Path(state.settings.scans).resolve()
        place = (root / name).resolve()
        if not place.is_relative_to(root):
            raise NotFoundException()
        return File(path=place, filename=place.name)

    @patch("/{number:int}", guards=[curators_only])
    async def rename(self, store: Store, number: int, data: NewTitle) -> None:
        await store.rename(number, data.title)

    @delete("/{number:int}", guards=[curators_only])
    async def remove(self, store: Store, number: int) -> None:
        await store.remove(number)
