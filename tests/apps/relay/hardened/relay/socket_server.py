import asyncio
import hmac
import json
import ssl

import websockets

from . import storage
from .config import SOCKET_TOKEN


class Session:
    """One visitor of the status page, as long as the connection lasts."""

    def __init__(self, socket) -> None:
        self.socket = socket
        self.customer = ""

    async def jobs(self, message: dict) -> None:
        rows = storage.jobs_of(self.customer, message.get("state", "done"))
        await self.socket.send(json.dumps([dict(row) for row in rows]))

    async def ping(self, message: dict) -> None:
        await self.socket.send(json.dumps({"pong": True}))

    async def enter(self, message: dict) -> bool:
        if not SOCKET_TOKEN or not hmac.compare_digest(str(message.get("token", "")), SOCKET_TOKEN):
            return False
        self.customer = str(message.get("customer", ""))
        return True

    async def run(self) -> None:
        if not await self.enter(json.loads(await self.socket.recv())):
            await self.socket.close(1008)
            return
        actions = {"jobs": self.jobs, "ping": self.ping}
        async for text in self.socket:
            message = json.loads(text)
            action = actions.get(message.get("action"))
            if action is not None:
                await action(message)


async def serve(port: int, certificate: str, key: str) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)

    async def on_socket(socket):
        await Session(socket).run()

    async with websockets.serve(on_socket, "0.0.0.0", port, ssl=context, max_size=64 * 1024):
        await asyncio.Future()
