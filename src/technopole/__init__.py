"""Technopole runs and measures a science-and-technology innovation centre."""

__version__ = "0.1.0"
