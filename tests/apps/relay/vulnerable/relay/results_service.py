from concurrent import futures

import grpc

from . import results_pb2, results_pb2_grpc
from .config import Folders

LIMIT = 16 * 1024 * 1024


class Results(results_pb2_grpc.ResultsServicer):
    """Gives results to the other services of the company."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders

    def Fetch(self, request, context):
        path = f"{self.folders.results}/{request.name}"
        with open(path, "rb") as stream:  # P07
            return results_pb2.Result(name=request.name, content=stream.read(LIMIT))


def serve(port: int) -> None:
    server = grpc.server(futures.ThreadPoolExecutor(max_workers=8))
    results_pb2_grpc.add_ResultsServicer_to_server(Results(Folders()), server)
    server.add_insecure_port(f"[::]:{port}")  # P06
    server.start()
    server.wait_for_termination()
