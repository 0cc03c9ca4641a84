"""Exports of official registers into the register of this centre: planned without writing, then loaded."""
