"""What the report says, in the language that is active: every sentence and number computed from the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.accounts import policy
from technopole.core.models import Change
from technopole.observatory import (
    charts,
    lists,
    outlook_page,
    outlook_words,
    scoreboard,
    scoreboard_words,
    thresholds,
    units,
    words,
)
from technopole.observatory.models import Observation
from technopole.observatory.queries import Standing
from technopole.observatory.report import strengths
from technopole.observatory.scoreboard import Row
from technopole.pages import display
from technopole.pages.charts import legend
from technopole.pages.drawing import ChartError, render_many
from technopole.pages.texts import in_both

SIDE_BY_SIDE = 12
"""From so many rows on, a table of values stands in two halves."""


class Sources:
    """The addresses that the report cites, numbered in the order in which they are cited first."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def cite(self, url: str) -> int | None:
        return self._numbers.setdefault(url, len(self._numbers) + 1) if url else None

    def listed(self) -> list[dict[str, Any]]:
        return [{"number": number, "url": url} for url, number in self._numbers.items()]


def content(known_by: int | None = None, rows: Sequence[Row] | None = None) -> dict[str, Any]:
    """The report in the active language, as known by the end of a year or now. Cost: some queries, and the drawings."""
    language = display.short_language(get_language())
    found = list(scoreboard.rows(known_by)) if rows is None else list(rows)
    sources = Sources()
    board = [_board_row(row, sources) for row in found]
    for cells, drawing in zip(board, _small(found), strict=True):
        cells["svg"] = drawing
    pages = [_page(row, sources, known_by) for row in found]
    for page, drawing in zip(pages, _large(found), strict=True):
        page["svg"] = drawing
    centre = policy.centre_words("name")
    return {
        "short": language,
        "lang": "zh-Hans" if language == "zh" else "en",
        "centre": display.choose(centre, language).text or "Technopole",
        "demo": policy.is_demo_centre(),
        "today": display.partial_date(timezone.localdate(), language),
        "known_by": display.partial_date(str(known_by), language) if known_by else "",
        "versions": _versions(found, known_by),
        "summary": scoreboard_words.summary(found),
        "board": board,
        "pages": pages,
        "strengths": [] if known_by else strengths.sections(),
        "thresholds": thresholds.tables(),
        "coverage": _coverage(found),
        "sources": sources.listed(),
    }


def _board_row(row: Row, sources: Sources) -> dict[str, Any]:
    cells = scoreboard_words.cells(row)
    for name in ("baseline", "latest", "target"):
        if cells[name]:
            cells[name]["cited"] = sources.cite(cells[name]["source"])
    return cells


def _page(row: Row, sources: Sources, known_by: int | None) -> dict[str, Any]:
    """One indicator's page."""
    found, indicator, language = row.found, row.indicator, get_language() or "en"
    latest = found.latest
    rows = [_value(said, found, sources) for said in _said(found)]
    half = -(-len(rows) // 2) if len(rows) >= SIDE_BY_SIDE else len(rows)
    points = [*charts.headline_points(found, language), *charts.other_points(found, language)]
    return {
        "key": indicator.key,
        "number": indicator.core,
        "name": in_both(indicator, "name"),
        "definition": in_both(indicator, "definition"),
        "method": in_both(indicator, "method"),
        "unit": units.words(indicator, language),
        "place": lists.place_name(found.place) if found.place else "",
        "synthetic": indicator.synthetic,
        "status": words.badge(found) if found.target else None,
        "latest": {
            "text": words.stated(latest.headline, indicator), "period": latest.period,
            "mark": words.mark(latest.headline), "status": words.STATUSES[latest.headline.status],
        } if latest else None,
        "sentences": words.standing(found),
        # a note may speak of what came later
        "note": in_both(indicator, "note") if known_by is None else {},
        "chance": outlook_words.percent(row.chance) if row.chance is not None else "",
        "outlook": outlook_words.sentences(found, row.outlook, row.pace),
        "trust": outlook_words.trust(row.outlook),
        "coming": outlook_page.coming(row),
        "judged": [outlook_words.judged(one) for one in row.judged],
        "base_note": outlook_words.base_note(row.judged[0], indicator),
        "legend": legend(points, language),
        "tables": [part for part in (rows[:half], rows[half:]) if part],
        "disagree": any(point.conflicting for point in found.points),
    }  # fmt: skip


def _said(found: Standing) -> list[Observation]:
    """Each period's figure, the latest first, and after it the others that differ from it."""
    return [row for point in reversed(found.points) for row in (point.headline, *point.conflicting)]


def _value(said: Observation, found: Standing, sources: Sources) -> dict[str, Any]:
    headline = next(point.headline for point in found.points if point.period == said.period)
    return {
        "period": said.period,
        "text": words.stated_short(said, found.indicator),
        "status": words.STATUSES[said.status],
        "headline": said is headline,
        "cited": [number for url in said.sources if (number := sources.cite(url))],
        "synthetic": said.synthetic,
    }


def _small(found: Sequence[Row]) -> list[str]:
    outlooks = {row.indicator.key: row.outlook for row in found}
    cache = settings.HOME / "cache" / "charts"
    try:
        return charts.small_multiples([row.found for row in found], get_language() or "en", cache, outlooks)
    except ChartError:
        return [""] * len(found)


def _large(found: Sequence[Row]) -> list[str]:
    """The charts of the pages; those not drawn before are made together."""
    language = get_language() or "en"
    specs = [charts.line(row.found, language, outlook=row.outlook, height=230) for row in found]
    named = [
        (display.choose(in_both(row.indicator, "name"), language).text, " ".join(words.standing(row.found)))
        for row, spec in zip(found, specs, strict=True)
        if spec is not None
    ]
    wanted = [spec for spec in specs if spec is not None]
    try:
        drawn = iter(render_many(wanted, settings.HOME / "cache" / "charts", named))
    except ChartError:
        return [""] * len(found)
    return [next(drawn) if spec is not None else "" for spec in specs]


def _coverage(found: Sequence[Row]) -> dict[str, Any]:
    """How far the intervals can be trusted, for those that there are; and the names of the others."""
    language = get_language()
    names = [
        display.choose(in_both(row.indicator, "name"), language).text for row in found if not row.outlook.coming
    ]  # fmt: skip
    return {
        "rows": [
            {
                "name": in_both(row.indicator, "name"),
                "text": outlook_words.coverage(row.outlook.tried),
                "stands_on": _("%(years)s years, %(places)s places") % {
                    "years": row.outlook.years, "places": row.outlook.places,
                },
            }
            for row in found if row.outlook.coming
        ],
        "without": display.listed(names, language),
    }  # fmt: skip


def _versions(found: Sequence[Row], known_by: int | None) -> list[dict[str, Any]]:
    """What the report was made from: how many statements, the latest of them, and the lake's datasets."""
    language = get_language()
    said = [
        row for each in found for point in each.found.points for row in (point.headline, *point.others)
    ]  # fmt: skip
    number = display.number(len(said), language)
    told = [{"label": _("Figures of the core indicators in this report"), "text": number}]
    published = max((row.published_on for row in said if row.published_on), default=None)
    if published is not None:
        told.append({"label": _("Latest of them published"), "text": display.partial_date(published, language)})
    if known_by is None:
        changed = Change.objects.order_by("-id").values_list("at", flat=True).first()
        if changed is not None:
            when = display.partial_date(timezone.localtime(changed).date(), language)
            told.append({"label": _("Store last changed"), "text": when})
        told += strengths.datasets()
    return told
