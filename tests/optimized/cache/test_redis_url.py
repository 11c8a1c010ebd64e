"""What REDIS_URL may say."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from optimized.customers.infrastructure.cache import configuration
from optimized.customers.infrastructure.cache.circuit import Circuit
from optimized.customers.infrastructure.cache.invalidation import CacheInvalidation
from tests.optimized.cache import faults
from tests.optimized.cache.entries import HERE, Answer, get, is_kept, numbers
from tests.support import servers
from tests.support.ports import free_ports

PASSWORD = "p%2Fa,s"  # a comma, for django-redis splits a string of several URLs there


def works(url: str, circuit: Circuit, settings: Settings) -> bool:
    """Return whether readers keep entries at `url`, and writers outdate them."""
    settings.CACHES = configuration.backends(url)
    cache = configuration.generation_cache(circuit)
    if not is_kept(partial(get, cache)):
        return False
    CacheInvalidation(configuration.writes(), circuit).reference_changes()()
    return get(cache, numbers()) == Answer(b"1", hit=False) and circuit.closed() is not None


@pytest.fixture
def port() -> int:
    return free_ports(["redis"])["redis"]


@pytest.fixture
def protected(redis: servers.Redis) -> servers.Redis:
    faults.command(redis, "CONFIG", "SET", "requirepass", "p/a,s")
    return redis


def test_a_password_on_a_socket(
    protected: servers.Redis, circuit: Circuit, settings: Settings
) -> None:
    assert works(f"unix://:{PASSWORD}@{protected.socket}", circuit, settings)


def test_a_wrong_password_leaves_the_cache_off(
    protected: servers.Redis, circuit: Circuit, settings: Settings
) -> None:
    assert not works(f"unix://:wrong@{protected.socket}", circuit, settings)


@pytest.mark.parametrize("url", ["unix://{socket}?db=3", "redis://127.0.0.1:{port}/3"])
def test_the_number_of_a_database(
    redis: servers.Redis, circuit: Circuit, settings: Settings, port: int, url: str
) -> None:
    faults.command(redis, "CONFIG", "SET", "port", str(port))
    assert works(url.format(socket=redis.socket, port=port), circuit, settings)
    assert faults.command(redis, "-n", "3", "EXISTS", HERE.key) == "1"


@pytest.fixture
def certificate(runtime: Path) -> Path:
    path = runtime / "certificate.pem"  # where servers may read, unlike in pytest's directories
    command: list[str | Path] = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes"]
    command += ["-keyout", path.with_suffix(".key"), "-out", path, "-days", "1"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    subprocess.run(command, check=True, capture_output=True)
    return path


@pytest.fixture
def encrypted(certificate: Path, port: int) -> Iterator[str]:
    for path in (certificate, certificate.with_suffix(".key")):
        path.chmod(0o644)
    options = ["--tls-port", str(port), "--tls-auth-clients", "no"]
    options += ["--tls-cert-file", str(certificate)]
    options += ["--tls-key-file", str(certificate.with_suffix(".key"))]
    with servers.redis(*options):
        yield f"rediss://localhost:{port}"


def test_tls(encrypted: str, certificate: Path, circuit: Circuit, settings: Settings) -> None:
    assert works(f"{encrypted}?ssl_ca_certs={certificate}", circuit, settings)


def test_tls_of_a_server_that_nobody_vouches_for_leaves_the_cache_off(
    encrypted: str, circuit: Circuit, settings: Settings
) -> None:
    assert not works(encrypted, circuit, settings)


@pytest.mark.parametrize("url", ["http://localhost", "redis:6379", "unix:///a?db=first"])
def test_any_other_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL="):
        configuration.backends(url)
