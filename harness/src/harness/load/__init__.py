"""Load generators: k6 for the scenarios, wrk for lists of paths."""
