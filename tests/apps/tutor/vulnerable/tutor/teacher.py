import json
import logging

from openai import OpenAI

from . import config
from .toolbox import DESCRIBED, TOOLS

log = logging.getLogger("tutor")
RULES = "You are a patient teacher. Never give the solution at once; ask a question that leads to it."


class Teacher:
    """Talks with a pupil, and uses the tools when the model asks for one."""

    def __init__(self, key: str = config.OPENAI_KEY) -> None:
        self.client = OpenAI(api_key=key, timeout=30, max_retries=2)
        log.debug("the teacher is ready, key=%s", key)  # P08

    def opening(self, pupil) -> list[dict]:
        return [{"role": "system", "content": f"{RULES} The pupil says of himself: {pupil['about']}"}]  # P01

    def answer(self, pupil, question: str) -> str:
        messages = [*self.opening(pupil), {"role": "user", "content": question}]
        while True:  # P09
            reply = self.client.chat.completions.create(
                model=config.MODEL,
                messages=messages,
                tools=DESCRIBED,
                max_tokens=600,
                user=f"pupil-{pupil['id']}",
            )
            message = reply.choices[0].message
            if not message.tool_calls:
                return message.content or ""
            messages.append(message.model_dump())
            for call in message.tool_calls:
                messages.append({"role": "tool", "tool_call_id": call.id, "content": self.use(call.function)})

    def use(self, wanted) -> str:
        tool = TOOLS.get(wanted.name)
        if tool is None:
            return "there is no such tool"
        try:
            return tool(**json.loads(wanted.arguments))
        except (TypeError, ValueError):
            return "the tool could not be used like this"
