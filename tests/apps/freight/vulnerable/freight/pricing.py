from .models import Tariff


def price_of(tariff: Tariff, weight: int) -> int:
    return round(eval(tariff.formula, {"weight": weight}))  # P11
