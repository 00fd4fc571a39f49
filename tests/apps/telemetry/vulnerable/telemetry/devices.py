import asyncio
import html
import pickle
import json

from aiohttp import web

from . import store

routes = web.RouteTableDef()


@routes.get("/devices/{name}/readings")
async def list_readings(request):
    if await store.device(request.app["db"], request.match_info["name"], request["user"]) is None:
        raise web.HTTPNotFound()
    rows = await store.readings(
        request.app["db"],
        request.match_info["name"],
        request.query.get("sensor"),
        request.query.get("order", "taken"),
    )
    return web.json_response([{"taken": taken, "sensor": sensor, "value": value} for taken, sensor, value in rows])


@routes.post("/devices")
async def add(request):
    data = await request.json()
    await store.add_device(request.app["db"], data["name"], request["user"], data["address"], data.get("note", ""))
    return web.Response(status=201)


@routes.get("/devices/{name}/page")
async def page(request):
    found = await store.device(request.app["db"], request.match_info["name"], request["user"])
    if found is None:
        raise web.HTTPNotFound()
    name, _, firmware, note = found
    body = f"<h1>{html.escape(name)}</h1><p>Firmware {html.escape(firmware or '')}</p><div>{note}</div>"
    return web.Response(text=body, content_type="text/html")  # P07


@routes.get("/devices/{name}/status")
async def status(request):
    found = await store.device(request.app["db"], request.match_info["name"], request["user"])
    if found is None:
        raise web.HTTPNotFound()
    async with request.app["client"].get(f"https://{found[1]}/status") as answer:  # P08
        return web.json_response(await answer.json())


@routes.post("/devices/{name}/restart")
async def restart(request):
    found = await store.device(request.app["db"], request.match_info["name"], request["user"])
    if found is None:
        raise web.HTTPNotFound()
    data = await request.json()
    process = await asyncio.create_subprocess_shell(f"devctl restart {found[0]} --delay {data.get('delay', 0)}")  # P09
    await process.wait()
    return web.json_response({"code": process.returncode})


@routes.delete("/devices/{name}")
async def remove(request):
    await store.remove_device(request.app["db"], request.match_info["name"], request["user"])
    return web.Response(status=204)


@routes.get("/devices/{name}")
async def show(request):
    found = await store.any_device(request.app["db"], request.match_info["name"])  # P10
    if found is None:
        raise web.HTTPNotFound()
    return web.json_response({"name": found[0], "address": found[1], "firmware": found[2]})


@routes.get("/stream")
async def stream(request):
    """Devices send frames over a websocket."""
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        frame = pickle.loads(message.data)  # P11
        await store.store_reading(request.app["db"], frame["device"], frame["sensor"], float(frame["value"]))
    return socket
