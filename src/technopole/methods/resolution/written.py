"""Tables written by hand that ship with the package: a key, a tab, and the rest of the line."""

from __future__ import annotations

from importlib import resources


def rows(name: str) -> dict[str, str]:
    """{key: rest of the line} in the order of the file `name`; lines that begin with # say something about it."""
    lines = (resources.files(__package__) / name).read_text("utf-8").splitlines()
    parted = (line.partition("\t") for line in lines if line and not line.startswith("#"))
    return {key: rest for key, _, rest in parted}
