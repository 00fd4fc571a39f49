from sqlalchemy import select

from ..models import Shipment, Tariff
from .base import Repository

SORTABLE = {"id": Shipment.id, "weight": Shipment.weight, "price": Shipment.price}


class Shipments(Repository[Shipment]):
    model = Shipment

    async def of_company(self, company_id: int, sort: str, limit: int) -> list[Shipment]:
        statement = select(Shipment).where(Shipment.company_id == company_id)
        statement = statement.order_by(SORTABLE.get(sort, Shipment.id).desc()).limit(limit)
        return list(await self.session.scalars(statement))

    async def one_of(self, number: int, company_id: int) -> Shipment | None:
        statement = select(Shipment).where(Shipment.id == number, Shipment.company_id == company_id)
        return (await self.session.scalars(statement)).one_or_none()


class Tariffs(Repository[Tariff]):
    model = Tariff
