"""The peers answer what the optimized service answers: else a ratio to them would say nothing.

django-bolt needs a newer Python than the oldest one supported here, so it is left to
`./bench limits`.
"""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.services import environment

PEERS = Path(__file__).with_name("peers")
READY_SECONDS = 30


def _wait(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            client.get("/customers/1")
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"{process.args!r} does not answer")


@pytest.fixture(scope="module", params=["with_fastapi", "with_litestar"])
def peer(
    request: pytest.FixtureRequest,
    runtime: Path,
    optimized_database: str,  # noqa: ARG001
) -> Iterator[httpx.Client]:
    """A client of a peer on the optimized service's database."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "uvicorn", f"--app-dir={PEERS}", "--no-access-log"),
                *(f"--fd={listener.fileno()}", f"{request.param}:application"),
            ],
            env=environment("optimized", runtime, WEB_CONCURRENCY="1"),
            pass_fds=[listener.fileno()],
        )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            _wait(client, process)
            yield client
    finally:
        process.terminate()
        process.wait(READY_SECONDS)


def answer(client: httpx.Client, path: str) -> Any:
    """Return what is answered; the peers leave the microseconds of a whole second out."""
    text = client.get(path).raise_for_status().text
    return json.loads(text.replace('.000000Z"', 'Z"'))


def test_a_peer_lists_the_same_customers(peer: httpx.Client, optimized: httpx.Client) -> None:
    ours = answer(optimized, "/api/customers")

    assert answer(peer, "/customers")["results"] == ours["results"]


def test_a_peer_leads_to_the_same_second_page(peer: httpx.Client, optimized: httpx.Client) -> None:
    ours = answer(optimized, answer(optimized, "/api/customers")["next"])

    theirs = answer(peer, answer(peer, "/customers")["next"])

    assert theirs["results"] == ours["results"]


def test_a_peer_shows_the_same_customer(peer: httpx.Client, optimized: httpx.Client) -> None:
    assert answer(peer, "/customers/7") == answer(optimized, "/api/customers/7")


def test_a_peer_has_no_page_after_the_last(peer: httpx.Client) -> None:
    assert answer(peer, "/customers?after=1000000") == {"next": None, "results": []}


def test_a_peer_says_404_where_no_customer_is(peer: httpx.Client) -> None:
    assert peer.get("/customers/1000000").status_code == 404
