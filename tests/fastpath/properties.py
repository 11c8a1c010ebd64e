"""How properties are tested of what PostgreSQL answers."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# the fixtures keep nothing of an example
property_test = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
