"""Hooks that run in gunicorn's parent, and what a worker inherits of it."""

from __future__ import annotations

import atexit
import os
import signal
import time

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from supervision import metrics
from supervision.metrics.slots import Slots, forget_gauges
from supervision.systemd import Systemd

WATCHDOG_SECONDS = 0.9  # less than gunicorn waits by itself, so that this sets its pace
READY_SECONDS = 0.1  # between two looks at workers that are starting
SETTLED_SECONDS = 30.0  # a worker that dies younger than that is part of a crash loop
FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 15.0


class Parent:
    """Reports the state of all workers to systemd, and slows crash loops down."""

    def __init__(self) -> None:
        self._systemd: Systemd | None = None
        self._starting = True
        self._deaths = 0
        # When each worker's life begins, pauses included, by its `age`: gunicorn's serial number.
        self._births: dict[int, float] = {}
        self._slots = Slots()

    def on_starting(self, _server: Arbiter) -> None:
        """Take systemd's socket away from gunicorn, which says READY=1 before it has workers."""
        if address := os.environ.pop("NOTIFY_SOCKET", None):
            self._systemd = Systemd(address)
        forget_gauges()  # of workers that nobody waited for

    def when_ready(self, server: Arbiter) -> None:
        """Begin to report.

        A timer's signal and no thread: it stops with the parent's main thread, and forks are safe.
        """
        signal.signal(signal.SIGALRM, lambda *_: self._report(server))
        atexit.register(signal.setitimer, signal.ITIMER_REAL, 0)  # Python takes its handler away
        signal.setitimer(signal.ITIMER_REAL, READY_SECONDS)

    def on_reload(self, _server: Arbiter) -> None:
        """Report that the workers are about to be replaced."""
        self._notify(f"RELOADING=1\nMONOTONIC_USEC={time.monotonic_ns() // 1000}")
        self._starting = True
        signal.setitimer(signal.ITIMER_REAL, READY_SECONDS)

    def pre_fork(self, _server: Arbiter, worker: Worker) -> None:
        """Let the worker's life, and so gunicorn's timeout, begin after the pause that is due."""
        pause = self._pause()
        if pause:
            worker.log.warning(
                "%d workers died within %.0f s of their start: the next one starts in %.1f s",
                *(self._deaths, SETTLED_SECONDS, pause),
            )
        birth = time.monotonic() + pause
        os.utime(worker.tmp.fileno(), (birth, birth))
        self._births[worker.age] = worker.tmp.last_update()
        self._slots.take(worker.age)

    def post_worker_init(self, worker: Worker) -> None:
        """Let the worker, which this runs in, count its requests."""
        metrics.instrument(worker, self._slots[worker.age])

    def child_exit(self, server: Arbiter, worker: Worker) -> None:
        """Count deaths in a row that leave a gap. Workers that a reload replaced leave none."""
        birth = self._births.pop(worker.age)
        self._slots.free(worker.age)
        if len(server.WORKERS) < server.num_workers:
            young = time.monotonic() - birth < SETTLED_SECONDS
            self._deaths = self._deaths + 1 if young else 0

    def _pause(self) -> float:
        if not self._deaths:
            return 0.0
        return min(FIRST_PAUSE_SECONDS * 2.0 ** (self._deaths - 1), LONGEST_PAUSE_SECONDS)

    def _report(self, server: Arbiter) -> None:
        if self._starting and self._all_serve(server):
            self._starting = not self._notify("READY=1")
        self._notify("WATCHDOG=1")
        signal.setitimer(signal.ITIMER_REAL, READY_SECONDS if self._starting else WATCHDOG_SECONDS)
        # gunicorn waits with a timeout, which CPython forgets if a signal comes as it runs out.
        server.wakeup()

    def _all_serve(self, server: Arbiter) -> bool:
        """Tell whether the newest workers, as many as there should be, have sent a heartbeat.

        gunicorn's workers send the first when they begin to accept.
        """
        newest = sorted(server.WORKERS.values(), key=lambda worker: worker.age)
        newest = newest[-server.num_workers :]
        return len(newest) == server.num_workers and all(
            worker.tmp.last_update() > self._births[worker.age] for worker in newest
        )

    def _notify(self, state: str) -> bool:
        return self._systemd is None or self._systemd.notify(state)
