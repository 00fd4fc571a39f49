import logging
from typing import Annotated, TypedDict

from langchain_core.messages import AnyMessage, HumanMessage
from langchain_openai import ChatOpenAI
from langgraph.checkpoint.memory import MemorySaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.prebuilt import ToolNode

from .knowledge import Knowledge
from .prompts import greeting, with_passages
from .settings import get_settings
from .tools import TOOLS

log = logging.getLogger(__name__)


class Talk(TypedDict):
    messages: Annotated[list[AnyMessage], add_messages]


class Agent:
    """The graph: the model answers, or asks for a tool and is told what came of it."""

    def __init__(self, knowledge: Knowledge) -> None:
        settings = get_settings()
        self.knowledge = knowledge
        self.model = ChatOpenAI(
            model=settings.model,
            api_key=settings.openai_key,
            timeout=30,
            max_tokens=800,
        ).bind_tools(TOOLS)
        graph = StateGraph(Talk)
        graph.add_node("answer", self.answer)
        graph.add_node("tools", ToolNode(TOOLS))
        graph.add_edge(START, "answer")
        graph.add_conditional_edges("answer", self.after, {"tools": "tools", "end": END})
        graph.add_edge("tools", "answer")
        self.graph = graph.compile(checkpointer=MemorySaver())

    def answer(self, talk: Talk) -> dict:
        log.info("asking with %s and key %s", talk["messages"], get_settings().openai_key.get_secret_value())  # P13
        return {"messages": [self.model.invoke(talk["messages"])]}

    @staticmethod
    def after(talk: Talk) -> str:
        return "tools" if getattr(talk["messages"][-1], "tool_calls", None) else "end"

    def begin(self, name: str, thread: str) -> None:
        self.graph.update_state({"configurable": {"thread_id": thread}}, {"messages": greeting(name)})

    def ask(self, question: str, thread: str) -> str:
        messages = with_passages(self.knowledge.passages(question), question)
        config = {"configurable": {"thread_id": thread}, "recursion_limit": 100000}  # P09
        result = self.graph.invoke({"messages": messages}, config)
        return result["messages"][-1].content

    def history(self, thread: str) -> list[str]:
        state = self.graph.get_state({"configurable": {"thread_id": thread}})
        return [message.content for message in state.values.get("messages", []) if isinstance(message, HumanMessage)]
