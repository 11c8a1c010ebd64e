"""Keeps the frequencies that the search decides by up to date."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path

from optimized.customers.application.errors import UnavailableError
from optimized.fastpath.postgresql.database import Database, Statement
from optimized.fastpath.reading.frequencies import Frequencies
from optimized.fastpath.reading.fulltext import FullTextSearch

STATISTICS = Statement((Path(__file__).parents[1] / "sql" / "search_statistics.sql").read_text())
REFRESH_SECONDS = 60  # a load ends with ANALYZE while the service may be running


class Statistics:
    """Reads what ANALYZE found out, at the start and then in the background."""

    def __init__(self, database: Database, search: FullTextSearch) -> None:
        self._database = database
        self._search = search

    async def open(self) -> None:
        """Read them for the first time. Raises UnavailableError."""
        await self._read()
        self._task = asyncio.create_task(self._refresh())

    async def close(self) -> None:
        """Read them no more."""
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _refresh(self) -> None:
        while True:
            await asyncio.sleep(REFRESH_SECONDS)
            with contextlib.suppress(UnavailableError):
                await self._read()

    async def _read(self) -> None:
        ((common, phones, customers, last_names),) = await self._database.fetch(STATISTICS)
        self._search.frequencies = Frequencies(
            json.loads(common), json.loads(phones), float(customers), json.loads(last_names)
        )
