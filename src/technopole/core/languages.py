"""The languages of the portal."""

from django.conf import settings


def spoken(chosen: str | None) -> str:
    """The language that somebody chose if the portal speaks it, otherwise its own."""
    return chosen if chosen and chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
