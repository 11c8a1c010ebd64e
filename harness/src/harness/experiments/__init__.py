"""Experiments: what is measured, how often and in which order."""
