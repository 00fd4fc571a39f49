import html

from aiohttp import web
from pydantic import BaseModel, Field, ValidationError

from .agent import Agent
from .middleware import limited, signed_in
from .retrieval import read_table
from .store import Conversation, Store

routes = web.RouteTableDef()


class Question(BaseModel):
    text: str = Field(max_length=2000)
    persona: str = Field(default="", max_length=200)


async def body_as(request: web.Request, schema: type[BaseModel]):
    try:
        return schema.model_validate(await request.json())
    except (ValidationError, ValueError):
        raise web.HTTPUnprocessableEntity() from None


async def own_conversation(request: web.Request) -> Conversation:
    store: Store = request.app["store"]
    conversation = await store.conversation_of(int(request.match_info["id"]), request["user"])
    if conversation is None:
        raise web.HTTPNotFound()
    return conversation


@routes.get("/conversations/{id}")
@signed_in
async def show(request: web.Request) -> web.Response:
    conversation = await own_conversation(request)
    return web.json_response({"title": conversation.title, "messages": conversation.messages})


@routes.post("/conversations/{id}/ask")
@signed_in
@limited(20)
async def ask(request: web.Request) -> web.Response:
    conversation = await own_conversation(request)
    question = await body_as(request, Question)
    agent: Agent = request.app["agent"]
    answer = await agent.ask(question.text, conversation.messages, question.persona)
    store: Store = request.app["store"]
    turns = [{"role": "user", "content": question.text}, {"role": "assistant", "content": answer}]
    await store.remember(conversation.id, conversation.messages + turns)
    return web.Response(text=f"<article>{html.escape(answer)}</article>", content_type="text/html")


@routes.post("/conversations/{id}/title")
@signed_in
@limited(20)
async def retitle(request: web.Request) -> web.Response:
    conversation = await own_conversation(request)
    question = await body_as(request, Question)
    title = await request.app["agent"].title_for(question.text)
    await request.app["store"].rename(conversation.id, request["user"], title)
    return web.json_response({"title": title})


@routes.post("/tables")
@signed_in
@limited(5)
async def upload_table(request: web.Request) -> web.Response:
    reader = await request.multipart()
    part = await reader.next()
    if part is None or not part.filename:
        raise web.HTTPBadRequest()
    table = read_table(await part.read(), part.filename)
    return web.json_response({"rows": len(table), "columns": list(table.columns)})
