"""The specialisation map: what a place is good at, and what is near to it."""
