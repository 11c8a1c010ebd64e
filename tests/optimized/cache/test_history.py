"""The checker itself: it must find what it is there to find, and nothing else."""

from __future__ import annotations

from tests.optimized.cache.history import History, Read, Violation, Write


def read(started: int, **versions: int) -> Read:
    return Read(started, {int(item[1:]): version for item, version in versions.items()}, hit=True)


def test_an_answer_older_than_an_acknowledged_write_is_found() -> None:
    writes = [Write(1, version=2, ended=100)]
    assert History(writes, [read(101, i1=1)]).violations() == [Violation(1, seen=1, acknowledged=2)]


def test_an_old_answer_to_a_question_asked_before_the_acknowledgement_is_right() -> None:
    writes = [Write(1, version=2, ended=100)]
    assert not History(writes, [read(100, i1=1), read(99, i1=1)]).violations()


def test_an_answer_newer_than_any_acknowledgement_is_right() -> None:
    writes = [Write(1, version=2, ended=100)]
    assert not History(writes, [read(101, i1=3)]).violations()


def test_of_writes_acknowledged_out_of_order_the_newest_version_counts() -> None:
    writes = [Write(1, version=3, ended=100), Write(1, version=2, ended=200)]
    assert History(writes, [read(201, i1=2)]).violations() == [Violation(1, seen=2, acknowledged=3)]


def test_each_row_of_a_page_is_checked() -> None:
    writes = [Write(1, version=2, ended=100), Write(2, version=2, ended=100)]
    assert History(writes, [read(101, i1=2, i2=1)]).violations() == [Violation(2, 1, 2)]


def test_a_row_that_nobody_wrote_is_right_whatever_it_says() -> None:
    writes = [Write(1, version=2, ended=100)]
    assert not History(writes, [read(101, i7=1)]).violations()
