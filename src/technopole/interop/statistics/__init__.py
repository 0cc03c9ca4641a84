"""Indicators as statisticians exchange them: SDMX-CSV, SDMX-JSON, SDMX structures, JSON-stat.

`flows` says what there is, `tables` reads it, `sdmx`, `structures` and `json_stat` write it.
"""
