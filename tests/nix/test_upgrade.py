"""`upgrade-postgres` copies data to another PostgreSQL, in a tree of Debian with two of them."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from harness.conditions import REPOSITORY
from harness.host import apt
from tests.support.postgresql_versions import BIN, make_compatible

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

SCRIPT = REPOSITORY / "nix/packages/upgrade-postgres.sh"
SUITES = ("forky", "trixie")  # 18 and 17
PACKAGES = ("postgresql-17", "postgresql-18", "systemd", "util-linux")
VARIABLES = {
    "OLD_BIN": BIN.format(17),
    "OLD_DATA": "/var/lib/postgresql/old",
    "NEW_BIN": BIN.format(18),
    "NEW_DATA": "/var/lib/postgresql/new",
}
FILL = """
CREATE TABLE customer AS
SELECT id, 'Ünal ' || id AS name, id / 7.0 AS balance, to_tsvector('simple', 'a b ' || id) AS search
FROM generate_series(1, 20000) AS id;
CREATE INDEX ON customer USING gin (search);
"""
DIGEST = "SELECT md5(string_agg(customer::text, chr(10) ORDER BY id)) FROM customer"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Debian with both versions."""
    if os.geteuid() != 0:
        pytest.skip("a tree of Debian needs root")
    apt.install(("mmdebstrap",))
    root = tmp_path_factory.mktemp("debian") / "root"
    sources = [f"deb {apt.mirror()} {suite} main" for suite in SUITES]
    # the mirror of a suite in the making may be older than it says it may be
    options = [*apt.transport_options(), 'Acquire::Check-Valid-Until "false"']
    command = ["mmdebstrap", "--variant=apt", "--mode=root", f"--include={','.join(PACKAGES)}"]
    command += [f"--aptopt={option}" for option in options]
    subprocess.run([*command, SUITES[0], root, *sources], check=True, capture_output=True)
    make_compatible(root)
    return root


def inside(tree: Path, script: str) -> str:
    """Return what a script says in the tree, in namespaces of its own."""
    namespaces = ("--mount", "--pid", "--fork", "--kill-child", "--net")
    command = ["unshare", *namespaces, f"--root={tree}", "--mount-proc", "bash", "-euo", "pipefail"]
    environment = {
        "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
        "LC_ALL": "C.UTF-8",
        "SYSTEMD_IN_CHROOT": "1",  # no unit runs in here: systemctl has nothing to stop
        **VARIABLES,
    }
    done = subprocess.run(
        command, input=script, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


def digest(tree: Path, data: str, version: str, statements: str = "") -> str:
    """Return the digest of the rows in $`data` by a version of PostgreSQL, after `statements`."""
    control = f"runuser --user=postgres -- {BIN.format(version)}/pg_ctl --silent --wait -D ${data}"
    lines = [
        "cd /",
        "install --directory --owner=postgres /var/run/postgresql",
        f"{control} -l /tmp/log start",
        "runuser --user=postgres -- psql -XAtq -v ON_ERROR_STOP=1 postgres <<'SQL'",
        f"{statements}{DIGEST};",
        "SQL",
        f"{control} stop",
    ]
    return inside(tree, "\n".join(lines)).strip()


@pytest.fixture(params=["", "--data-checksums"], ids=["without checksums", "with checksums"])
def before(request: pytest.FixtureRequest, tree: Path) -> str:
    """The digest of a cluster of 17."""
    initdb = f'"$OLD_BIN/initdb" {request.param} --encoding=UTF8 --pgdata="$OLD_DATA"'
    inside(tree, 'rm -rf "$OLD_DATA" "$NEW_DATA"')
    inside(tree, f"cd /; runuser --user=postgres -- {initdb}")
    return digest(tree, "OLD_DATA", "17", FILL)


def test_upgraded_data_has_the_same_digest(tree: Path, before: str) -> None:
    said = inside(tree, SCRIPT.read_text())
    assert f"{VARIABLES['NEW_DATA']} has the data." in said
    assert inside(tree, 'cat "$NEW_DATA/PG_VERSION"').strip() == "18"
    assert digest(tree, "NEW_DATA", "18") == before


def test_failed_upgrade_leaves_the_old_data(tree: Path, before: str) -> None:
    spoilt = SCRIPT.read_text().replace('"$NEW_BIN/pg_upgrade" --username', "false --username")
    with pytest.raises(subprocess.CalledProcessError) as failed:
        inside(tree, spoilt)
    assert "The upgrade failed: the old version runs again" in failed.value.stderr
    assert inside(tree, 'ls "$(dirname "$NEW_DATA")"').split().count("new") == 0
    assert digest(tree, "OLD_DATA", "17") == before
