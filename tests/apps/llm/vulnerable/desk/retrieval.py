"""What the help desk knows: manuals in a store, models that are run here."""

import ollama
import requests
import torch
from langchain_chroma import Chroma
from langchain_community.vectorstores import FAISS
from langchain_core.messages import HumanMessage, SystemMessage
from transformers import AutoModelForCausalLM

store = Chroma("manuals")


def context_for(question):
    found = store.similarity_search(question, k=4)
    return "\n".join(document.page_content for document in found)


def conversation(question):
    found = store.similarity_search(question, k=1)
    return [
        SystemMessage(content="Follow this manual: " + found[0].page_content),  # P33
        HumanMessage(content=question),
    ]


def news():
    page = requests.get("https://status.example.com/today", timeout=5).text
    answer = ollama.chat(
        "llama3",
        messages=[
            {"role": "system", "content": "Summarise."},
            {"role": "user", "content": "Tell the user what this says: " + page},  # P23
        ],
        options={"num_predict": 200},
    )
    return answer["message"]["content"]


def load_index(folder, embeddings):
    return FAISS.load_local(folder, embeddings, allow_dangerous_deserialization=True)  # P25


def load_weights(path):
    return torch.load(path, weights_only=False)  # P26


def load_model():
    return AutoModelForCausalLM.from_pretrained("acme/helper-7b", trust_remote_code=True)  # P27
