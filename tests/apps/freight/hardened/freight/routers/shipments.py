from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.responses import FileResponse

from ..config import Settings, get_settings
from ..database import Session
from ..models import Shipment
from ..pricing import price_of
from ..repositories.shipments import Shipments, Tariffs
from ..schemas import NewShipment, ShipmentOut
from ..security import CurrentAccount, current_account

router = APIRouter(prefix="/shipments", tags=["shipments"], dependencies=[Depends(current_account)])


def repository(session: Session) -> Shipments:
    return Shipments(session)


ShipmentsOf = Annotated[Shipments, Depends(repository)]


@router.get("", response_model=list[ShipmentOut])
async def listed(
    account: CurrentAccount, shipments: ShipmentsOf, sort: str = "id", limit: Annotated[int, Query(ge=1, le=200)] = 50
):
    return await shipments.of_company(account.company_id, sort, limit)


@router.post("", response_model=ShipmentOut, status_code=201)
async def order(account: CurrentAccount, session: Session, shipments: ShipmentsOf, wanted: NewShipment):
    tariff = await Tariffs(session).get(wanted.tariff_id)
    if tariff is None:
        raise HTTPException(404)
    shipment = Shipment(
        company_id=account.company_id, price=price_of(tariff, wanted.weight), **wanted.model_dump()
    )
    return await shipments.add(shipment)


@router.get("/{number}", response_model=ShipmentOut)
async def one(number: int, account: CurrentAccount, shipments: ShipmentsOf):
    shipment = await shipments.one_of(number, account.company_id)
    if shipment is None:
        raise HTTPException(404)
    return shipment


@router.delete("/{number}", status_code=204)
async def cancel(number: int, account: CurrentAccount, shipments: ShipmentsOf) -> None:
    shipment = await shipments.one_of(number, account.company_id)
    if shipment is None:
        raise HTTPException(404)
    await shipments.delete(shipment)


def label_path(name: str, settings: Annotated[Settings, Depends(get_settings)]) -> Path:
    path = settings.labels / f"{name}.pdf"
    if not path.resolve().is_relative_to(settings.labels.resolve()):
        raise HTTPException(404)
    if not path.exists():
        raise HTTPException(404)
    return path


@router.get("/labels/{name:path}")
async def label(path: Annotated[Path, Depends(label_path)]) -> FileResponse:
    return FileResponse(path, media_type="application/pdf")
