"""Our small markup: *bold*, headings, and links between pages."""
import html
import re

LINK = re.compile(r"\[\[(\w+)\]\]")
BOLD = re.compile(r"\*([^*\n]{1,200})\*")


def line_of(text):
    text = BOLD.sub(r"<b>\1</b>", text)
    return LINK.sub(r'<a href="/\1">\1</a>', text)


def markup(source):
    """HTML of a page."""
    out = []
    for raw in source.splitlines():
        line = raw
        if line.startswith("= "):
            out.append("<h2>" + line_of(line[2:]) + "</h2>")
        else:
            out.append("<p>" + line_of(line) + "</p>")
    return "\n".join(out)
