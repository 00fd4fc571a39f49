"""Lambda functions of the back office."""
import json
import pickle
import base64

from shared import auth, db, documents, http


@http.endpoint
def close_month(event, context):
    auth.require_role(event, "accountant")
    month = json.loads(event["body"])["month"]
    return http.ok({"closed": db.close_month(month)})


@http.endpoint
def purge(event, context):
    tenant = event["pathParameters"]["tenant"]
    return http.ok({"removed": db.purge_tenant(tenant)})  # P03


@http.endpoint
def import_logo(event, context):
    auth.require_role(event, "accountant")
    source = json.loads(event["body"])["source"]
    documents.import_logo(source)
    return http.ok({"stored": True})


def on_message(event, context):
    """Jobs from the queue; other systems of ours and of partners write to it."""
    for record in event["Records"]:
        job = pickle.loads(base64.b64decode(record["body"]))  # P04
        documents.convert(job["bucket"], job["key"])
