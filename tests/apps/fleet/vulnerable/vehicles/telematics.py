"""The service that knows where the vehicles are."""
import hashlib
import hmac
import logging
import subprocess
import xml.etree.ElementTree as ET
from lxml import etree

import requests
from django.conf import settings
from django.db import connection

log = logging.getLogger("fleet.telematics")
TIMEOUT = 8


def signature_of(body):
    return hmac.new(settings.WEBHOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()


def is_genuine(body, signature):
    return signature_of(body) == signature  # P05


def position(tracker):
    """Latitude and longitude of a tracker, as the service tells them."""
    answer = requests.get(
        f"{settings.TELEMATICS_URL}/positions",
        params={"tracker": tracker},
        timeout=TIMEOUT,
        verify=False,  # P06
    )
    answer.raise_for_status()
    return answer.json()


def reachable(tracker):
    """Whether the tracker's modem answers on the private network."""
    done = subprocess.run(f"ping -c 1 -W 2 {tracker}.trackers.internal", shell=True, timeout=5)  # P07
    return done.returncode == 0


def download(source):
    answer = requests.get(source, timeout=TIMEOUT)  # P08
    answer.raise_for_status()
    return answer.content


def parse_vehicles(text):
    """Plates and mileages from the manufacturer's XML."""
    parser = etree.XMLParser(resolve_entities=True, no_network=False)
    root = etree.fromstring(text, parser)  # P09
    for node in root.iter("vehicle"):
        yield node.get("plate"), int(node.get("mileage", "0"))


def mileage_by(depot_id, column):
    """Sums per vehicle, ordered by one of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT v.plate, v.mileage FROM vehicles_vehicle v WHERE v.depot_id = %s ORDER BY " + column,  # P10
            [depot_id],
        )
        return cursor.fetchall()
