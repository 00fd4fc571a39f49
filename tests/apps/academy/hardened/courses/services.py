import json
import hashlib
import hmac
import logging
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import requests
from django.conf import settings

from .models import Course

log = logging.getLogger(__name__)
RUNNER = Path(__file__).with_name("sandbox_runner.py")


class Search:
    def __init__(self, student):
        self.student = student

    def by_word(self, word):
        statement = "SELECT * FROM courses_course WHERE is_public AND title LIKE %s ORDER BY title"
        return list(Course.objects.raw(statement, [f"%{word}%"]))

    def by_columns(self, wanted):
        known = {name: value for name, value in wanted.items() if name in ("title", "title__startswith")}
        return list(Course.objects.filter(is_public=True).filter(**known)[:50])


class Grader:
    """Runs the work of a student against the examples of the course."""

    def __init__(self, examples):
        self.examples = examples

    def grade(self, code):
        request = json.dumps({"code": code, "examples": self.examples})
        finished = subprocess.run(
            ["bwrap", "--unshare-all", "--ro-bind", "/usr", "/usr", sys.executable, "-I", str(RUNNER)],
            input=request,
            capture_output=True,
            text=True,
            timeout=20,
        )
        return float(finished.stdout or 0)


def keep_material(upload, folder):
    """Puts a teacher's file beside those of the course; gives its path."""
    root = (Path(settings.MEDIA_ROOT) / "material").resolve()
    target = (root / folder).resolve()
    if not target.is_relative_to(root):
        raise ValueError("outside of the material")
    name = Path(upload.name).name
    if not name.lower().endswith((".pdf", ".txt", ".csv", ".png")):
        raise ValueError("not a kind of material")
    target.mkdir(parents=True, exist_ok=True)
    place = target / name
    with open(place, "wb") as stream:
        for chunk in upload.chunks():
            stream.write(chunk)
    return place


def unpack_material(upload, course):
    target = Path(settings.MEDIA_ROOT) / "courses" / str(course.id)
    with tempfile.NamedTemporaryFile(suffix=".tar") as packed:
        shutil.copyfileobj(upload, packed)
        packed.flush()
        shutil.unpack_archive(packed.name, target, format="tar", filter="data")
    return sorted(path.name for path in target.iterdir())


def read_examples(upload):
    """Pairs (given, expected) that a teacher made in a notebook."""
    return [(pair["given"], pair["expected"]) for pair in json.loads(upload.read())]


def is_plagiarism(code):
    answer = requests.post(settings.PLAGIARISM_SERVICE, json={"code": code}, timeout=10)
    return answer.json()["share"] > 0.8


def is_signed(body, signature):
    """Whether a message of the plagiarism service is from there."""
    try:
        expected = hmac.new(settings.HOOK_KEY.encode(), body, hashlib.sha256).digest()
        return hmac.compare_digest(expected, bytes.fromhex(signature))
    except Exception:
        log.warning("a signature was not readable")
        return False
