"""The service that knows where the vehicles are."""
import hashlib
import hmac
import logging
import subprocess
import ipaddress
import socket
from urllib.parse import urlsplit

import requests
import defusedxml.ElementTree as ET
from django.conf import settings
from django.db import connection

log = logging.getLogger("fleet.telematics")
TIMEOUT = 8


def signature_of(body):
    return hmac.new(settings.WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()


def is_genuine(body, signature):
    return hmac.compare_digest(signature_of(body).encode(), signature.encode())


def position(tracker):
    """Latitude and longitude of a tracker, as the service tells them."""
    answer = requests.get(
        f"{settings.TELEMATICS_URL}/positions",
        params={"tracker": tracker},
        timeout=TIMEOUT,
    )
    answer.raise_for_status()
    return answer.json()


def reachable(tracker):
    """Whether the tracker's modem answers on the private network."""
    if not tracker.isalnum():
        return False
    done = subprocess.run(["ping", "-c", "1", "-W", "2", f"{tracker}.trackers.internal"], timeout=5, check=False)
    return done.returncode == 0


def refuse_private(url):
    """Raises ValueError for an address that is not on the public internet."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError("not a public address")
    for entry in socket.getaddrinfo(parts.hostname, 443):
        if not ipaddress.ip_address(entry[4][0]).is_global:
            raise ValueError("not a public address")


def download(source):
    refuse_private(source)
    answer = requests.get(source, timeout=TIMEOUT, allow_redirects=False)
    answer.raise_for_status()
    return answer.content


def parse_vehicles(text):
    """Plates and mileages from the manufacturer's XML."""
    root = ET.fromstring(text)
    for node in root.iter("vehicle"):
        yield node.get("plate"), int(node.get("mileage", "0"))


def mileage_by(depot_id, column):
    """Sums per vehicle, ordered by one of its columns."""
    with connection.cursor() as cursor:
        order = {"plate": "v.plate", "mileage": "v.mileage"}.get(column, "v.plate")
        cursor.execute(
            f"SELECT v.plate, v.mileage FROM vehicles_vehicle v WHERE v.depot_id = %s ORDER BY {order}",
            [depot_id],
        )
        return cursor.fetchall()
