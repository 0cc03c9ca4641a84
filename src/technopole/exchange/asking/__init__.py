"""The pages by which people search the exchange, describe what they need, and compare what they found."""
