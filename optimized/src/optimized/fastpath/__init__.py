"""Reads without the framework; it can be deleted: see docs/optimizations/direct.md."""
