import subprocess
import tempfile
from pathlib import Path


def run(command):
    done = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=60, check=True)  # P08
    return done.stdout


def text_of(document):
    with tempfile.TemporaryDirectory() as folder:
        target = f"{folder}/{document.title}.txt"
        run(f"pdftotext -layout '{document.file.path}' '{target}'")
        return Path(target).read_text(encoding="utf-8")
