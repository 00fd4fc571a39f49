import httpx
from litestar import Controller, Request, get, post
from litestar.exceptions import ClientException, NotFoundException
from lxml import etree
from pydantic import BaseModel, HttpUrl

from .identity import signed_in
from .partners import checked
from .store import Store


class Catalogue(BaseModel):
    address: HttpUrl


class LoanController(Controller):
    path = "/loans"
    guards = [signed_in]

    @get("/")
    async def mine(self, request: Request, store: Store) -> list[dict]:
        return await store.loans_of(request.user.id)

    @get("/{number:int}")
    async def one(self, request: Request, store: Store, number: int) -> dict:
        found = await store.loan(number, request.user.id)
        if found is None:
            raise NotFoundException()
        return found

    @post("/catalogue")
    async def read_catalogue(self, data: Catalogue) -> dict:
        async with httpx.AsyncClient(timeout=15) as client:
            answer = await client.get(checked(str(data.address)))
        return {"titles": titles_of(answer.content)}


def titles_of(document: bytes) -> list[str]:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True)
    try:
        tree = etree.fromstring(document, parser)
    except etree.XMLSyntaxError as wrong:
        raise ClientException("not a catalogue") from wrong
    return [element.text or "" for element in tree.iterfind(".//title")][:500]
