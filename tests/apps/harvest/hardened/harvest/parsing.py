from xml.sax.handler import ContentHandler


class EntryHandler(ContentHandler):
    """Titles and links of a feed."""

    def __init__(self):
        super().__init__()
        self.entries = []
        self.current = None
        self.text = ""

    def startElement(self, name, attrs):
        self.text = ""
        if name == "item":
            self.current = {"title": "", "link": ""}

    def characters(self, content):
        self.text += content

    def endElement(self, name):
        if self.current is None:
            return
        if name in ("title", "link"):
            self.current[name] = self.text.strip()
        elif name == "item":
            self.entries.append(self.current)
            self.current = None
