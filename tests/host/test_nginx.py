"""What nginx itself answers, the same in front of both services."""

from __future__ import annotations

import socket

import httpx
import pytest

from harness.conditions import SERVICES, conditions
from harness.host.container import ContainerHost
from harness.host.systemd_host import units
from tests.host.traffic import address
from tests.support import web

pytestmark = [pytest.mark.host, pytest.mark.parametrize("service", SERVICES)]

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}


def test_body_too_large_is_413_in_json(host: ContainerHost, service: str) -> None:
    answer = web.post(f"{address(host, service)}/api/customers", content=bytes(65 * 1024))
    assert answer.status_code == httpx.codes.REQUEST_ENTITY_TOO_LARGE
    assert answer.json() == {"detail": "The request body is too large."}


def test_request_line_too_long_is_414_in_json(host: ContainerHost, service: str) -> None:
    answer = web.get(f"{address(host, service)}/api/customers?x={'a' * 9000}")
    assert answer.status_code == httpx.codes.REQUEST_URI_TOO_LONG
    assert answer.json() == {"detail": "The request line is too long."}


def test_header_too_large_is_400_in_json(host: ContainerHost, service: str) -> None:
    answer = web.get(f"{address(host, service)}/api/customers", headers={"x-large": "a" * 9000})
    assert answer.status_code == httpx.codes.BAD_REQUEST
    assert answer.json() == {"detail": "Bad request."}


def test_request_that_is_not_http_is_400_in_json(host: ContainerHost, service: str) -> None:
    place = (host.address, conditions().ports[service])
    with socket.create_connection(place, timeout=10) as connection:
        connection.sendall(b"GARBAGE\r\n\r\n")
        answer = connection.makefile("rb").read()
    assert answer.endswith(b'{"detail": "Bad request."}')


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("TRACE", "/api/customers", "GET, HEAD, POST, PUT, PATCH, DELETE"),
        ("POST", "/static/admin/css/base.css", "GET, HEAD"),
    ],
)
def test_method_not_allowed_lists_those_that_are(
    host: ContainerHost, service: str, method: str, path: str, allowed: str
) -> None:
    answer = httpx.request(method, address(host, service) + path)
    assert answer.json() == {"detail": "Method not allowed."}
    assert (answer.status_code, answer.headers.get("allow")) == (405, allowed)


def test_service_that_is_away_is_502_in_json(host: ContainerHost, service: str) -> None:
    host.stop(f"django-{service}.socket", f"django-{service}.service")
    try:
        answer = web.get(f"{address(host, service)}/api/customers")
    finally:
        host.start(*units(service))
    assert answer.status_code == httpx.codes.BAD_GATEWAY
    assert answer.json() == {"detail": "The service is not there. Try again."}


@pytest.mark.parametrize("path", ["/api/customers/1", "/static/none", "/api/customers/none"])
def test_security_headers_come_once_with_every_answer(
    host: ContainerHost, service: str, path: str
) -> None:
    headers = web.get(address(host, service) + path).headers
    found = {name: headers.get_list(name) for name in SECURITY_HEADERS}
    assert found == {name: [value] for name, value in SECURITY_HEADERS.items()}


def test_server_tells_no_version(host: ContainerHost, service: str) -> None:
    assert web.get(f"{address(host, service)}/health/live").headers["server"] == "nginx"


def test_links_point_at_the_address_the_client_used(host: ContainerHost, service: str) -> None:
    answer = web.get(f"{address(host, service)}/api/customers?page_size=1").json()
    assert answer["next"].startswith(f"{address(host, service)}/api/customers?")


def test_foreign_host_is_refused(host: ContainerHost, service: str) -> None:
    answer = web.get(f"{address(host, service)}/api/customers", headers={"host": "example.org"})
    assert answer.status_code == httpx.codes.BAD_REQUEST


def test_static_files_are_served(host: ContainerHost, service: str) -> None:
    answer = web.get(f"{address(host, service)}/static/admin/css/base.css")
    assert answer.headers["content-type"] == "text/css"


def test_landing_page_leads_to_the_service(host: ContainerHost, service: str) -> None:
    landing = address(host, "landing")
    assert f"/{service}/api/swagger" in web.get(landing).text
    answer = web.get(f"{landing}/{service}/api/swagger")
    assert answer.headers["location"] == f"{address(host, service)}/api/swagger"
