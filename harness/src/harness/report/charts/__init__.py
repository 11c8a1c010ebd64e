"""The charts: each function takes values and returns how they are drawn at a given width."""
