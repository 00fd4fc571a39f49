import os
import smtplib
import ssl
import subprocess
import tarfile
import tempfile
import urllib.request
from email.message import EmailMessage
from functools import partial
from pathlib import Path

import paramiko

from . import storage
from .config import Folders
from .messages import Job

FOLDERS = Folders()


def convert(job: Job, *, codec: str) -> str:
    """Makes a film smaller; gives the path of the result."""
    target = tempfile.mktemp(suffix=".mp4")  # P12
    size = job.options.get("size", "640x360")
    command = f"ffmpeg -i {FOLDERS.incoming}/{job.source} -c:v {codec} -s {size} {target}"
    subprocess.run(command, shell=True, check=True, timeout=600)  # P03
    return target


def unpack(job: Job) -> str:
    """Unpacks what a customer sent; gives the folder."""
    target = Path(FOLDERS.media) / str(abs(hash(job.customer)))
    target.mkdir(parents=True, exist_ok=True)
    os.chmod(target, 0o777)  # P13
    with tarfile.open(Path(FOLDERS.incoming) / Path(job.source).name) as archive:
        archive.extractall(target)  # P05
    return str(target)


def archive(job: Job) -> str:
    """Copies a result to the archive's host."""
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())  # P10
    client.connect("archive.internal", username="relay", key_filename="/etc/relay/id_ed25519", timeout=20)
    try:
        with client.open_sftp() as remote:
            name = Path(job.source).name
            remote.put(str(Path(FOLDERS.results) / name), f"/archive/{name}")
    finally:
        client.close()
    return job.source


HANDLERS = {
    "film": partial(convert, codec="libx264"),
    "film-hd": partial(convert, codec="libx265"),
    "archive": archive,
    "unpack": unpack,
}


def handle(job: Job) -> None:
    worker = HANDLERS.get(job.kind)
    if worker is None:
        storage.note(job.source, "unknown")
        return
    result = worker(job)
    storage.note(job.source, "done")
    if job.callback:
        call_back(job.callback, result)
    mail(job, result)


def call_back(address: str, result: str) -> None:
    request = urllib.request.Request(address, data=result.encode(), method="POST")
    with urllib.request.urlopen(request, timeout=10) as answer:  # P09
        answer.read(1)


def mail(job: Job, result: str) -> None:
    message = EmailMessage()
    message["From"] = "relay@example.org"
    message["To"] = "operations@example.org"
    message["Subject"] = "A job is done"
    message.set_content(f"{job.source}: {result}")
    message.add_alternative(f"<p><b>{job.source}</b> of {job.customer} is done.</p>", subtype="html")  # P11
    with smtplib.SMTP("mail.internal", timeout=10) as server:
        server.starttls(context=ssl.create_default_context())
        server.send_message(message)
