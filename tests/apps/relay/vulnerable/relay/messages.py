import pickle
from dataclasses import dataclass


@dataclass
class Job:
    kind: str
    customer: str
    source: str
    options: dict
    callback: str = ""


def decode(body: bytes) -> Job:
    return pickle.loads(body)  # P02
