"""What every page knows: the centre it is of."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from technopole.centre import current
from technopole.centre.reading import LAND


def centre(request: HttpRequest) -> dict[str, Any]:
    """`centre`: names, tagline, texts, place of its map, whether it is a demonstration."""
    here = current.centre()
    land = Path(settings.HOME) / LAND
    return {
        "centre": {
            "id": here.id,
            "names": _text(here.name_en, here.name_zh),
            "tagline": _text(here.tagline_en, here.tagline_zh),
            "about": _text(here.about_en, here.about_zh),
            "area": _text(here.area_en, here.area_zh),
            "contact_name": here.contact_name,
            "contact_email": here.contact_email,
            "latitude": here.latitude,
            "longitude": here.longitude,
            "zoom": here.zoom,
            "demo": here.demo,
            "synthetic": here.synthetic,
            "land_url": reverse("land") if land.is_file() else "",
        }
    }


def _text(en: str, zh: str) -> dict[str, str]:
    return {language: text for language, text in (("en", en), ("zh", zh)) if text}
