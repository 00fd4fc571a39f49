"""Lambda functions behind an API gateway: invoices."""
import json
import logging
import os

from shared import auth, db, documents, http

log = logging.getLogger()
log.setLevel(logging.INFO)


@http.endpoint
def list_invoices(event, context):
    user = auth.require_user(event)
    params = event.get("queryStringParameters") or {}
    rows = db.invoices_of(user["tenant"], params.get("status"), params.get("sort", "issued"))
    return http.ok(rows)


@http.endpoint
def get_invoice(event, context):
    user = auth.require_user(event)
    invoice_id = event["pathParameters"]["id"]
    invoice = db.invoice(user["tenant"], invoice_id)
    if invoice is None:
        return http.error(404, "no such invoice")
    log.info("invoice shown to %s", user["sub"])
    return http.ok(invoice)


@http.endpoint
def create_invoice(event, context):
    user = auth.require_user(event)
    data = json.loads(event["body"])
    item = {
        "tenant": user["tenant"],
        "status": "draft",
        "customer": str(data["customer"])[:200],
        "total": int(data["total"]),
    }
    db.put_invoice(item)
    return http.ok({"created": True}, status=201)


@http.endpoint
def download(event, context):
    user = auth.require_user(event)
    name = event["queryStringParameters"]["name"]
    body = documents.load(user["tenant"], name)
    return http.binary(body, "application/pdf")


@http.endpoint
def render(event, context):
    """An HTML page with the invoice, for printing."""
    user = auth.require_user(event)
    invoice = db.invoice(user["tenant"], event["pathParameters"]["id"])
    if invoice is None:
        return http.error(404, "no such invoice")
    return http.page(documents.to_html(invoice))
