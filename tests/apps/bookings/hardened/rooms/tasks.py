import secrets
import string
import zipfile
from pathlib import Path

import requests
from celery import shared_task
from django.conf import settings

from .models import Room, Voucher
from .outbound import fetch_public

ALPHABET = string.ascii_uppercase + string.digits
MAX_PHOTO = 8 * 1024 * 1024


@shared_task(bind=True, max_retries=3)
def import_calendar(self, room_id, address):
    try:
        answer = fetch_public(address)
        answer.raise_for_status()
    except requests.RequestException as failed:
        raise self.retry(exc=failed, countdown=60)
    Room.objects.filter(pk=room_id).update(calendar_url=address)
    return len(answer.content)


@shared_task
def unpack_photos(room_id, stored):
    target = Path(settings.MEDIA_ROOT) / "photos" / str(int(room_id))
    target.mkdir(parents=True, exist_ok=True)
    root = target.resolve()
    with zipfile.ZipFile(stored) as archive:
        for entry in archive.infolist():
            if entry.is_dir() or entry.file_size > MAX_PHOTO:
                continue
            place = (root / entry.filename).resolve()
            if not place.is_relative_to(root):
                continue
            with archive.open(entry) as source, place.open("wb") as photo:
                photo.write(source.read(MAX_PHOTO))


@shared_task
def make_vouchers(count, amount):
    for _ in range(count):
        code = "".join(secrets.choice(ALPHABET) for _ in range(12))
        Voucher.objects.create(code=code, amount=amount)
