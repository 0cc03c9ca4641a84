"""Indicators, and the dated, sourced observations they are made of."""
