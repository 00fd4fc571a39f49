from decimal import Decimal

from lxml import etree

MAX_PRICES = 5000


def read_prices(document):
    """Rows (number of the room, price) of a host's price list."""
    parser = etree.XMLParser(load_dtd=False, resolve_entities=False, no_network=True)
    root = etree.parse(document, parser).getroot()
    rows = []
    for element in root.iterfind("room"):
        rows.append((int(element.get("number")), Decimal(element.findtext("price", "0"))))
        if len(rows) >= MAX_PRICES:
            break
    return rows
