import csv
import io
import re
from datetime import date

from .settings import settings

HEADER = ("machine", "operator", "note")
NAME = re.compile(r"[a-z0-9-]{1,60}\.csv")


def harmless(value):
    text = str(value)
    return "'" + text if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def table(rows):
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow([harmless(row[name]) for name in HEADER])
    return buffer.getvalue()


def write(rows):
    path = settings.reports / f"{date.today().isoformat()}.csv"
    path.write_text(table(rows), encoding="utf-8")
    return path.name


def read(name):
    if not NAME.fullmatch(name):
        raise FileNotFoundError(name)
    with open(f"{settings.reports}/{name}", encoding="utf-8") as file:
        return file.read()
