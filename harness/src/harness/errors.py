"""Failures that the user can mend."""

from __future__ import annotations


class BenchError(Exception):
    """One sentence for the user: what is wrong and what to do. Shown without a traceback."""
