"""Writes about people: roles, representation, tokens, leaving. Each is atomic, allowed by a rule, and recorded."""
