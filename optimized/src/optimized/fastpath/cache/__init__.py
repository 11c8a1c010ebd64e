"""Asynchronous readers of the cache; customers.infrastructure.cache explains its protocol."""
