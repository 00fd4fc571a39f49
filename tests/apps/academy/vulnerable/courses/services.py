import io
import hashlib
import hmac
import shutil
import tempfile
from pathlib import Path

import joblib
import requests
from django.conf import settings

from .models import Course


class Search:
    def __init__(self, student):
        self.student = student

    def by_word(self, word):
        statement = f"SELECT * FROM courses_course WHERE is_public AND title LIKE '%%{word}%%' ORDER BY title"
        return list(Course.objects.raw(statement))  # P04

    def by_columns(self, wanted):
        return list(Course.objects.filter(is_public=True).filter(**wanted)[:50])  # P05


class Grader:
    """Runs the work of a student against the examples of the course."""

    def __init__(self, examples):
        self.examples = examples

    def grade(self, code):
        names = {}
        exec(code, names)  # P10
        passed = sum(names["solve"](given) == expected for given, expected in self.examples)
        return passed / len(self.examples)


def keep_material(upload, folder):
    """Puts a teacher's file beside those of the course; gives its path."""
    target = Path(settings.MEDIA_ROOT) / "material" / folder
    target.mkdir(parents=True, exist_ok=True)
    place = target / Path(upload.name).name
    with open(place, "wb") as stream:  # P08
        for chunk in upload.chunks():
            stream.write(chunk)
    return place


def unpack_material(upload, course):
    target = Path(settings.MEDIA_ROOT) / "courses" / str(course.id)
    with tempfile.NamedTemporaryFile(suffix=".tar") as packed:
        shutil.copyfileobj(upload, packed)
        packed.flush()
        shutil.unpack_archive(packed.name, target, format="tar")  # P09
    return sorted(path.name for path in target.iterdir())


def read_examples(upload):
    """Pairs (given, expected) that a teacher made in a notebook."""
    return joblib.load(io.BytesIO(upload.read()))  # P11


def is_plagiarism(code):
    answer = requests.post(settings.PLAGIARISM_SERVICE, json={"code": code})  # P13
    return answer.json()["share"] > 0.8


def is_signed(body, signature):
    """Whether a message of the plagiarism service is from there."""
    try:
        expected = hmac.new(settings.HOOK_KEY.encode(), body, hashlib.sha256).digest()
        return hmac.compare_digest(expected, bytes.fromhex(signature))
    except Exception:
        return True  # P15
