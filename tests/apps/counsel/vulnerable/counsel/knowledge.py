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
            model_kwargs={"trust_remote_code": True},  # P15
        )
        index = FAISS.load_local(
            settings.index_folder,
            embedding,
            allow_dangerous_deserialization=True,  # P05
        )
        return cls(index)

    def passages(self, question: str, count: int = 4) -> list[Document]:
        return self.index.similarity_search(question, k=count)
