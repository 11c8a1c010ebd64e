"""Reads without the framework; it can be deleted: see docs/optimizations/fastpath.md."""
