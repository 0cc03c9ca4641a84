"""The parts of the observatory, as the tabs that stand on each of its pages."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

SECTIONS = (
    ("observatory:scoreboard", _("Scoreboard")),
    ("observatory:indicators", _("Indicators")),
    ("observatory:compare", _("Compare places")),
    ("observatory:composite", _("Composite index")),
    ("observatory:clusters", _("Clusters")),
    ("observatory:specialisation", _("Specialisation")),
    ("observatory:networks", _("Networks")),
    ("observatory:emerging", _("Emerging topics")),
)
"""(name of the address, title), in the order of the tabs."""


def tabs(current: str) -> list[dict[str, Any]]:
    """For components/tabs.html; `current` is the name of the address that the page belongs to."""
    return [{"label": title, "url": reverse(name), "current": name == current} for name, title in SECTIONS]
