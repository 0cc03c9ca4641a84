"""The whole register at once, and what changed in it since."""
