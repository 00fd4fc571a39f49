import json
import tarfile
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path

import yaml
from lxml import etree

from .settings import settings

LARGEST = 2 * 1024 * 1024


@dataclass
class Step:
    title: str
    text: str = ""


@dataclass
class Book:
    title: str
    steps: list = field(default_factory=list)

    @classmethod
    def from_yaml(cls, text):
        content = yaml.load(text, Loader=yaml.SafeLoader)
        return cls(str(content["title"]), [Step(**step) for step in content.get("steps", [])])

    def to_json(self):
        return json.dumps(asdict(self), indent=2)


class Shelf:
    def __init__(self, folder):
        self.folder = Path(folder)

    def path(self, number):
        return self.folder / f"{int(number)}.json"

    def keep(self, number, book):
        self.path(number).write_text(book.to_json(), encoding="utf-8")

    def book(self, number):
        content = json.loads(self.path(number).read_text(encoding="utf-8"))
        return Book(content["title"], [Step(**step) for step in content["steps"]])


def unpack(upload):
    """A bundle of scripts, one folder each."""
    with tempfile.TemporaryFile() as kept:
        kept.write(upload.file.read(LARGEST))
        kept.seek(0)
        with tarfile.open(fileobj=kept) as archive:
            archive.extractall(settings.bundles, filter="data")
    return sorted(path.name for path in settings.bundles.iterdir())


def inventory(content):
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    return [(node.get("name"), node.get("address")) for node in root.iter("machine")]


shelf = Shelf(settings.data / "books")
