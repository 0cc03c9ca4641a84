"""The report as HTML that is whole in itself: style and drawings inside, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import mark_safe

from technopole.core import clock
from technopole.core.errors import TechnopoleError
from technopole.observatory import scoreboard
from technopole.observatory.report.content import content
from technopole.observatory.scoreboard import Row

LANGUAGES = {"en": ("en",), "zh": ("zh-hans",), "both": ("en", "zh-hans")}
FIRST_YEAR = 1900
_STYLE = Path(__file__).parents[1] / "static" / "observatory" / "report.css"


def report(language: str = "both", known_by: int | None = None) -> str:
    """The report in a language, or in both with a switch between them; as known by the end of a year, or now.

    Raises `TechnopoleError` where there is nothing to report: no core indicator, or no figure of one known then.
    Cost: a second or two, the drawings of a first time more.
    """
    return document(language, _rows(known_by), known_by)


def document(language: str, rows: Sequence[Row], known_by: int | None = None, paged: bool = False) -> str:
    """The HTML. `paged` is for paper: both languages one after the other, without a switch."""
    parts = []
    for each in LANGUAGES[language]:
        with translation.override(each):
            parts.append(content(known_by, rows))
    with translation.override(LANGUAGES[language][0]):
        context = {"parts": parts, "style": mark_safe(_STYLE.read_text(encoding="utf-8")), "paged": paged}
        return render_to_string("observatory/report/report.html", context)


def pair(language: str, known_by: int | None = None) -> tuple[str, str]:
    """The HTML to read, and the HTML to print."""
    rows = _rows(known_by)
    return document(language, rows, known_by), document(language, rows, known_by, paged=True)


def _rows(known_by: int | None) -> list[Row]:
    this_year = clock.today().year
    if known_by is not None and not FIRST_YEAR <= known_by <= this_year:
        raise TechnopoleError(
            f"A report cannot tell what was known in {known_by}.", hint=f"Give a year from {FIRST_YEAR} to {this_year}."
        )
    rows = scoreboard.rows(known_by)
    if not rows:
        raise TechnopoleError(
            "There is no core indicator to report on.",
            hint="Give indicators their numbers (`core: 1`) in the centre's folder, and load it.",
        )
    if known_by is not None and not any(row.found.points for row in rows):
        raise TechnopoleError(
            f"No figure of a core indicator was known by the end of {known_by}.", hint="Give a later year."
        )
    return rows
