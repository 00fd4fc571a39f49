import csv
import io
from datetime import date

from .settings import settings

HEADER = ("machine", "operator", "note")


def table(rows):
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(HEADER)
    for row in rows:
        writer.writerow([row["machine"], row["operator"], row["note"]])  # P13
    return buffer.getvalue()


def write(rows):
    path = settings.reports / f"{date.today().isoformat()}.csv"
    path.write_text(table(rows), encoding="utf-8")
    return path.name


def read(name):
    with open(f"{settings.reports}/{name}", encoding="utf-8") as file:  # P06
        return file.read()
