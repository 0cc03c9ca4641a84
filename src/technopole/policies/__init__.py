"""Policies of the centre and of those above it."""
