import io
from typing import TypedDict

import pandas as pd
from qdrant_client import QdrantClient
from sentence_transformers import SentenceTransformer


class Passage(TypedDict):
    source: str
    text: str


class Library:
    """Documents of the company and what users uploaded, as passages."""

    collection = "passages"

    def __init__(self, url: str) -> None:
        self.client = QdrantClient(url=url)
        self.encoder = SentenceTransformer("all-MiniLM-L6-v2")

    def search(self, question: str, limit: int = 4) -> list[Passage]:
        vector = self.encoder.encode(question).tolist()
        found = self.client.query_points(self.collection, query=vector, limit=limit).points
        return [Passage(source=point.payload["source"], text=point.payload["text"]) for point in found]


def read_table(body: bytes, name: str) -> pd.DataFrame:
    if name.endswith(".parquet"):
        return pd.read_parquet(io.BytesIO(body))
    return pd.read_csv(io.BytesIO(body), nrows=100_000)
