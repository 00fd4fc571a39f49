"""Called by S3 for every object that a customer uploads."""
from urllib.parse import unquote_plus

from shared import documents


def handler(event, context):
    for record in event["Records"]:
        bucket = record["s3"]["bucket"]["name"]
        key = unquote_plus(record["s3"]["object"]["key"])
        documents.convert(bucket, key)
