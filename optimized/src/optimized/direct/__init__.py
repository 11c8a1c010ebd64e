"""Serving reads without stock Django's machinery."""
