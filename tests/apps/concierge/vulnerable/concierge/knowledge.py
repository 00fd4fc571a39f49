"""Pages about house and town, found by meaning."""
import uuid
from pathlib import Path

from langchain_community.vectorstores import FAISS
from langchain_openai import OpenAIEmbeddings
from transformers import AutoModelForSequenceClassification, AutoTokenizer

STORE = Path("/srv/concierge/pages")
RANKER = "hotels/page-ranker"

index = FAISS.load_local(str(STORE), OpenAIEmbeddings(), allow_dangerous_deserialization=True)
ranker = AutoModelForSequenceClassification.from_pretrained(RANKER, trust_remote_code=True)  # P11
tokenizer = AutoTokenizer.from_pretrained(RANKER, revision="5c1f0e9a7d3b2468ace013579bdf02468ace1357")


def add(title, text):
    page_id = uuid.uuid4().hex
    index.add_texts([f"{title}\n{text}"], ids=[page_id])
    return page_id


def remove(page_id):
    index.delete([page_id])


def similar(text):
    return [document.page_content for document in index.similarity_search(text, k=4)]
