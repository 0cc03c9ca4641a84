"""Which records of organisations mean the same organisation: candidates, evidence, and a score. Pure: no store."""
