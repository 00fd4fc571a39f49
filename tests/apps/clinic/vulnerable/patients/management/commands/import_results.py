from decimal import Decimal

from django.core.management.base import BaseCommand, CommandError
from lxml import etree

from patients.models import Patient, Result


class Command(BaseCommand):
    help = "Reads the results that the laboratory sent."

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+")

    def handle(self, *args, **options):
        for name in options["files"]:
            for row in self.rows(name):
                patient = Patient.objects.filter(insurance_number=row["insurance"]).first()
                if patient is None:
                    raise CommandError(f"{name}: nobody has the number {row['insurance']}")
                Result.objects.create(patient=patient, name=row["name"], value=Decimal(row["value"]))
            self.stdout.write(self.style.SUCCESS(name))

    def rows(self, name):
        parser = etree.XMLParser(resolve_entities=True, load_dtd=True)
        tree = etree.parse(name, parser)  # P06
        for node in tree.getroot().iter("result"):
            yield {"insurance": node.get("insurance"), "name": node.findtext("name"), "value": node.findtext("value")}
