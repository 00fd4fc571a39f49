import json
from dataclasses import dataclass


@dataclass
class Job:
    kind: str
    customer: str
    source: str
    options: dict
    callback: str = ""


def decode(body: bytes) -> Job:
    fields = json.loads(body)
    return Job(
        kind=str(fields["kind"]),
        customer=str(fields["customer"]),
        source=str(fields["source"]),
        options=dict(fields.get("options", {})),
        callback=str(fields.get("callback", "")),
    )
