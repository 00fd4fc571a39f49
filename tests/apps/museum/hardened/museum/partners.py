from urllib.parse import urlsplit

from litestar.exceptions import ClientException

PARTNERS = frozenset({"loans.rijksmuseum.example", "api.louvre.example"})


def checked(address: str) -> str:
    """The address, if it is one of a museum that lends to us."""
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.hostname not in PARTNERS:
        raise ClientException("not a partner")
    return address
