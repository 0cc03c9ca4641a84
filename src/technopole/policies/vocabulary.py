"""The words that rows of policies may use."""

LEVELS = ("national", "municipal", "area")
INSTRUMENTS = ("finance", "research", "talent", "international_cooperation")
SUBJECTS = ("enterprise", "person", "contract", "organisation", "area")
