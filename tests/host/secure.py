"""A host with the servers of nginx/tls, and clients that ask it by name."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from harness.conditions import REPOSITORY, SERVICES
from harness.host import layer
from harness.host.container import ContainerHost
from harness.host.layer import render

NAMES = {"landing": "bench.test", **{name: f"{name}.bench.test" for name in SERVICES}}
FILES = "/etc/nginx/django-bench/tls"
VALUES = {
    **{f"{which}_name": name for which, name in NAMES.items()},
    "tls_certificate": "/run/certificate.pem",
    "tls_key": "/run/key.pem",
}
MAKE_CERTIFICATE = f"""
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 1 \
  -subj /CN=bench.test -addext subjectAltName={",".join(f"DNS:{name}" for name in NAMES.values())} \
  -out {VALUES["tls_certificate"]} -keyout {VALUES["tls_key"]} 2>/dev/null
cat {VALUES["tls_certificate"]}
"""
# As nix/modules/tls.nix sets them.
HOSTS = ",".join([layer.ADDRESS, *NAMES.values()])
DROP_IN = f"[Service]\nEnvironment=FORWARDED_ALLOW_IPS=* ALLOWED_HOSTS={HOSTS}\n"
UNITS = [f"django-{service}.service" for service in SERVICES]


@dataclass(frozen=True, slots=True)
class Secure:
    """A host with HTTPS, and the certificate that its clients trust."""

    host: ContainerHost
    certificate: str

    def get(
        self, which: str, path: str, scheme: str = "https", method: str = "GET"
    ) -> httpx.Response:
        """Ask the landing page or a service by name."""
        name = NAMES[which]
        context = ssl.create_default_context(cadata=self.certificate)
        with httpx.Client(verify=context, timeout=60) as client:
            url = f"{scheme}://{self.host.address}{path}"
            extensions = {"sni_hostname": name}
            return client.request(method, url, headers={"host": name}, extensions=extensions)

    def handshake(self, name: str, latest: ssl.TLSVersion) -> tuple[str | None, str | None]:
        """Return the protocols agreed on, TLS's and the application's. Raises SSLError."""
        context = ssl.create_default_context(cadata=self.certificate)
        context.maximum_version = latest
        context.set_alpn_protocols(["h2", "http/1.1"])
        with (
            socket.create_connection((self.host.address, 443), timeout=10) as connection,
            context.wrap_socket(connection, server_hostname=name) as encrypted,
        ):
            return encrypted.version(), encrypted.selected_alpn_protocol()


def apply(host: ContainerHost) -> None:
    """Have nginx and both services take their files."""
    host.run("systemctl", "daemon-reload")
    host.run("systemctl", "restart", *UNITS, timeout=90)
    host.run("systemctl", "restart", "nginx.service")  # unlike a reload it waits for the ports


@contextmanager
def https(host: ContainerHost) -> Iterator[Secure]:
    """Have HTTPS on, with a certificate of the tests' own."""
    certificate = host.run("sh", "-euc", MAKE_CERTIFICATE).stdout
    source = REPOSITORY / "nginx/tls"
    for path in source.rglob("*.conf"):
        text = render(path.read_text(), layer.values() | VALUES)
        host.write(f"{FILES}/{path.relative_to(source)}", text)
    drop_ins = [f"/run/systemd/system/{unit}.d/tls.conf" for unit in UNITS]
    for drop_in in drop_ins:
        host.write(drop_in, DROP_IN)
    apply(host)
    try:
        yield Secure(host, certificate)
    finally:
        host.run("rm", "--recursive", FILES, *drop_ins)
        apply(host)
