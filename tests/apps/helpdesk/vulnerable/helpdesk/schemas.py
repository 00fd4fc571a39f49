from marshmallow import EXCLUDE, INCLUDE, Schema, fields, validate


class TicketSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    subject = fields.Str(required=True, validate=validate.Length(max=200))
    body = fields.Str(required=True)


class ProfileSchema(Schema):
    class Meta:
        unknown = INCLUDE

    email = fields.Email()
    avatar_url = fields.Url()
    signature = fields.Str()


class FilterSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    name = fields.Str(required=True, validate=validate.Length(max=80))
    condition = fields.Str(required=True, validate=validate.Length(max=400))
