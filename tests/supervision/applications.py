"""Applications that misbehave, run under the services' own configurations of gunicorn.

TOKENS names a directory: a worker starts once it has taken a file `start…` from it. It lays down a
file `begun…` for a request to /slow, and answers that once it has taken a file `answer…`. With
DOOMED set, a worker dies right after its start.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

POLL_SECONDS = 0.02


def take(kind: str) -> bool:
    """Take a token of `kind`, unless there is none."""
    for token in Path(os.environ["TOKENS"]).glob(f"{kind}*"):
        try:
            token.unlink()
        except FileNotFoundError:  # another worker has it
            continue
        return True
    return False


def give(tokens: Path, kind: str, count: int = 1) -> None:
    """Lay down tokens."""
    for _ in range(count):
        os.close(tempfile.mkstemp(prefix=kind, dir=tokens)[0])


def begin() -> None:
    """Wait for a token; be doomed, if so asked."""
    while not take("start"):
        time.sleep(POLL_SECONDS)
    if "DOOMED" in os.environ:
        threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGKILL)).start()


def hang() -> None:
    """Block the thread that serves."""
    time.sleep(600)


def misbehave(path: str) -> None:
    """Do what a request to /log, /hang or /slow is for, but for the wait of the last."""
    if path == "/log":
        logging.getLogger("application").warning("something odd")
    if path == "/hang":
        hang()
    if path == "/slow":
        give(Path(os.environ["TOKENS"]), "begun")


def wsgi(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    """Answer as a synchronous application."""
    misbehave(environ["PATH_INFO"])
    while environ["PATH_INFO"] == "/slow" and not take("answer"):
        time.sleep(POLL_SECONDS)
    start_response("200 OK", [("Content-Length", "0")])
    return [b""]


async def asgi(
    scope: MutableMapping[str, Any],
    receive: Callable[[], Awaitable[MutableMapping[str, Any]]],
    send: Callable[[MutableMapping[str, Any]], Awaitable[None]],
) -> None:
    """Answer as an asynchronous application."""
    if scope["type"] == "lifespan":
        await receive()
        await asyncio.to_thread(begin)
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    misbehave(scope["path"])
    while scope["path"] == "/slow" and not take("answer"):  # noqa: ASYNC110 - of other processes
        await asyncio.sleep(POLL_SECONDS)
    headers = [(b"content-length", b"0")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def make_wsgi() -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """Start the synchronous application."""
    begin()
    return wsgi
