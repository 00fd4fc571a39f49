from fastapi import APIRouter, HTTPException
from pydantic import BaseModel, Field

from catalog.deps import Admin, Products, Users
from catalog.models import Product

router = APIRouter(prefix="/admin", tags=["admin"])


class NewProduct(BaseModel):
    name: str = Field(max_length=120)
    price: int = Field(ge=0)


@router.get("/users")
async def users_page(admin: Admin, users: Users):
    return [{"id": user.id, "email": user.email, "role": user.role} for user in await users.page("id", 100)]


@router.post("/products", status_code=201)
async def add_product(form: NewProduct, admin: Admin, products: Products):
    return await products.add(Product(name=form.name, price=form.price))


@router.post("/users/{number}/promote")
async def promote(number: int, admin: Admin, users: Users):
    user = await users.get(number)
    if user is None:
        raise HTTPException(404)
    user.role = "admin"
    await users.session.commit()
    return {"id": user.id, "role": user.role}
