"""Measuring on a host: sessions, rounds, and what is read around each load."""
