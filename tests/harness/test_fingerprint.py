"""What is measured has a digest; sessions of different ones are not pooled."""

from __future__ import annotations

import pytest

from harness.conditions import conditions
from harness.measuring import fingerprint


@pytest.mark.parametrize("name", ["timeout", "garbage_collection", "connections"])
def test_generator_is_part_of_what_is_measured(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint.measured_digest()
    generator = conditions().generator.model_copy(update={name: 7})
    changed = conditions().model_copy(update={"generator": generator})
    monkeypatch.setattr(fingerprint, "conditions", lambda: changed)
    assert fingerprint.measured_digest() != before
