from urllib.parse import urlsplit

MANUFACTURERS = frozenset({"www.shimano.example", "www.brooks.example", "www.sram.example"})


def check_address(address: str) -> str:
    """The address, if it is a page of a manufacturer that we sell."""
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.hostname not in MANUFACTURERS or parts.port not in (None, 443):
        raise ValueError("not a manufacturer of ours")
    return f"https://{parts.hostname}{parts.path}"
