"""A server of a test's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answer(BaseHTTPRequestHandler):
    """Answers a GET with what `status_and_body` returns."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        status, body = self.status_and_body()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def status_and_body(self) -> tuple[int, bytes]:
        """Return the answer to the request at `path`."""
        raise NotImplementedError

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def answering(handler: type[Answer]) -> Iterator[int]:
    """Serve with `handler`, and yield the port."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()
