"""Statistics of results: a sample is one session."""
