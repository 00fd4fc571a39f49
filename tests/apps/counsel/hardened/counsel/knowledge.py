from dataclasses import dataclass

from langchain_community.vectorstores import FAISS
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings

from .settings import get_settings


@dataclass
class Knowledge:
    """The articles of the help pages, and what customers wrote below them."""

    index: FAISS

    @classmethod
    def load(cls) -> "Knowledge":
        settings = get_settings()
        embedding = HuggingFaceEmbeddings(
            model_name=settings.embedding,
            model_kwargs={"trust_remote_code": False, "revision": "4f1c0b0d9a6a4f2e8b7c3d5e6f708192a3b4c5d6"},
        )
        return cls(FAISS.from_documents(list(read_articles(settings.index_folder)), embedding))

    def passages(self, question: str, count: int = 4) -> list[Document]:
        return self.index.similarity_search(question, k=count)


def read_articles(folder: str):
    from pathlib import Path

    for path in sorted(Path(folder).glob("*.txt")):
        yield Document(page_content=path.read_text(encoding="utf-8"), metadata={"source": path.name})
