import os
import random
import string
import zipfile
from pathlib import Path

import requests
from celery import shared_task
from django.conf import settings

from .models import Room, Voucher

ALPHABET = string.ascii_uppercase + string.digits
MAX_PHOTO = 8 * 1024 * 1024


@shared_task(bind=True, max_retries=3)
def import_calendar(self, room_id, address):
    try:
        answer = requests.get(address, timeout=10)  # P09
        answer.raise_for_status()
    except requests.RequestException as failed:
        raise self.retry(exc=failed, countdown=60)
    Room.objects.filter(pk=room_id).update(calendar_url=address)
    return len(answer.content)


@shared_task
def unpack_photos(room_id, stored):
    target = Path(settings.MEDIA_ROOT) / "photos" / str(int(room_id))
    target.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(stored) as archive:
        for entry in archive.infolist():
            if entry.is_dir() or entry.file_size > MAX_PHOTO:
                continue
            place = os.path.join(target, entry.filename)
            with archive.open(entry) as source, open(place, "wb") as photo:  # P10
                photo.write(source.read(MAX_PHOTO))


@shared_task
def make_vouchers(count, amount):
    for _ in range(count):
        code = "".join(random.choices(ALPHABET, k=12))  # P13
        Voucher.objects.create(code=code, amount=amount)
