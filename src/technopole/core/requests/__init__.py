"""The request every part shares: apply, review (several advise), decide (one person)."""
