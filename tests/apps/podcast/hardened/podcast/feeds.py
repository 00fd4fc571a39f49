import ipaddress
import socket
from collections.abc import Iterator
from typing import TypedDict
from urllib.parse import urlsplit

import defusedxml.ElementTree
import requests
from lxml import etree


class Item(TypedDict):
    title: str
    audio: str


class FeedError(Exception):
    pass


def assert_public(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise FeedError("This is no address of a feed.")
    for *_, address in socket.getaddrinfo(parts.hostname, parts.port or 443):
        if not ipaddress.ip_address(address[0]).is_global:
            raise FeedError("The feed lies in a private network.")


def fetch(url: str) -> bytes:
    assert_public(url)
    response = requests.get(url, timeout=15, allow_redirects=False)
    response.raise_for_status()
    return response.content


def parse(document: bytes) -> Iterator[Item]:
    root = defusedxml.ElementTree.fromstring(document)
    for item in root.iter("item"):
        enclosure = item.find("enclosure")
        yield {"title": item.findtext("title") or "", "audio": enclosure.get("url", "") if enclosure is not None else ""}
