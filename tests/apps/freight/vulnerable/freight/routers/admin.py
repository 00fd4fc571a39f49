import csv
import io
import zipfile
from typing import Annotated

import httpx
from fastapi import APIRouter, Depends, HTTPException, UploadFile

from ..config import Settings, get_settings
from ..database import Session
from ..models import Account, Company, Tariff
from ..repositories.shipments import Tariffs
from ..schemas import CompanyChange, HookTest, TariffIn
from ..security import require_admin, require_staff

router = APIRouter(prefix="/admin", tags=["admin"])


@router.post("/tariffs", dependencies=[Depends(require_admin)])
async def add_tariff(session: Session, wanted: TariffIn) -> dict[str, int]:
    tariff = await Tariffs(session).add(Tariff(**wanted.model_dump()))
    return {"id": tariff.id}


@router.delete("/tariffs/{number}", status_code=204)
async def remove_tariff(number: int, session: Session) -> None:  # P07
    tariffs = Tariffs(session)
    tariff = await tariffs.get(number)
    if tariff is None:
        raise HTTPException(404)
    await tariffs.delete(tariff)


@router.patch("/company")
async def change_company(
    session: Session, account: Annotated[Account, Depends(require_staff)], change: CompanyChange
) -> dict[str, str]:
    company = await session.get(Company, account.company_id)
    for name, value in change.model_dump(exclude_unset=True).items():
        setattr(company, name, value)  # P06
    return {"name": company.name}


@router.post("/hooks/test")
async def test_hook(
    hook: HookTest,
    account: Annotated[Account, Depends(require_staff)],
    settings: Annotated[Settings, Depends(get_settings)],
) -> dict[str, int]:
    async with httpx.AsyncClient(timeout=5) as client:
        answer = await client.post(str(hook.address), json={"event": "test"})  # P08
    return {"status": answer.status_code}


def rows_of(content: bytes):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for entry in archive.infolist():
            if not entry.filename.endswith(".csv"):
                continue
            text = archive.read(entry).decode("utf-8")  # P10
            yield from csv.DictReader(io.StringIO(text))


@router.post("/tariffs/import", dependencies=[Depends(require_staff)])
async def import_tariffs(
    session: Session, file: UploadFile, settings: Annotated[Settings, Depends(get_settings)]
) -> dict[str, int]:
    content = await file.read(settings.largest_upload + 1)
    if len(content) > settings.largest_upload:
        raise HTTPException(413)
    tariffs = Tariffs(session)
    count = 0
    for row in rows_of(content):
        await tariffs.add(Tariff(name=row["name"], formula=row["formula"]))
        count += 1
    return {"added": count}
