"""PDF files, logos and what prints them."""
import os
import urllib.request

import boto3

ARCHIVE = "/mnt/archive"
s3 = boto3.client("s3")


def load(name):
    with open(os.path.join(ARCHIVE, name), "rb") as file:  # P10
        return file.read()


def to_html(invoice):
    return f"<h1>Invoice {invoice['id']}</h1><p>{invoice['customer']}</p><p>{invoice['total']}</p>"  # P11


def import_logo(source):
    with urllib.request.urlopen(source, timeout=5) as answer:  # P12
        s3.put_object(Bucket=os.environ["LOGO_BUCKET"], Key="logo.png", Body=answer.read())


def convert(bucket, key):
    """Makes a PDF of an uploaded document."""
    local = "/tmp/" + os.path.basename(key)
    s3.download_file(bucket, key, local)
    os.system("libreoffice --headless --convert-to pdf --outdir /tmp " + local)  # P13
