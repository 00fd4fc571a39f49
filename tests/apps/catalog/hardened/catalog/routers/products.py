from html import escape
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import HTMLResponse

from catalog.deps import Products

router = APIRouter(prefix="/products", tags=["products"])


@router.get("")
async def page(products: Products, order: str = "id", size: Annotated[int, Query(le=100)] = 20):
    return await products.page(order, size)


@router.get("/search")
async def search(products: Products, q: Annotated[str, Query(min_length=2, max_length=60)]):
    return await products.search(q)


@router.get("/filter")
async def filtered(products: Products, pattern: Annotated[str, Query(max_length=80)]):
    words = pattern.casefold().split()
    return [p for p in await products.page("id", 100) if all(word in p.name.casefold() for word in words)]


@router.get("/{number}/card", response_class=HTMLResponse)
async def card(number: int, products: Products):
    product = await products.get(number)
    if product is None:
        raise HTTPException(404)
    return HTMLResponse(f"<article><h2>{escape(product.name)}</h2><p>{product.price / 100:.2f} EUR</p></article>")
