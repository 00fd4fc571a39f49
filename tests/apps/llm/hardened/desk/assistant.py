"""The assistant of the employees: it works in rounds, with tools that do one thing each."""

import anthropic
import google.generativeai as genai
from google.generativeai.types import HarmBlockThreshold, HarmCategory
from langchain_core.prompts import PromptTemplate

client = anthropic.Anthropic(timeout=30.0)
model = genai.GenerativeModel(
    "gemini-1.5-flash",
    system_instruction="You write polite letters.",
    safety_settings={HarmCategory.HARM_CATEGORY_HARASSMENT: HarmBlockThreshold.BLOCK_MEDIUM_AND_ABOVE},
)
MAX_ROUNDS = 8
LETTER = PromptTemplate.from_template("Write a reminder to [NAME] about the bill {number}.")


def letter(customer, number: int):
    prompt = LETTER.format(number=number)
    text = model.generate_content(prompt, generation_config={"max_output_tokens": 300}).text
    return text.replace("[NAME]", customer.name)


def order_status(number: int) -> str:
    return f"Order {number} is on its way."


TOOLS = {"order_status": order_status}


def work(task, descriptions):
    messages = [{"role": "user", "content": task}]
    for _ in range(MAX_ROUNDS):
        message = client.messages.create(
            model="claude-sonnet-4-5",
            max_tokens=500,
            system="You are an operator.",
            tools=descriptions,
            messages=messages,
        )
        if message.stop_reason != "tool_use":
            return message
        for block in message.content:
            if block.type == "tool_use" and block.name in TOOLS:
                done = TOOLS[block.name](int(block.input["number"]))
                messages.append({"role": "user", "content": done})
    raise RuntimeError("the assistant did not come to an end")
