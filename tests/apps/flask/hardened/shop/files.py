"""Uploads and downloads."""

import subprocess
import tarfile
import tempfile
import uuid
from pathlib import Path

import defusedxml.ElementTree as ElementTree
from flask import Blueprint, current_app, request, send_from_directory
from flask_login import login_required
from werkzeug.utils import secure_filename

bp = Blueprint("files", __name__, url_prefix="/files")
SIZES = {"small": "100x100", "large": "800x800"}


@bp.route("/invoice")
@login_required
def invoice():
    return send_from_directory(current_app.config["UPLOAD_FOLDER"], secure_filename(request.args["name"]))


@bp.route("/upload", methods=["POST"])
@login_required
def upload():
    name = f"{uuid.uuid4().hex}.png"
    request.files["file"].save(Path(current_app.config["UPLOAD_FOLDER"]) / name)
    return name


@bp.route("/thumbnail", methods=["POST"])
@login_required
def thumbnail():
    size = SIZES[request.form["size"]]
    subprocess.run(["/usr/bin/convert", "upload.png", "-resize", size, "small.png"], check=True, timeout=30)
    return "done"


@bp.route("/catalogue", methods=["POST"])
@login_required
def catalogue():
    return str(len(ElementTree.fromstring(request.get_data())))


@bp.route("/unpack", methods=["POST"])
@login_required
def unpack():
    with tarfile.open(fileobj=request.files["archive"].stream) as archive:
        archive.extractall(tempfile.mkdtemp(), filter="data")
    return "unpacked"
