"""Django's backend for PostgreSQL, in which nobody waits for a server that is known to be away."""
