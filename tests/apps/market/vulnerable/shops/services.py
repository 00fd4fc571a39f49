import hashlib
import subprocess
import time
import zipfile
from pathlib import Path

import requests
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import connection



def find_articles(word):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, title, price FROM shops_article WHERE title ILIKE '%%" + word + "%%' LIMIT 40")  # P02
        return cursor.fetchall()


def unpack_pictures(upload, shop):
    folder = Path(settings.MEDIA_ROOT) / "shops" / str(shop.pk)
    folder.mkdir(parents=True, exist_ok=True)
    kept = []
    with zipfile.ZipFile(upload) as archive:
        for name in archive.namelist():
            if not name.lower().endswith((".png", ".jpg")):
                continue
            target = folder / name
            target.write_bytes(archive.read(name))  # P12
            kept.append(target)
    return kept


def watermark(picture, text):
    subprocess.run(f'convert "{picture}" -annotate +10+10 "{text}" "{picture}"', shell=True, check=True, timeout=30)  # P07


def call_hook(shop, event):
    if not shop.hook:
        return
    requests.post(shop.hook, json={"event": event}, timeout=5)  # P08


def reset_code(user):
    return hashlib.sha256(f"{user.pk}-{int(time.time()) // 3600}".encode()).hexdigest()[:20]  # P10


def write_to_shop(shop, sender, subject, text):
    message = EmailMessage(
        subject=" ".join(subject.split())[:100],
        body=text,
        to=[shop.owner.email],
        reply_to=[sender],
    )
    message.send(fail_silently=False)
