from concurrent import futures
from pathlib import Path

import grpc

from . import results_pb2, results_pb2_grpc
from .config import Folders
from .handlers import below

LIMIT = 16 * 1024 * 1024


class Results(results_pb2_grpc.ResultsServicer):
    """Gives results to the other services of the company."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders

    def Fetch(self, request, context):
        try:
            path = below(self.folders.results, request.name)
        except ValueError:
            context.abort(grpc.StatusCode.NOT_FOUND, "no such result")
        with open(path, "rb") as stream:
            return results_pb2.Result(name=request.name, content=stream.read(LIMIT))


def serve(port: int) -> None:
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    results_pb2_grpc.add_ResultsServicer_to_server(Results(Folders()), server)
    read = lambda name: Path("/etc/relay", name).read_bytes()
    credentials = grpc.ssl_server_credentials(
        [(read("server.key"), read("server.pem"))], root_certificates=read("ca.pem"), require_client_auth=True
    )
    server.add_secure_port(f"[::]:{port}", credentials)
    server.start()
    server.wait_for_termination()
