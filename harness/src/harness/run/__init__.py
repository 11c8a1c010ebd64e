"""Measuring: rounds on a host, with k6 as the load."""
