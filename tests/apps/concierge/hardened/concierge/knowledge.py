"""Pages about house and town, found by meaning."""
import uuid
from pathlib import Path

import chromadb
from transformers import AutoModelForSequenceClassification, AutoTokenizer

STORE = Path("/srv/concierge/pages")
RANKER = "hotels/page-ranker"

REVISION = "5c1f0e9a7d3b2468ace013579bdf02468ace1357"
pages = chromadb.PersistentClient(path=str(STORE)).get_or_create_collection("pages")
ranker = AutoModelForSequenceClassification.from_pretrained(RANKER, revision=REVISION, use_safetensors=True)
tokenizer = AutoTokenizer.from_pretrained(RANKER, revision=REVISION)


def add(title, text):
    page_id = uuid.uuid4().hex
    pages.add(ids=[page_id], documents=[f"{title}\n{text}"])
    return page_id


def remove(page_id):
    pages.delete(ids=[page_id])


def similar(text):
    return pages.query(query_texts=[text], n_results=4)["documents"][0]
