"""The assistant of the employees: it knows customers, and works in rounds."""

import os
import subprocess

import anthropic
import google.generativeai as genai
from google.generativeai.types import HarmBlockThreshold, HarmCategory
from langchain_core.prompts import PromptTemplate
from langchain_experimental.agents import create_pandas_dataframe_agent
from langchain_experimental.tools import PythonREPLTool

client = anthropic.Anthropic()
crm_password = os.environ["CRM_PASSWORD"]
model = genai.GenerativeModel(
    "gemini-1.5-flash",
    system_instruction="You write polite letters.",
    safety_settings={HarmCategory.HARM_CATEGORY_HARASSMENT: HarmBlockThreshold.BLOCK_NONE},  # P30
)


def log_in(task):
    return client.messages.create(
        model="claude-sonnet-4-5",
        max_tokens=300,
        system=f"Log in to the customer system with the password {crm_password}.",  # P10
        messages=[{"role": "user", "content": task}],
    )


def letter(customer):
    prompt = f"Write to {customer.name}, born {customer.date_of_birth}, account {customer.iban}."  # P11
    return model.generate_content(prompt, generation_config={"max_output_tokens": 300}).text


def work(task, tools):
    messages = [{"role": "user", "content": task}]
    while True:  # P12
        message = client.messages.create(
            model="claude-sonnet-4-5", max_tokens=500, system="You are an operator.", tools=tools, messages=messages
        )
        if message.stop_reason != "tool_use":
            return message
        for block in message.content:
            if block.type == "tool_use":
                done = subprocess.run(block.input["command"], shell=True, capture_output=True, text=True)  # P13
                messages.append({"role": "user", "content": done.stdout})


def prompt_of(template):
    return PromptTemplate.from_template(template).format(name="Ada")  # P24


def analyst(llm, frame):
    return create_pandas_dataframe_agent(
        llm,
        frame,
        extra_tools=[PythonREPLTool()],  # P21
        allow_dangerous_code=True,  # P22
    )
