"""What the experiment `framework` measures answers as the service does, without one hook or all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support import services

HOOKS = ("CONTROLLERS", "MIDDLEWARE", "POOL", "SERVER", "THREADS")


@pytest.mark.parametrize("optimizations", ["none", "six,-cache"])
@pytest.mark.parametrize(
    "hooks", [HOOKS, *(pytest.param([each], marks=pytest.mark.slow, id=each) for each in HOOKS)]
)
def test_stock_platform_reads_and_writes(
    runtime: Path,
    optimized_database: str,  # noqa: ARG001
    hooks: Sequence[str],
    optimizations: str,
) -> None:
    stock = {f"PLATFORM_{name}": "stock" for name in hooks}
    variables = services.environment("optimized", runtime, OPTIMIZATIONS=optimizations, **stock)
    with (
        services.running("optimized", variables, runtime / "stock.log") as service,
        service.client(Authorization=f"Bearer {services.API_TOKEN}") as client,
    ):
        known = client.get("/api/customers?page_size=1").json()["results"][0]
        draft = known | {"email": "stock@example.org", "national_id": "999999999999"}
        draft |= {"city_id": known["city"]["id"], "company_id": known["company"]["id"]}
        created = client.post("/api/customers", json=draft)
        assert created.status_code == 201, created.text
        path = f"/api/customers/{created.json()['id']}"
        assert client.patch(path, json={"last_name": "Stock"}).json()["last_name"] == "Stock"
        assert client.get(path).json()["email"] == "stock@example.org"
        deleted = client.delete(path)
        assert (deleted.status_code, deleted.content) == (204, b"")
        assert client.get(path).status_code == 404
