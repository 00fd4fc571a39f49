"""Uploads and downloads."""

import os
import subprocess
import tarfile
from xml.sax import make_parser

from flask import Blueprint, current_app, request, send_file
from flask_login import login_required
from lxml import etree

bp = Blueprint("files", __name__, url_prefix="/files")


@bp.route("/invoice")
@login_required
def invoice():
    return send_file(os.path.join(current_app.config["UPLOAD_FOLDER"], request.args["name"]))  # P29


@bp.route("/upload", methods=["POST"])
@login_required
def upload():
    file = request.files["file"]
    file.save(os.path.join(current_app.config["UPLOAD_FOLDER"], file.filename))  # P30
    return "stored"


@bp.route("/thumbnail", methods=["POST"])
@login_required
def thumbnail():
    size = request.form["size"]
    subprocess.run(f"convert upload.png -resize {size} small.png", shell=True, check=True)  # P31
    return "done"


@bp.route("/catalogue", methods=["POST"])
@login_required
def catalogue():
    parser = etree.XMLParser(resolve_entities=True, no_network=False)  # P32
    tree = etree.fromstring(request.get_data(), parser)
    return str(len(tree))


@bp.route("/unpack", methods=["POST"])
@login_required
def unpack():
    with tarfile.open(fileobj=request.files["archive"].stream) as archive:
        archive.extractall(current_app.config["UPLOAD_FOLDER"])  # P33
    return "unpacked"
