from .models import Tariff


def price_of(tariff: Tariff, weight: int) -> int:
    return round(tariff.base + tariff.per_kilo * weight)
