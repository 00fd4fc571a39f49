# rule: PV207
import io
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        target = parse_qs(urlsplit(self.path).query)["next"][0]
        self.send_response(302)
        self.send_header("Location", "/start?" + target)
        self.end_headers()


# --- proof
def answer(program, target):
    import io

    class Socket:
        def makefile(self, *args):
            return io.BytesIO(f"GET /?next={target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n".encode())

        def sendall(self, data):
            self.sent = getattr(self, "sent", b"") + data

    socket = Socket()
    program.Handler.log_message = lambda *args: None
    program.Handler(socket, ("127.0.0.1", 1), None)
    return [line for line in socket.sent.decode().split("\r\n") if not line.startswith(("Date:", "Server:"))]


def benign(program):
    return answer(program, "page=2")


def exploit(program):
    return "Set-Cookie: admin=1" in answer(program, "a%0d%0aSet-Cookie:%20admin=1")
