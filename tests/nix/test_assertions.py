"""A configuration that cannot work is refused, and the message names the option and the mend."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass

import pytest

from tests.support.nix import Nix

pytestmark = pytest.mark.nix


@dataclass(frozen=True, slots=True)
class Mistake:
    """`settings` of services.django-bench, and what the message must name."""

    name: str
    settings: str
    option: str
    mend: str


MISTAKES = [
    Mistake(
        name="no role",
        settings="""
          naive.enable = false;
          optimized.enable = false;
          postgresql.enable = false;
          redis.enable = false;
          nginx.enable = false;
        """,
        option="services.django-bench.enable",
        mend="Enable at least one of",
    ),
    Mistake(
        name="a port twice",
        settings="naive.port = 8002;",
        option="services.django-bench.naive.port and services.django-bench.optimized.port",
        mend="a port of its own",
    ),
    Mistake(
        name="a database elsewhere without a password",
        settings='database.host = "database.internal";',
        option="services.django-bench.database.passwordFile",
        mend="Give the password's file",
    ),
    Mistake(
        name="a cache elsewhere without a password",
        settings='redis.url = "redis://cache.internal:6379";',
        option="services.django-bench.redis.passwordFile",
        mend="Give the password's file",
    ),
    Mistake(
        name="a certificate without its key",
        settings='tls = { enable = true; certificate = "/run/keys/certificate.pem"; };',
        option="services.django-bench.tls.key",
        mend="Set both",
    ),
    Mistake(
        name="the landing page on the port of HTTPS",
        settings="""
          nginx.port = 443;
          tls = { enable = true; certificate = "/run/keys/c.pem"; key = "/run/keys/key.pem"; };
        """,
        option="services.django-bench.nginx.port and services.django-bench.tls.enable",
        mend="a port of its own",
    ),
]


SECRETS = (
    "secretKeyFile",
    "secretKeyFallbacksFile",
    "apiTokenFile",
    "database.passwordFile",
    "redis.passwordFile",
)
ROLES = ("naive", "optimized", "postgresql", "redis", "nginx")
ALONE = {
    role: "".join(f"{other}.enable = false; " for other in ROLES if other != role) for role in ROLES
}
DEFAULTS = {"defaults": ""}


@pytest.fixture(scope="module")
def failed(nix: Nix) -> dict[str, list[str]]:
    """The messages of failing assertions, by name of the change; in one evaluation, for speed."""
    changes = {mistake.name: mistake.settings for mistake in MISTAKES} | ALONE | DEFAULTS
    variants = "\n".join(
        f'"{name}" = {{ services.django-bench = {{ {settings} }}; }};'
        for name, settings in changes.items()
    )
    apply = f"""
      host:
      builtins.mapAttrs (
        _: change:
        let
          inherit (host.extendModules {{ modules = [ change ]; }}) config;
        in
        map (one: one.message) (builtins.filter (one: !one.assertion) config.assertions)
      ) {{ {variants} }}
    """
    messages: dict[str, list[str]] = nix.eval("nixosConfigurations.vm", apply)
    return messages


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_the_message_names_option_and_mend(failed: dict[str, list[str]], mistake: Mistake) -> None:
    (message,) = failed[mistake.name]
    assert mistake.option in message
    assert mistake.mend in message


def test_the_defaults_are_accepted(failed: dict[str, list[str]]) -> None:
    assert failed["defaults"] == []


def refusal(nix: Nix, option: str, value: str) -> str:
    """Return what Nix says to a value that an option does not take."""
    change = f'{{ services.django-bench.{option} = "{value}"; }}'
    found = f"config.services.django-bench.{option}"
    apply = f"host: (host.extendModules {{ modules = [ {change} ]; }}).{found}"
    with pytest.raises(subprocess.CalledProcessError) as refused:
        nix.eval("nixosConfigurations.vm", apply)
    said = str(refused.value.stderr)
    assert f"services.django-bench.{option}' is not of type" in said
    return said


@pytest.mark.parametrize("option", SECRETS)
def test_a_secret_in_the_store_is_refused(nix: Nix, option: str) -> None:
    path = f"/nix/store/{'0' * 32}-secret"
    assert "absolute path not in the Nix store" in refusal(nix, option, path)


@pytest.mark.parametrize(
    ("option", "value", "kind"),
    [
        ("tls.key", "relative", "absolute path not in the Nix store"),
        ("naive.listen", "9001", "address with a port, such as 10.0.0.2:9001"),
        ("nginx.upstreams.naive", "http://10.0.0.2:9001", "unix:PATH, or an address with a port"),
        ("redis.url", "redis://:secret@10.0.0.1:6379", "unix:///PATH or redis[s]://HOST:PORT"),
        ("optimized.optimizations", "most", 'one of "all", "six", "none"'),
    ],
)
def test_a_value_of_another_kind_is_refused(nix: Nix, option: str, value: str, kind: str) -> None:
    assert kind in refusal(nix, option, value)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_runs_alone(failed: dict[str, list[str]], role: str) -> None:
    assert failed[role] == []
