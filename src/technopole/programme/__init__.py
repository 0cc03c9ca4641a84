"""Events, facilities and the showcase of the centre."""
