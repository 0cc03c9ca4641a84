"""Trials of things shown: asked for, agreed to by the maker, done, and published where both sides consent."""
