from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, EmailStr, Field, HttpUrl


class ClaimStatus(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class SortField(StrEnum):
    CREATED = "created"
    AMOUNT = "amount"
    STATUS = "status"


class Credentials(BaseModel):
    email: EmailStr
    password: str = Field(min_length=12)


class ResetRequest(BaseModel):
    email: EmailStr


class ClaimIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    happened: date
    description: str = Field(max_length=4000)
    amount: Decimal = Field(gt=0, max_digits=10, decimal_places=2)


class ClaimPatch(BaseModel):
    model_config = ConfigDict(extra="allow")

    description: str | None = Field(default=None, max_length=4000)
    amount: Decimal | None = None


class GarageEvent(BaseModel):
    claim: int
    photo: HttpUrl


class User(BaseModel):
    id: int
    email: EmailStr
    role: str = "holder"
