"""The two lists of clusters as tables, as points of a map, and as the columns of their downloads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from technopole.observatory import sortable
from technopole.observatory.clusters import words
from technopole.observatory.clusters.computed import Variant
from technopole.observatory.clusters.published import Line, Published
from technopole.observatory.sortable import Column
from technopole.pages import display
from technopole.pages.exports import ExportColumn
from technopole.pages.texts import in_both


def published_url(cluster: str) -> str:
    return f"{reverse('observatory:clusters')}?{urlencode({'cluster': cluster})}"


def computed_url(variant: Variant, number: int) -> str:
    asked = {"cluster": f"c{number}", **({"scope": variant.scope} if variant.scope else {})}
    return f"{reverse('observatory:clusters')}?{urlencode(asked)}"


def published(request: HttpRequest, found: Published) -> dict[str, Any]:
    """For components/table.html."""
    columns: list[Column[Line]] = [
        Column("name", _("Cluster"), _name, _sorted_name, numeric=False, least_first=True),
        Column("rank", _("Rank"), lambda line: _number(line.row.rank), lambda line: line.row.rank, least_first=True),
        Column("economy", _("Economy"), lambda line: words.economies(line.row.economies), numeric=False),
        _figure("pct", _("PCT applications"), lambda line: line.row.pct_applications),
        _figure("publications", _("Publications"), lambda line: line.row.publications),
        _printed("pct_share", _("Share of PCT applications"), lambda line: line.row.pct_share),
        _printed("publications_share", _("Share of publications"), lambda line: line.row.publications_share),
        _printed("total", _("Sum of shares"), lambda line: line.row.total_share),
    ]
    if found.before is not None:
        title = _("Since %(year)d") % {"year": found.before}
        columns.insert(2, Column("change", title, lambda line: words.change(line.change), lambda line: line.change))
    if found.check is not None:
        columns.append(_percentage("calculated", _("Calculated again"), lambda line: line.calculated, 3))
    return sortable.table(request, columns, found.lines, part="published")


def _name(line: Line) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": in_both(line.row, "name"), "url": published_url(line.row.cluster)}
    if line.row.own:
        cell["badge"] = {"label": _("This centre"), "tone": "accent"}
    return cell


def _sorted_name(line: Line) -> str:
    return display.choose(in_both(line.row, "name"), get_language()).text.casefold()


def points_published(found: Published) -> list[dict[str, Any]]:
    """For components/map_figure.html: bubbles by the sum of shares."""
    return [
        {
            "name": in_both(line.row, "name"), "url": published_url(line.row.cluster), "own": line.row.own,
            "latitude": line.row.latitude, "longitude": line.row.longitude, "weight": float(line.row.total_share or 0),
        }
        for line in found.lines
        if line.row.latitude is not None
    ]  # fmt: skip


def computed(request: HttpRequest, variant: Variant) -> dict[str, Any]:
    """For components/table.html; measures that nothing was counted of have no column."""
    clusters = variant.clusters
    columns: list[Column[dict[str, Any]]] = [
        Column(
            "name", _("Cluster"), lambda each: _computed_name(variant, each),
            lambda each: text(each["name"]).casefold(), numeric=False, least_first=True,
        ),
        Column("rank", _("Rank"), lambda each: _number(each["rank"]), lambda each: each["rank"], least_first=True),
        _figure("weight", _("Authors and inventors listed"), lambda each: each.get("weight"), 0),
        _figure("publications", _("Publications"), lambda each: each.get("publications"), 1),
        _figure("patents", _("Patents"), lambda each: each.get("patents"), 1),
        _percentage("share_publications", _("Share of publications"), lambda each: each.get("share_publications"), 2),
        _percentage("share_patents", _("Share of patents"), lambda each: each.get("share_patents"), 2),
        *(_per_inhabitant(measure) for measure in words.PER),
        _figure("places", pgettext("in a cluster", "Places"), lambda each: len(each.get("places") or [])),
    ]  # fmt: skip
    always = ("name", "rank")
    columns = [
        column
        for column in columns
        if column.key in always or any(column.value and column.value(each) for each in clusters)
    ]
    return sortable.table(request, columns, clusters, name="order", part="computed")


def _figure(key: str, label: str, get: Callable[[Any], Any], decimals: int | None = None) -> Column[Any]:
    return Column(key, label, lambda row: _number(get(row), decimals), get)


def _percentage(key: str, label: str, get: Callable[[Any], Any], decimals: int) -> Column[Any]:
    return Column(key, label, lambda row: words.percent(get(row), decimals), get)


def _per_inhabitant(measure: str) -> Column[Any]:
    """What it puts out for its inhabitants; said to be not known where the others' are."""

    def value(each: Mapping[str, Any]) -> float | None:
        return per_inhabitant(measure, each)

    return Column(
        f"{measure}_per_inhabitant", words.PER[measure],
        lambda each: _number(value(each), 2) if value(each) is not None else _("Not known"), value,
    )  # fmt: skip


def per_inhabitant(measure: str, each: Mapping[str, Any]) -> float | None:
    """Publications for each million inhabitants of a computed cluster, patents for each ten thousand, if known."""
    people, output = each.get("inhabitants"), each.get(measure)
    return people.per(measure, float(output)) if people is not None and output is not None else None


def _of_inhabitants(name: str) -> Callable[[Mapping[str, Any]], Any]:
    """What is told of the inhabitants of a computed cluster, where they are known."""
    return lambda each: getattr(each.get("inhabitants"), name, None)


def _printed(key: str, label: str, get: Callable[[Any], str]) -> Column[Any]:
    """A share with the digits that it was printed with."""
    return Column(key, label, lambda row: words.percent(get(row)), lambda row: _of(get(row)))


def _computed_name(variant: Variant, each: Mapping[str, Any]) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": each["name"], "url": computed_url(variant, each["number"])}
    if each["number"] == variant.own:
        cell["badge"] = {"label": _("This centre"), "tone": "accent"}
    return cell


def points_computed(variant: Variant) -> list[dict[str, Any]]:
    """For components/map_figure.html: bubbles by the people listed."""
    return [
        {
            "name": each["name"], "url": computed_url(variant, each["number"]), "own": each["number"] == variant.own,
            "latitude": each["latitude"], "longitude": each["longitude"], "weight": float(each.get("weight") or 0),
        }
        for each in variant.clusters
    ]  # fmt: skip


_ROOM = 0.15
"""Degrees around the points of a map, so that outlines are in view."""


def bounds(points: Sequence[Mapping[str, Any]]) -> str:
    """West, south, east, north of all points, for the map."""
    if len(points) < 2:
        return ""
    across, up = ([float(point[name]) for point in points] for name in ("longitude", "latitude"))
    west, south, east, north = min(across), min(up), max(across), max(up)
    return ",".join(f"{each:.4f}" for each in (west - _ROOM, south - _ROOM, east + _ROOM, north + _ROOM))


PUBLISHED_EXPORT = [
    ExportColumn("ranking", lambda line: line.row.ranking),
    ExportColumn("edition", lambda line: line.row.edition, "integer"),
    ExportColumn("rank", lambda line: line.row.rank, "integer"),
    ExportColumn("previous_rank", lambda line: line.previous, "integer"),
    ExportColumn("cluster", lambda line: line.row.cluster),
    ExportColumn("name_en", lambda line: line.row.name_en),
    ExportColumn("name_zh", lambda line: line.row.name_zh),
    ExportColumn("economy", lambda line: line.row.economies),
    ExportColumn("pct_applications", lambda line: line.row.pct_applications, "integer"),
    ExportColumn("publications", lambda line: line.row.publications, "integer"),
    ExportColumn("pct_share", lambda line: line.row.pct_share or None, "number"),
    ExportColumn("publications_share", lambda line: line.row.publications_share or None, "number"),
    ExportColumn("total_share", lambda line: line.row.total_share or None, "number"),
    ExportColumn("total_share_calculated", lambda line: line.calculated, "number"),
    ExportColumn("latitude", lambda line: line.row.latitude, "number"),
    ExportColumn("longitude", lambda line: line.row.longitude, "number"),
    ExportColumn("source", lambda line: line.row.sources),
]
COMPUTED_EXPORT = [
    ExportColumn("rank", lambda each: each["rank"], "integer"),
    ExportColumn("name", lambda each: text(each["name"])),
    *(
        ExportColumn(name, lambda each, name=name: each.get(name), "number")  # type: ignore[misc]
        for name in (
            "weight",
            "publications",
            "patents",
            "share_publications",
            "share_patents",
            "latitude",
            "longitude",
        )
    ),
    ExportColumn("inhabitants", _of_inhabitants("number"), "integer"),
    ExportColumn("inhabitants_period", _of_inhabitants("period")),
    ExportColumn("inhabitants_source", _of_inhabitants("source")),
    ExportColumn("publications_per_million", lambda each: per_inhabitant("publications", each), "number"),
    ExportColumn("patents_per_10k", lambda each: per_inhabitant("patents", each), "number"),
]


def text(value: Any) -> str:
    return display.choose(value, get_language()).text


def _of(share: str) -> float | None:
    return float(share) if share else None


def _number(value: Any, decimals: int | None = None) -> str:
    return "" if value is None else display.number(value, get_language(), decimals)
