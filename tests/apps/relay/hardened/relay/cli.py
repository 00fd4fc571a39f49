import asyncio
import logging

import click

from . import results_service, socket_server
from .config import Broker
from .consumer import Consumer


@click.group()
@click.option("--verbose", is_flag=True)
def main(verbose: bool) -> None:
    logging.basicConfig(level=logging.DEBUG if verbose else logging.INFO)


@main.command()
def work() -> None:
    Consumer(Broker()).run()


@main.command()
@click.option("--port", type=int, default=50051)
def results(port: int) -> None:
    results_service.serve(port)


@main.command()
@click.option("--port", type=int, default=8765)
@click.option("--certificate", type=click.Path(exists=True), required=True)
@click.option("--key", type=click.Path(exists=True), required=True)
def sockets(port: int, certificate: str, key: str) -> None:
    asyncio.run(socket_server.serve(port, certificate, key))


if __name__ == "__main__":
    main()
