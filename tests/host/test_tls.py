"""HTTPS by host name, with the servers of nginx/tls and a certificate of the tests' own."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator

import httpx
import pytest

from harness.conditions import SERVICES
from harness.host.container import ContainerHost
from tests.host.conftest import ready
from tests.host.secure import NAMES, Secure, https
from tests.host.traffic import address
from tests.support.web import get

pytestmark = pytest.mark.host

LIST = "/api/customers?page_size=1"


@pytest.fixture(scope="module")
def secure(boot: Callable[[], ContainerHost]) -> Iterator[Secure]:
    """The host with HTTPS switched on."""
    with ready(boot) as host, https(host) as secure:
        yield secure


@pytest.mark.parametrize("service", SERVICES)
def test_links_point_at_the_name_over_https(secure: Secure, service: str) -> None:
    first = secure.get(service, LIST)
    assert first.json()["next"].startswith(f"https://{NAMES[service]}/api/customers?")
    second = secure.get(service, first.json()["next"].removeprefix(f"https://{NAMES[service]}"))
    assert second.json()["previous"].startswith(f"https://{NAMES[service]}/api/customers")


@pytest.mark.parametrize("service", SERVICES)
def test_port_without_tls_answers_as_before(secure: Secure, service: str) -> None:
    base = address(secure.host, service)
    secure.get(service, LIST)  # what is cached of it has other links
    answer = get(base + LIST)
    assert answer.json()["next"].startswith(f"{base}/api/customers?")
    assert "strict-transport-security" not in answer.headers


@pytest.mark.parametrize("path", ["/api/customers", "/api/customers/0", "/static/none", "/a%00"])
def test_browser_is_told_to_stay_with_https(secure: Secure, path: str) -> None:
    for service in SERVICES:
        headers = secure.get(service, path).headers
        assert headers.get_list("strict-transport-security") == ["max-age=31536000"]


def test_cookies_are_for_https_alone(secure: Secure) -> None:
    for service in SERVICES:
        (cookie,) = secure.get(service, "/admin/login/").headers.get_list("set-cookie")
        assert "; Secure" in cookie


def test_http_is_redirected_with_its_method(secure: Secure) -> None:
    for which, name in NAMES.items():
        answer = secure.get(which, LIST, scheme="http", method="POST")
        assert answer.status_code == httpx.codes.PERMANENT_REDIRECT
        assert answer.headers["location"] == f"https://{name}{LIST}"


def test_landing_page_leads_to_the_services_names(secure: Secure) -> None:
    assert "/naive/api/swagger" in secure.get("landing", "/").text
    for service in SERVICES:
        answer = secure.get("landing", f"/{service}/api/swagger")
        assert answer.headers["location"] == f"https://{NAMES[service]}/api/swagger"


def test_each_server_lists_its_methods(secure: Secure) -> None:
    allowed = {which: secure.get(which, "/", method="TRACE").headers["allow"] for which in NAMES}
    both = dict.fromkeys(SERVICES, "GET, HEAD, POST, PUT, PATCH, DELETE")
    assert allowed == both | {"landing": "GET, HEAD"}


def test_protocols_are_modern(secure: Secure) -> None:
    name = NAMES["landing"]
    assert secure.handshake(name, ssl.TLSVersion.TLSv1_3) == ("TLSv1.3", "h2")
    with pytest.raises(ssl.SSLError, match="PROTOCOL_VERSION"):
        secure.handshake(name, ssl.TLSVersion.TLSv1_2)


def test_foreign_name_gets_nothing(secure: Secure) -> None:
    with pytest.raises(ssl.SSLError, match="UNRECOGNIZED_NAME"):
        secure.handshake("example.org", ssl.TLSVersion.TLSv1_3)
    with pytest.raises((httpx.ReadError, httpx.RemoteProtocolError)):  # closed, not refused
        httpx.get(f"http://{secure.host.address}/", headers={"host": "example.org"})
