import hashlib
import logging
import zipfile
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

import requests
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction

from .models import Application, Attachment, Payment

logger = logging.getLogger(__name__)

MAX_BUNDLE = 50 * 1024 * 1024


def invite_token(email: str) -> str:
    return signing.dumps({"email": email}, salt="invite")


@transaction.atomic
def invite_accept(*, data) -> int:
    user = get_user_model().objects.create_user(username=data["email"], email=data["email"], password=data["password"])
    logger.info("invitation accepted by user %s", user.pk)
    return user.pk


@contextmanager
def opened_bundle(upload):
    with zipfile.ZipFile(upload) as archive:
        if sum(member.file_size for member in archive.infolist()) > MAX_BUNDLE:
            raise ValidationError("The bundle is too large.")
        yield archive


def bundle_unpack(*, application: Application, upload) -> int:
    folder = Path(settings.MEDIA_ROOT) / "bundles" / str(application.pk)
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    with opened_bundle(upload) as archive:
        for member in archive.infolist():
            if member.is_dir():
                continue
            target = (folder / member.filename).resolve()
            if not target.is_relative_to(folder.resolve()):
                raise ValidationError("The bundle names a file outside of it.")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(member))
            Attachment.objects.create(application=application, name=target.name, file=str(target))
            count += 1
    return count


def letter_render(*, application: Application) -> str:
    organisation = application.organisation
    text = organisation.letter or "Dear $name, thank you for your application."
    return Template(text).safe_substitute(name=organisation.name, title=application.title)


def callback_allowed(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.hostname in settings.CALLBACK_HOSTS


def callback_send(*, application: Application) -> None:
    url = application.organisation.callback_url
    if not callback_allowed(url):
        return
    payload = {"id": application.pk, "status": application.status}
    requests.post(url, json=payload, timeout=10, allow_redirects=False)


@transaction.atomic
def application_decide(*, application: Application, awarded) -> Application:
    application.awarded = awarded
    application.status = Application.Status.AWARDED if awarded else Application.Status.REJECTED
    application.save(update_fields=["awarded", "status"])
    return application


def payment_settle(*, reference: str) -> bool:
    return Payment.objects.filter(reference=reference).update(settled=True) == 1
