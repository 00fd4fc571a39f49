import base64
import pickle
import secrets
from collections import OrderedDict

LIMIT = 10_000


class Sessions:
    """What is known of visitors, by the number in their cookie."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, dict] = OrderedDict()

    def find(self, number: str | None) -> dict | None:
        return self._known.get(number or "")

    def begin(self, account: dict, number: str | None = None) -> str:
        number = number or secrets.token_urlsafe(32)
        self._known[number] = {"email": account["email"], "role": account["role"]}
        while len(self._known) > LIMIT:
            self._known.popitem(last=False)
        return number

    def end(self, number: str | None) -> None:
        self._known.pop(number or "", None)


def read_preferences(cookie: str | None) -> dict:
    """What a visitor chose: the columns of the table, the language."""
    if not cookie:
        return {}
    return pickle.loads(base64.urlsafe_b64decode(cookie))  # P06
