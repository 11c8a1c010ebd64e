"""A certificate by ACME: the provider, pebble, finds the challenges where nginx serves them."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from harness.host import k6
from harness.host.container import ContainerHost
from harness.host.paths import CACHE
from tests.host.secure import NAMES, VALUES, Secure, https
from tests.support.processes import running
from tests.support.waiting import until

pytestmark = [pytest.mark.host, pytest.mark.network, pytest.mark.slow, pytest.mark.timeout(600)]

PEBBLE = "github.com/letsencrypt/pebble/v2@v2.8.0"
CERTBOT = "certbot==5.8.0"
DNS, DIRECTORY, MANAGEMENT = "127.0.0.1:8053", "localhost:14000", "localhost:15000"
CHALLENGES = "var/lib/acme/acme-challenge"  # nginx/tls/redirect.conf
NO_CHALLENGES = ("-http01=", "-https01=", "-tlsalpn01=", "-doh=", "-management=127.0.0.1:8055")


@pytest.fixture
def provider(tmp_path: Path, host: ContainerHost) -> Iterator[Path]:
    """pebble, to which every name is the host's: the certificate of its authority."""
    said = k6.go("mod", "download", "-json", PEBBLE)
    source = Path(json.loads(said[said.index("{") :])["Dir"])
    pebble, dns = (
        k6.build(source / "cmd" / name, tmp_path / name)
        for name in ("pebble", "pebble-challtestsrv")
    )
    certificates = source / "test/certs"
    settings = {
        "listenAddress": DIRECTORY,
        "managementListenAddress": MANAGEMENT,
        "certificate": str(certificates / "localhost/cert.pem"),
        "privateKey": str(certificates / "localhost/key.pem"),
        "httpPort": 80,
        "tlsPort": 443,
    }
    (tmp_path / "pebble.json").write_text(json.dumps({"pebble": settings}))
    authority = certificates / "pebble.minica.pem"
    addresses = (f"-dns01={DNS}", f"-defaultIPv4={host.address}", "-defaultIPv6=")
    options = (f"-config={tmp_path / 'pebble.json'}", f"-dnsserver={DNS}")
    impatient = os.environ | {"PEBBLE_VA_NOSLEEP": "1"}
    with (
        running([dns, *addresses, *NO_CHALLENGES], tmp_path / "dns.log"),
        running([pebble, *options], tmp_path / "pebble.log", env=impatient),
    ):
        until(lambda: answers(authority))
        yield authority


def answers(authority: Path) -> bool:
    """Tell whether the provider takes orders."""
    context = ssl.create_default_context(cafile=str(authority))
    try:
        return httpx.get(f"https://{DIRECTORY}/dir", verify=context).is_success
    except httpx.TransportError:
        return False


def order(host: ContainerHost, directory: Path, authority: Path) -> Path:
    """Have certbot order a certificate of all names; return where it and its key lie."""
    webroot = Path(f"/proc/{host.leader.init}/root", CHALLENGES)
    host.run("mkdir", "--parents", f"/{CHALLENGES}")
    uv = ("uv", "run", "--quiet", "--isolated", "--no-project", "--with", CERTBOT, "certbot")
    command = [*uv, "certonly", "--non-interactive", "--agree-tos", "--email=ops@bench.test"]
    command += [f"--server=https://{DIRECTORY}/dir", "--webroot", f"--webroot-path={webroot}"]
    command += [f"--{kind}-dir={directory / kind}" for kind in ("config", "work", "logs")]
    command += [f"--domain={name}" for name in NAMES.values()]
    done = subprocess.run(
        command,
        env=os.environ
        | {"REQUESTS_CA_BUNDLE": str(authority), "PATH": f"{os.environ['PATH']}:{CACHE}/uv/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return directory / "config/live" / NAMES["landing"]


def test_ordered_certificate_is_served(host: ContainerHost, provider: Path, tmp_path: Path) -> None:
    context = ssl.create_default_context(cafile=str(provider))
    with https(host) as secure:
        live = order(host, tmp_path, provider)
        host.copy(live / "fullchain.pem", VALUES["tls_certificate"])
        host.copy(live / "privkey.pem", VALUES["tls_key"])
        host.run("systemctl", "reload", "nginx.service")
        root = httpx.get(f"https://{MANAGEMENT}/roots/0", verify=context).text
        trusting = replace(secure, certificate=root)
        # a reload does not wait for the former workers' end
        until(lambda: all(is_trusted(trusting, which) for which in NAMES))


def is_trusted(trusting: Secure, which: str) -> bool:
    """Tell whether nginx answers with the ordered certificate."""
    try:
        trusting.get(which, "/health/live")
    except httpx.ConnectError:
        return False
    return True
