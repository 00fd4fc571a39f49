import uuid

from django.conf import settings

LIMIT = 50 * 1024 * 1024


def keep_upload(upload):
    """Keeps an upload under a name of our own; gives its path."""
    if upload.size > LIMIT:
        raise ValueError("too large")
    target = settings.MEDIA_ROOT / "incoming" / f"{uuid.uuid4().hex}.zip"
    with target.open("wb") as stream:
        for chunk in upload.chunks():
            stream.write(chunk)
    return str(target)
