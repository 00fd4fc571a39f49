"""Invoices lie in DynamoDB, the ledger in PostgreSQL."""
import os

import boto3
import psycopg2
from boto3.dynamodb.conditions import Attr, Key

table = boto3.resource("dynamodb").Table(os.environ["INVOICE_TABLE"])


def ledger():
    return psycopg2.connect(
        host=os.environ["LEDGER_HOST"], dbname="ledger", user="app", password=os.environ["LEDGER_PASSWORD"],
        sslmode="verify-full",
    )


def invoices_of(tenant, status, sort):
    query = "SELECT number, total, issued FROM invoices WHERE tenant = %s"
    values = [tenant]
    if status:
        query += " AND status = %s"
        values.append(status)
    query += " ORDER BY " + ("total" if sort == "total" else "issued")
    with ledger() as connection, connection.cursor() as cursor:
        cursor.execute(query, values)
        return cursor.fetchall()


def invoice(tenant, invoice_id):
    found = table.query(KeyConditionExpression=Key("tenant").eq(tenant) & Key("id").eq(invoice_id))["Items"]
    return found[0] if found else None


def put_invoice(item):
    table.put_item(Item=item)


def close_month(month):
    with ledger() as connection, connection.cursor() as cursor:
        cursor.execute("UPDATE invoices SET closed = true WHERE to_char(issued, 'YYYY-MM') = %s", (month,))
        return cursor.rowcount


def purge_tenant(tenant):
    found = table.scan(FilterExpression=Attr("tenant").eq(tenant))["Items"]
    for item in found:
        table.delete_item(Key={"tenant": item["tenant"], "id": item["id"]})
    return len(found)
