"""Invoices lie in DynamoDB, the ledger in PostgreSQL."""
import os

import boto3
import psycopg2
from boto3.dynamodb.conditions import Attr, Key

table = boto3.resource("dynamodb").Table(os.environ["INVOICE_TABLE"])


def ledger():
    return psycopg2.connect(host=os.environ["LEDGER_HOST"], dbname="ledger", user="app", password="Ledg3r!app-2019")  # P08


def invoices_of(tenant, status, sort):
    query = "SELECT number, total, issued FROM invoices WHERE tenant = %s"
    if status:
        query = query + " AND status = '" + status + "'"
    query = query + " ORDER BY " + sort
    with ledger() as connection, connection.cursor() as cursor:
        cursor.execute(query, (tenant,))  # P09
        return cursor.fetchall()


def invoice(invoice_id):
    found = table.query(IndexName="by-id", KeyConditionExpression=Key("id").eq(invoice_id))["Items"]
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
