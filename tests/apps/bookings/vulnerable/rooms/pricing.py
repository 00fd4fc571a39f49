from decimal import Decimal

from lxml import etree

MAX_PRICES = 5000


def read_prices(document):
    """Rows (number of the room, price) of a host's price list."""
    parser = etree.XMLParser(load_dtd=True, resolve_entities=True, no_network=False)
    root = etree.parse(document, parser).getroot()  # P11
    rows = []
    for element in root.iterfind("room"):
        rows.append((int(element.get("number")), Decimal(element.findtext("price", "0"))))
        if len(rows) >= MAX_PRICES:
            break
    return rows
