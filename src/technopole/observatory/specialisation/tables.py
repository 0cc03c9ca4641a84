"""A profile as tables and as the columns of its download."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from technopole.observatory import sortable
from technopole.observatory.sortable import Column
from technopole.observatory.specialisation import words
from technopole.observatory.specialisation.stored import Activity, Profile
from technopole.pages.exports import ExportColumn

FIRST_ROWS = 40
"""Rows shown unless all are asked for."""


def address(found: Profile, **more: str) -> str:
    """The page of a profile, or of one of its activities."""
    asked = {"basis": found.row.scope, "region": found.region["id"], **more}
    return f"{reverse('observatory:specialisation')}?{urlencode(asked)}"


def activities(request: HttpRequest, found: Profile) -> dict[str, Any]:
    """For components/table.html: the activities, the one with most here first, and how many there are."""
    columns: list[Column[Activity]] = [
        Column(
            "name", _("Activity"), lambda each: _name(found, each), lambda each: words.text(each.name).casefold(),
            numeric=False, least_first=True,
        ),
        _figure("records", str(words.RECORDS[found.row.scope]), lambda each: each.records, words.number),
        _figure("share", _("Share here"), lambda each: each.share, words.percent),
        _figure("quotient", _("Location quotient"), lambda each: each.quotient, words.quotient),
        Column("low", _("Interval"), lambda each: words.interval(each.low, each.high), lambda each: each.low),
        _figure("symmetric", _("Symmetric"), lambda each: each.symmetric, words.two),
        _figure("density", _("Relatedness density"), lambda each: each.density, words.three),
        _figure("complexity", _("Complexity"), lambda each: each.complexity, words.two),
        Column(
            "judgement", pgettext("of a specialisation", "In words"), lambda each: _judged(found, each),
            lambda each: found.judgement(each) or None, numeric=False, least_first=True,
        ),
    ]  # fmt: skip
    rows = sorted(found.activities, key=lambda each: (-each.value, -each.quotient, each.id))
    made = sortable.table(request, columns, rows, part="all")
    total = len(made["rows"])
    if request.GET.get("rows") != "all":
        made["rows"] = made["rows"][:FIRST_ROWS]
    return {**made, "total": total, "cut": len(made["rows"]) < total}


def _figure(key: str, label: str, get: Callable[[Activity], Any], said: Callable[[Any], str]) -> Column[Activity]:
    return Column(key, label, lambda each: said(get(each)), get)


def _name(found: Profile, each: Activity) -> dict[str, Any]:
    return {"text": each.name, "url": address(found, activity=each.id), "sub": each.group}


def _judged(found: Profile, each: Activity) -> dict[str, Any]:
    key = found.judgement(each)
    unsure = {} if each.certain else {"sub": _("may be average")}
    return {"text": str(words.JUDGEMENTS[key]) if key else "", **unsure}


def special(found: list[Activity]) -> dict[str, Any]:
    """The most special, as the table beside its drawing."""
    return {
        "columns": [
            {"label": _("Activity")}, {"label": _("Location quotient"), "numeric": True},
            {"label": _("Interval"), "numeric": True},
        ],
        "rows": [
            {"cells": [{"text": each.name}, {"text": words.quotient(each.quotient)},
                       {"text": words.interval(each.low, each.high)}]}
            for each in found
        ],
    }  # fmt: skip


def nearest(found: Profile, each: Activity) -> dict[str, Any]:
    """The activities that most often go with one, and how they stand here."""
    names = [one["id"] for one in found.row.result["activities"]]
    rows = []
    for number, near in each.near:
        other = found.activity(names[int(number)])
        if other is None:
            continue
        cells = [
            {"text": other.name, "url": address(found, activity=other.id)}, {"text": words.number(near, 2)},
            {"text": words.quotient(other.quotient)}, {"text": words.interval(other.low, other.high)},
            {"text": _("yes") if other.has else _("no")},
        ]  # fmt: skip
        rows.append({"cells": cells})
    columns = [
        {"label": _("Activity")}, {"label": _("Proximity"), "numeric": True},
        {"label": _("Location quotient"), "numeric": True}, {"label": _("Interval"), "numeric": True},
        {"label": _("Specialised here")},
    ]  # fmt: skip
    return {"columns": columns, "rows": rows}


def elsewhere(found: Profile, key: str) -> dict[str, Any]:
    """One activity in the other places told of, the most special first."""
    result = found.row.result
    at = [one["id"] for one in result["activities"]].index(key)
    regions = [each for each in result["regions"] if each["cells"]["quotient"][at] is not None]
    rows = []
    for region in sorted(regions, key=lambda each: -each["cells"]["quotient"][at]):
        cells = region["cells"]
        link = address(Profile(found.row, region), activity=key)
        rows.append({"cells": [
            {"text": region["name"], "url": link}, {"text": words.number(cells["records"][at])},
            {"text": words.quotient(cells["quotient"][at])},
            {"text": words.interval(cells["low"][at], cells["high"][at])},
            {"text": words.number(cells["density"][at], 3)},
        ]})  # fmt: skip
    columns = [
        {"label": _("Place")}, {"label": str(words.RECORDS[found.row.scope]), "numeric": True},
        {"label": _("Location quotient"), "numeric": True}, {"label": _("Interval"), "numeric": True},
        {"label": _("Relatedness density"), "numeric": True},
    ]  # fmt: skip
    return {"columns": columns, "rows": rows}


EXPORT = [
    ExportColumn("activity", lambda each: each.id),
    ExportColumn("name_en", lambda each: each.name.get("en") or each.name.get("")),
    ExportColumn("name_zh", lambda each: each.name.get("zh")),
    ExportColumn("group_en", lambda each: each.group.get("en")),
    ExportColumn("records", lambda each: each.records, "integer"),
    ExportColumn("value", lambda each: each.value, "number"),
    ExportColumn("share", lambda each: each.share, "number"),
    ExportColumn("share_of_all", lambda each: each.whole, "number"),
    ExportColumn("location_quotient", lambda each: each.quotient, "number"),
    ExportColumn("low", lambda each: each.low, "number"),
    ExportColumn("high", lambda each: each.high, "number"),
    ExportColumn("symmetric", lambda each: each.symmetric, "number"),
    ExportColumn("present", lambda each: each.has, "truth"),
    ExportColumn("relatedness_density", lambda each: each.density, "number"),
    ExportColumn("complexity", lambda each: each.complexity, "number"),
    ExportColumn("ubiquity", lambda each: each.ubiquity, "integer"),
]
