from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from catalog.deps import CurrentUser, Orders
from catalog.models import Order

router = APIRouter(prefix="/orders", tags=["orders"])


class NewOrder(BaseModel):
    product_id: int


@router.get("")
async def mine(user: CurrentUser, orders: Orders):
    return await orders.of_user(user.id)


@router.post("", status_code=201)
async def place(order: NewOrder, user: CurrentUser, orders: Orders):
    return await orders.add(Order(user_id=user.id, product_id=order.product_id))


@router.get("/{number}")
async def one(number: int, user: CurrentUser, orders: Orders):
    order = await orders.get(number)  # P06
    if order is None:
        raise HTTPException(404)
    return order
