"""Many connections that ask at once, each again as soon as it has its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

import uvloop

from tests.benchmarks.answers import Answer, Client, parse, request


@dataclass(frozen=True, slots=True)
class Question:
    """A request as it is sent, and the body of the right answer."""

    sent: bytes
    body: bytes


def questions(client: Client, paths: Iterable[str]) -> list[Question]:
    """Return the requests for these paths, with the client's answers as the right ones."""
    sent = [request("GET", client.host, path) for path in paths]
    return [Question(each, client.ask(each).body) for each in sent]


@dataclass(slots=True)
class Tally:
    """Right answers, and the others by what they were."""

    right: int
    wrong: dict[str, int]


class _Load:
    """Hands out the questions in turn, and counts the answers until its time is over."""

    def __init__(self, questions: Sequence[Question], *, once: bool) -> None:
        self._questions = questions
        self._once = once
        self._asked = 0
        self.over = False
        self.tally = Tally(0, {})

    def next(self) -> Question | None:
        """Return the next question, or None if there are to be no more."""
        self.over |= self._once and self._asked == len(self._questions)
        if self.over:
            return None
        self._asked += 1
        return self._questions[self._asked % len(self._questions)]

    def count(self, question: Question, answer: Answer) -> None:
        """Count an answer."""
        if answer.status == 200 and answer.body == question.body:
            self.tally.right += 1
        else:
            self.count_wrong(str(answer.status))

    def count_wrong(self, what: str) -> None:
        """Count what was no right answer."""
        self.tally.wrong[what] = self.tally.wrong.get(what, 0) + 1

    def end(self) -> None:
        """Let each connection end after the answer that it waits for."""
        self.over = True


class _Connection(asyncio.Protocol):
    """Asks and waits in turn until the load is over or the server closes."""

    def __init__(self, load: _Load) -> None:
        self._load = load
        self._question: Question | None = None
        self.closed = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask the first question."""
        self._transport = cast(asyncio.Transport, transport)
        self._ask()

    def data_received(self, data: bytes) -> None:
        """Ask the next question once the answer is whole."""
        self._received += data
        answer = parse(self._received)
        if answer is None or self._question is None:
            return
        self._load.count(self._question, answer)
        self._question = None
        if not answer.closes:
            self._ask()

    def connection_lost(self, _: Exception | None) -> None:
        """Tell who waits."""
        if self._question:
            self._load.count_wrong("broken off")
        self.closed.set_result(None)

    def _ask(self) -> None:
        self._received = b""
        self._question = self._load.next()
        if self._question:
            self._transport.write(self._question.sent)
        else:
            self._transport.close()


async def _user(load: _Load, host: str, port: int) -> None:
    """Ask over one connection after the other: some servers close after each answer."""
    loop = asyncio.get_running_loop()
    while not load.over:
        _, connection = await loop.create_connection(lambda: _Connection(load), host, port)
        await connection.closed


async def _run(load: _Load, url: str, connections: int, seconds: float) -> None:
    parts = urlsplit(url)
    asyncio.get_running_loop().call_later(seconds, load.end)
    async with asyncio.TaskGroup() as users:
        for _ in range(connections):
            users.create_task(_user(load, parts.hostname or "", parts.port or 80))


def run(
    url: str, questions: Sequence[Question], connections: int, seconds: float, *, once: bool = False
) -> Tally:
    """Ask for `seconds`, or each question `once`, and return once all are answered."""
    load = _Load(questions, once=once)
    uvloop.run(_run(load, url, connections, seconds))
    return load.tally
