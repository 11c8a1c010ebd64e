"""nginx's access log, and the id that it gives each request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest

from tests.support.nginx import Nginx, nginx
from tests.support.waiting import until

ODD = '/api/customers?search=%22%5C{"\\'


class _Echo(BaseHTTPRequestHandler):
    """Answers with the id of the request, as it arrived."""

    def do_GET(self) -> None:
        body = ",".join(self.headers.get_all("X-Request-ID", [])).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def upstream() -> Iterator[str]:
    """The address of a service that tells the id that it was given."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Echo) as server:
        Thread(target=server.serve_forever).start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=["on", "off"])
def served(
    request: pytest.FixtureRequest, upstream: str, tmp_path: Path
) -> Iterator[tuple[str, Nginx]]:
    """The setting, and nginx with it."""
    upstreams = dict.fromkeys(("naive", "optimized"), upstream)
    with nginx(tmp_path, upstreams, request.param) as running:
        yield request.param, running


@pytest.mark.parametrize("service", ["naive", "optimized"])
def test_an_id_is_nginxs_own_and_stands_in_the_log(served: tuple[str, Nginx], service: str) -> None:
    metrics, running = served
    answer = httpx.get(running.urls[service] + ODD, headers={"X-Request-ID": "forged"})
    assert answer.status_code == httpx.codes.OK
    if metrics == "off":
        assert answer.text == ""
        assert not running.access_log.exists()
        return
    assert re.fullmatch("[0-9a-f]{32}", answer.text)
    until(lambda: len(running.requests()) == 1)
    (line,) = running.requests()
    assert line["request_id"] == answer.text
    assert line["status"] == "200"
    assert line["uri"].startswith("/api/customers?search=")
    assert min(float(line["seconds"]), float(line["service_seconds"])) >= 0


def test_what_the_exporter_asks_is_not_logged(served: tuple[str, Nginx]) -> None:
    metrics, running = served
    url = f"http://{running.status}/stub_status"
    if metrics == "off":
        with pytest.raises(httpx.ConnectError):
            httpx.get(url)
        return
    assert "Active connections" in httpx.get(url).text
    httpx.get(running.urls["naive"] + "/last")
    until(lambda: bool(running.requests()))
    assert [line["uri"] for line in running.requests()] == ["/last"]
