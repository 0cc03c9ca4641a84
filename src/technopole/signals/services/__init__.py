"""Writes: what people follow, what of the history matches it, digests, webhooks."""
