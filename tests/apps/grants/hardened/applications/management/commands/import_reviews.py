from pathlib import Path

import yaml
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from applications.models import Application, Review


class Command(BaseCommand):
    help = "Reads the reviews that external reviewers sent in as attachments."

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true")

    def reviews(self):
        for path in sorted((Path(settings.MEDIA_ROOT) / "attachments").glob("review-*.yaml")):
            with path.open() as stream:
                yield from yaml.safe_load(stream)

    @transaction.atomic
    def handle(self, *args, **options):
        count = 0
        for entry in self.reviews():
            application = Application.objects.filter(pk=entry["application"]).first()
            if application is None:
                raise CommandError("A review names an application that is not there.")
            if not options["dry_run"]:
                Review.objects.create(
                    application=application, reviewer=entry["reviewer"], score=entry["score"], remark=entry.get("remark", "")
                )
            count += 1
        self.stdout.write(f"{count} reviews")
