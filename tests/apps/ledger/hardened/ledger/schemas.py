from marshmallow import RAISE, Schema, fields, validate


class TransferSchema(Schema):
    source = fields.Integer(required=True)
    target = fields.Integer(required=True)
    amount = fields.Decimal(required=True, validate=validate.Range(min=0.01))
    note = fields.String(load_default="", validate=validate.Length(max=140))


class AccountChangeSchema(Schema):
    class Meta:
        unknown = RAISE

    nickname = fields.String(validate=validate.Length(max=60))
    callback = fields.Url(schemes=["https"])


class LetterSchema(Schema):
    subject = fields.String(required=True)
    text = fields.String(required=True)
