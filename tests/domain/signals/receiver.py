"""A program that receives webhooks, on a loopback port: answers as it is told, and keeps what it was sent."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Receiver:
    url: str
    answers: list[int] = field(default_factory=list)
    """The codes of the next answers; 204 when there are none left."""
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)
    slow: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            receiver.got.append(({name.lower(): value for name, value in self.headers.items()}, body))
            code = receiver.answers.pop(0) if receiver.answers else 204
            if receiver.slow:  # a byte now and then, never an end
                self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
                until = time.monotonic() + receiver.slow
                try:
                    while time.monotonic() < until:
                        self.wfile.write(b"x")
                        self.wfile.flush()
                        time.sleep(0.05)
                except OSError:
                    return
                return
            self.send_response(code)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            text = f"said {code}".encode() if code != 204 else b""
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *arguments: Any) -> None:
            """Nothing: the test's output is its own."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)  # how soon it is shut down
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
