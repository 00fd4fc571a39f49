"""PDF files, logos and what prints them."""
import os
import html
import re
import subprocess
import uuid

import boto3
import requests

ARCHIVE = "/mnt/archive"
s3 = boto3.client("s3")
NAME = re.compile(r"[A-Za-z0-9-]{1,64}\.pdf")
LOGO_HOST = "https://logos.invoices.example.com/"


def load(tenant, name):
    if not NAME.fullmatch(name):
        raise ValueError("not a document's name")
    with open(os.path.join(ARCHIVE, tenant, name), "rb") as file:
        return file.read()


def to_html(invoice):
    cells = [html.escape(str(invoice[field])) for field in ("id", "customer", "total")]
    return "<h1>Invoice {}</h1><p>{}</p><p>{}</p>".format(*cells)


def import_logo(source):
    if not re.fullmatch(r"[a-z0-9-]{1,40}", source):
        raise ValueError("not a logo's name")
    answer = requests.get(f"{LOGO_HOST}{source}.png", timeout=5, allow_redirects=False)
    answer.raise_for_status()
    s3.put_object(Bucket=os.environ["LOGO_BUCKET"], Key="logo.png", Body=answer.content)


def convert(bucket, key):
    """Makes a PDF of an uploaded document."""
    local = f"/tmp/{uuid.uuid4().hex}"
    s3.download_file(bucket, key, local)
    subprocess.run(
        ["libreoffice", "--headless", "--convert-to", "pdf", "--outdir", "/tmp", local], check=True, timeout=60
    )
