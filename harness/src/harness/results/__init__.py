"""What a run leaves: its values, its conditions, its statistics."""
