"""k6 for real, which asks for what there is in the rows of the tests."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.load import k6
from harness.load.series import Series
from tests.support import rows, services


@dataclass(frozen=True, slots=True)
class Bench:
    """k6 and what it needs to know of the rows that both services serve."""

    program: Path
    data: dict[str, Any]
    directory: Path

    def file(self, terms: Mapping[str, list[str]] = {}) -> str:
        """Write the file of what is asked for, with other terms for some kinds."""
        file = self.directory / "customers.json"
        file.write_text(json.dumps({**self.data, "terms": {**self.data["terms"], **terms}}))
        return str(file)

    def run(
        self,
        url: str,
        load: k6.Scenario,
        terms: Mapping[str, list[str]] = {},
        on_line: Callable[[Series], None] = lambda _: None,
        /,
        **changes: str,
    ) -> k6.Outcome:
        """Put a load on a service, with other terms and changes of the environment."""
        target = k6.Target(url, services.API_TOKEN, rows.CUSTOMERS)
        environment = {**k6.variables(load, target, 30), "DATA": self.file(terms), **changes}
        return k6.run_k6(self.program, load.name, environment, on_line)
