"""The world's protocols, outward: what other programs already speak, answered from this centre's registers."""
