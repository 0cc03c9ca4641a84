"""A composite index from indicators and places that a reader chooses: its address, its working out, its page and files.

The methods are `technopole.methods.composite`; nothing is kept but the address, which holds every choice.
"""
