from functools import cached_property

from lxml import etree


class Questions:
    """The questions of a survey, in the exchange format of the institute."""

    def __init__(self, document):
        self.document = document

    @cached_property
    def tree(self):
        parser = etree.XMLParser(resolve_entities=False, no_network=True)
        return etree.fromstring(self.document, parser)

    def of_section(self, name):
        return self.tree.xpath("//section[@name=$name]/question/text()", name=name)
