from __future__ import annotations

import signal
from threading import Event, Thread, get_ident

import pytest

from dataset.workers import interrupts_held


def test_interrupt_while_a_process_starts_is_raised_once_it_has() -> None:
    starting, started = Event(), False

    def take_the_signal() -> None:
        starting.wait()
        signal.pthread_kill(get_ident(), signal.SIGINT)

    thread = Thread(target=take_the_signal)
    thread.start()  # before the block: what it starts blocks the signal
    with pytest.raises(KeyboardInterrupt), interrupts_held():  # noqa: PT012 - the order is the case
        starting.set()
        thread.join()
        started = True
    assert started
