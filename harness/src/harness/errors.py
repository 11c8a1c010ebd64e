"""Failures that the user can fix."""


class BenchError(Exception):
    """What happened, why, and what to do, in a sentence for the user. Shown without a traceback."""
