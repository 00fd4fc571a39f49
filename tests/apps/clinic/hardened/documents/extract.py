import subprocess
import tempfile
from pathlib import Path


def run(command):
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return done.stdout


def text_of(document):
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "text.txt")
        run(["pdftotext", "-layout", document.file.path, target])
        return Path(target).read_text(encoding="utf-8")
