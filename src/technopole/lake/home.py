"""Where this home's lake lies."""

from pathlib import Path

from django.conf import settings


def folder() -> Path:
    """The folder of the lake. It need not exist yet."""
    return Path(settings.HOME) / "lake"
