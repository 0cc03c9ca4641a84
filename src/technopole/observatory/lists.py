"""The list of indicators in groups, the core ones first; and the columns of a download of observations."""

from collections.abc import Iterable
from typing import Any

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.observatory import charts, queries, sections, words
from technopole.observatory.models import Indicator, Observation
from technopole.observatory.queries import Standing
from technopole.pages.export_columns import plain, text_columns
from technopole.pages.exports import ExportColumn
from technopole.pages.finding import containing
from technopole.pages.listing import Facet, Listing
from technopole.pages.texts import in_both
from technopole.registry import vocabulary


def link(indicator: Indicator) -> str:
    return reverse("observatory:indicator", args=[indicator.key])


def places() -> vocabulary.Texts:
    """{key: name in two languages} of the places that observations speak of."""
    return vocabulary.terms("place")


def place_name(key: str) -> Any:
    return places().get(key) or {"": key.replace("_", " ")}


def _find(rows: QuerySet[Indicator], text: str) -> QuerySet[Indicator]:
    names = ("name", "definition", "method")
    return containing(rows, text, "key", *(f"{name}_{language}" for name in names for language in ("en", "zh")))


def groups(request: HttpRequest, rows: QuerySet[Indicator]) -> dict[str, Any]:
    """The narrowed indicators in groups, each with its latest figure. Cost: two queries, however many there are."""
    standings = queries.standings(list(rows.order_by(F("core").asc(nulls_last=True), "group", "name_en", "pk")))
    order = ["core", *words.GROUPS]
    found: dict[str, list[dict[str, Any]]] = {}
    for standing in standings:
        key = "core" if standing.indicator.core else standing.indicator.group
        found.setdefault(key, []).append(_row(standing))
    known = [key for key in order if key in found] + sorted(set(found) - set(order))
    titles = {"core": _("Core indicators"), "": _("Others"), **words.GROUPS}
    return {
        "sections": sections.tabs("observatory:indicators"),
        "groups": [{"key": key, "title": titles.get(key, key.replace("_", " ")), "rows": found[key]} for key in known],
    }


def _row(standing: Standing) -> dict[str, Any]:
    indicator, latest, wanted = standing.indicator, standing.latest, standing.target
    by_part = _("by part") if indicator.measure.get("total") is False else ""
    return {
        "name": in_both(indicator, "name"),
        "url": link(indicator),
        "place": place_name(standing.place) if standing.place else "",
        "value": words.stated(latest.headline, indicator) if latest else by_part,
        "mark": words.mark(latest.headline) if latest else "",
        "period": latest.period if latest else "",
        "target": words.dated(words.target(wanted, indicator), indicator.target.get("period", "")) if wanted else "",
        "status": words.badge(standing) if wanted else None,
        "line": charts.sparkline(standing, get_language() or "en"),
    }


indicators = Listing(
    name="indicators",
    title=_("Indicators"),
    intro=_("Where this centre stands: each figure with its date, its sources, and the distance to its target."),
    rows=lambda request: Indicator.objects.all(),
    columns=[],
    export=[
        *plain("uid", "key"),
        *plain("core", type="integer"),
        *text_columns("name", "definition"),
        ExportColumn("unit", lambda row: row.unit.get("id", "")),
        *plain("direction", "place", "group", "frequency"),
        ExportColumn("baseline_period", lambda row: row.baseline.get("period")),
        ExportColumn("baseline_value", lambda row: row.baseline.get("value")),
        ExportColumn("target_period", lambda row: row.target.get("period")),
        ExportColumn("target_operator", lambda row: row.target.get("operator")),
        ExportColumn("target_value", lambda row: row.target.get("value")),
        *plain("sources"),
    ],
    link=link,
    facets=[
        Facet(
            "group",
            _("Group"),
            "group",
            lambda values: {value: words.GROUPS.get(value, value.replace("_", " ")) for value in values},
        ),
        Facet("place", _("Place"), "place", vocabulary.labels(places)),
    ],
    search=_find,
    order=("key",),
    template="observatory/indicators.html",
    extra=groups,
)

OBSERVATION_COLUMNS = [
    *plain("uid", "indicator", "place", "period"),
    *plain("period_start", "period_end"),
    ExportColumn("value", lambda row: row.number, "number"),
    *plain("stated", "unit", "status", "qualifier", "published"),
    *text_columns("speaker", "note"),
    *plain("sources"),
]
"""The columns of a download of observations; `stated` holds the value with the digits its source gives."""


def observation_rows(indicator: Indicator) -> Iterable[Observation]:
    rows: Iterable[Observation] = queries.observations(indicator).iterator(chunk_size=2000)
    return rows
