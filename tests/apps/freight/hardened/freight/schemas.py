from pydantic import BaseModel, ConfigDict, EmailStr, Field, HttpUrl


class Credentials(BaseModel):
    email: EmailStr
    password: str = Field(min_length=12, max_length=200)


class NewShipment(BaseModel):
    tariff_id: int
    destination: str = Field(max_length=300)
    weight: int = Field(gt=0, le=30000)


class ShipmentOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: int
    destination: str
    weight: int
    price: int


class CompanyChange(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str | None = Field(default=None, max_length=120)
    contact: EmailStr | None = None


class TariffIn(BaseModel):
    name: str = Field(max_length=80)
    base: int = Field(ge=0)
    per_kilo: int = Field(ge=0)


class HookTest(BaseModel):
    address: HttpUrl
