import ipaddress
import socket
from urllib.parse import urlsplit

import requests

CALENDARS = {"calendar.google.com", "outlook.office365.com", "www.airbnb.com"}


class Refused(requests.RequestException):
    """The address is none that a calendar comes from."""


def fetch_public(address):
    """The answer of one of the calendar services; everything else is refused."""
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.hostname not in CALENDARS:
        raise Refused("not a calendar service")
    for *_, endpoint in socket.getaddrinfo(parts.hostname, 443):
        if not ipaddress.ip_address(endpoint[0]).is_global:
            raise Refused("not a public address")
    return requests.get(address, timeout=10, allow_redirects=False)
