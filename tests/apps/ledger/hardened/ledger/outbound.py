import ipaddress
import socket
from urllib.parse import urlsplit

import requests


def _is_public(host):
    found = {entry[4][0] for entry in socket.getaddrinfo(host, 443)}
    return bool(found) and all(ipaddress.ip_address(address).is_global for address in found)


def post_public(address, message):
    """Sends a message to a host of the open internet, to no other."""
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or not _is_public(parts.hostname):
        raise ValueError("the address is not a public one")
    return requests.post(address, json=message, timeout=5, allow_redirects=False)
