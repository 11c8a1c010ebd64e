"""Serving the API without stock Django's machinery."""
