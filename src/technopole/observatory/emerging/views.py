"""Emerging topics as a page and as a table for programs."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from technopole.observatory import lists, sections
from technopole.observatory.emerging import drawing, stored
from technopole.observatory.emerging.stored import Asked, Shown, Topic
from technopole.observatory.made import made_of
from technopole.observatory.networks import words
from technopole.pages import display, exports
from technopole.pages.exports import ExportColumn

PAGE = 25
BURSTS = 25
"""Topics in the drawing of bursts, those that burst most."""
WIDE, NARROW, BESIDE = 960.0, 350.0, 330.0
OPENALEX, DOI = "https://openalex.org/", "https://doi.org/"


def page(request: HttpRequest) -> HttpResponse:
    """The list, and what is looked at of it."""
    asked = stored.asked(request.GET)
    found = stored.shown(asked)
    place = stored.place()
    context: dict[str, Any] = {
        "sections": sections.tabs("observatory:emerging"),
        "asked": asked,
        "scopes": _scopes(asked, place),
        "made": made_of(found.analysis if found else None),
    }
    if found is None or not found.topics:
        nothing = _nothing(found) if found else ""
        return render(request, "observatory/emerging.html", {**context, "empty": True, "nothing": nothing})
    topic = found.chosen
    context |= {
        "said": _said(found),
        "only": _only(asked),
        "topic": _topic(found, topic) if topic else None,
        "bursts": _bursts(found),
        "limits": found.analysis.parameters,
        "kind": found.result["kind"],
        **_table(found),
        "twins": [
            {"format": exports.LABELS[form], "url": reverse("observatory:emerging-twin", args=[form]) + asked.query()}
            for form in exports.FORMATS
        ],
    }
    return render(request, "observatory/emerging.html", context)


def twin(request: HttpRequest, form: str) -> HttpResponseBase:
    """All topics that are kept as CSV, JSON or Parquet, with their works by year; none before they were computed."""
    if form not in exports.FORMATS:
        raise Http404(f"There is no {form!r} twin; there are {', '.join(exports.FORMATS)}.")
    asked = stored.asked(request.GET)
    found = stored.shown(asked)
    years = found.years if found else []
    return exports.respond(form, f"emerging-topics-{asked.of}", _columns(years), found.topics if found else [])


def _columns(years: list[int]) -> list[ExportColumn]:
    def plain(name: str, type: str) -> ExportColumn:
        return ExportColumn(name, lambda topic: topic.get(name), type)

    def by_year(at: int) -> ExportColumn:
        return ExportColumn(f"works_{years[at]}", lambda topic: topic["counts"][at], "integer")

    return [
        plain("key", "text"),
        ExportColumn("name_en", lambda topic: topic["name"].get("en") or topic["name"].get("")),
        ExportColumn("name_zh", lambda topic: topic["name"].get("zh")),
        ExportColumn("field", lambda topic: topic.get("at")),
        *(plain(name, "number") for name in ("score", "growth", "low", "high", "grows", "novelty")),
        *(plain(name, "integer") for name in ("began", "works", "here", "in_all")),
        ExportColumn("bursts", lambda topic: [f"{begin:g}-{end:g}" for begin, end, _weight in topic["bursts"]]),
        *(by_year(at) for at in range(len(years))),
    ]


# --- parts of the page -----------------------------------------------------------------------------------------


def _scopes(asked: Asked, place: str | None) -> list[dict[str, Any]]:
    if not place and asked.of == "all":
        return []
    here = {"place": display.choose(lists.place_name(place), get_language()).text if place else ""}
    labels = {"all": _("All works"), "place": _("Works of %(place)s") % here if place else _("Works of this place")}
    return [
        {"label": label, "url": asked.query(of=of, topic="", page=1), "current": of == asked.of}
        for of, label in labels.items()
    ]


def _only(asked: Asked) -> list[dict[str, Any]]:
    labels = {"": _("All topics"), "clear": _("Growth is certain"), "burst": _("Bursting now")}
    return [
        {"label": label, "url": asked.query(only=only, page=1, topic="") + "#topics", "current": only == asked.only}
        for only, label in labels.items()
    ]


def _nothing(found: Shown) -> str:
    """Why nothing is told."""
    limits, language = found.analysis.parameters, get_language()
    works = {"works": display.number(found.result["works"], language), "n": limits["least_works"]}
    if found.result.get("problem") == "years":
        return _("It takes works of at least %(n)s years to tell growth from chance.") % {"n": limits["least_years"]}
    if found.result.get("problem") == "works":
        return _("It takes at least %(n)s works to tell growth from chance; there are %(works)s.") % works
    return _("No topic is both new and growing.")


def _said(found: Shown) -> str:
    result, language = found.result, get_language()
    names = {
        "shown": display.number(len(found.topics), language), "judged": display.number(result["judged"], language),
        "works": display.number(result["works"], language), "least": found.analysis.parameters["fewest"],
        "period": _period(found.years), "typical": _percent(result["typical"]), "year": found.years[-1],
        "without": display.number(result["whole"] - result["works"], language),
    }  # fmt: skip
    sentences = [
        _(
            "Of %(judged)s topics with %(least)s works and more, in %(works)s works of %(period)s, the %(shown)s that "
            "are most emerging, or burst now."
        ) % names,
        _("The share of the typical topic changes by %(typical)s a year.") % names,
    ]  # fmt: skip
    if found.asked.of == "all" and result["whole"] > result["works"]:
        sentences.append(_("%(without)s works have no topic and are not counted.") % names)
    if result.get("unfinished"):
        sentences.append(_("%(year)s is not over: its works so far are compared with all works so far.") % names)
    return words.sentences(sentences)


def _period(years: list[int]) -> str:
    return f"{years[0]}–{years[-1]}"


def _percent(value: float) -> str:
    text = display.number(round(value * 100, 1), get_language(), 1)
    return f"{'+' if value > 0 else ''}{text}%"


def _here(found: Shown) -> str:
    place = lists.place_name(found.analysis.parameters["place"])
    return _("Share of %(place)s") % {"place": display.choose(place, get_language()).text}


def _share(topic: Topic) -> str:
    if not topic.get("in_all"):
        return ""
    return display.number(round(100 * topic["here"] / topic["in_all"], 1), get_language(), 1) + "%"


def _bursts_said(topic: Topic) -> str:
    spans = [f"{begin:g}–{end:g}" if end > begin else f"{begin:g}" for begin, end, _weight in topic["bursts"]]
    return display.listed(spans, get_language())


def _line_said(found: Shown, topic: Topic) -> str:
    names = {"period": _period(found.years), "counts": display.listed(list(map(str, topic["counts"])), get_language())}
    text = _("Works in %(period)s: %(counts)s") % names
    spans = _bursts_said(topic)
    return display.bracketed(text, _("burst %(spans)s") % {"spans": spans} if spans else "", get_language())


def _table(found: Shown) -> dict[str, Any]:
    """A page of the topics."""
    asked, language = found.asked, get_language()
    last = max(1, -(-len(found.narrowed) // PAGE))
    number = min(asked.page, last)
    here = found.narrowed[(number - 1) * PAGE : number * PAGE]
    labels = {
        "name": _("Topic"), "line": _("Over time"), "works": pgettext("scientific works", "Works"),
        "growth": _("Growth a year"), "began": pgettext("topic", "Began"), "score": pgettext("topic", "Score"),
    }  # fmt: skip
    if "share_here" in found.result:
        labels["here"] = _here(found)
    columns = [
        {
            "label": label, "numeric": name not in ("name", "line"),
            "sort_url": asked.query(sort=name, page=1) + "#topics" if name != "line" else "",
            "sorted": "" if asked.sort != name else "ascending" if name == "name" else "descending",
        }
        for name, label in labels.items()
    ]  # fmt: skip
    rows = [
        {
            "name": topic["name"], "field": topic.get("at"), "url": asked.query(topic=topic["key"]) + "#topic",
            "line": drawing.line(found.years, topic["counts"], topic["bursts"], _line_said(found, topic)),
            "works": topic["works"], "growth": _percent(topic["growth"]), "certain": topic["low"] > 0,
            "interval": _("%(low)s to %(high)s") % {"low": _percent(topic["low"]), "high": _percent(topic["high"])},
            "began": str(topic["began"]), "score": display.number(round(topic["score"] * 100, 1), language, 1),
            "here": _share(topic), "current": topic["key"] == asked.topic,
        }
        for topic in here
    ]  # fmt: skip
    pagination = {
        "first": (number - 1) * PAGE + 1, "last": (number - 1) * PAGE + len(here), "total": len(found.narrowed),
        "previous_url": asked.query(page=number - 1) + "#topics" if number > 1 else "",
        "next_url": asked.query(page=number + 1) + "#topics" if number < last else "",
    }  # fmt: skip
    return {
        "columns": columns, "rows": rows, "labels": labels, "pagination": pagination if last > 1 else None,
        "total": len(found.narrowed), "clear_url": asked.query(q="", only="", page=1) + "#topics",
    }  # fmt: skip


def _topic(found: Shown, topic: Topic) -> dict[str, Any]:
    """One topic with all its evidence."""
    language = get_language()
    label = _line_said(found, topic)
    totals = found.result["totals"]
    interval = _("%(low)s to %(high)s") % {"low": _percent(topic["low"]), "high": _percent(topic["high"])}
    certainty = display.number(min(99.9, round(topic["grows"] * 100, 1)), language, 1) + "%"
    facts = [
        (_("Field"), topic.get("at") or ""),
        (pgettext("scientific works", "Works"), display.number(topic["works"], language)),
        (_("Growth of its share a year"), display.bracketed(_percent(topic["growth"]), interval, language)),
        (_("Probability that its share grows"), certainty),
        (pgettext("topic", "Began"), str(topic["began"])),
        (pgettext("topic", "Novelty"), display.number(round(topic["novelty"], 2), language)),
        (pgettext("topic", "Score"), display.number(round(topic["score"] * 100, 1), language, 1)),
        (_("Bursts"), _bursts_said(topic)),
    ]
    if "share_here" in found.result:
        in_all = display.number(round(100 * found.result["share_here"], 1), language, 1) + "%"
        text = _("%(here)s of %(all)s works, %(share)s; of all topics %(typical)s") % {
            "here": display.number(topic["here"], language), "all": display.number(topic["in_all"], language),
            "share": _share(topic), "typical": in_all,
        }  # fmt: skip
        facts.append((_here(found), text))
    return {
        "name": topic["name"],
        "link": OPENALEX + topic["openalex"] if topic.get("openalex") else "",
        "facts": [{"label": each, "text": text} for each, text in facts if text],
        "wide": drawing.columns(found.years, topic["counts"], topic["bursts"], label, WIDE * 0.7),
        "narrow": drawing.columns(found.years, topic["counts"], topic["bursts"], label, NARROW),
        "columns": [{"label": _("Year")}, {"label": pgettext("scientific works", "Works"), "numeric": True},
                    {"label": _("All works"), "numeric": True}, {"label": _("Share"), "numeric": True}],
        "rows": [
            {"cells": [
                {"text": str(year)}, {"text": display.number(count, language)},
                {"text": display.number(total, language)},
                {"text": display.number(round(100 * count / total, 2), language) + "%" if total else "–"},
            ]}
            for year, count, total in zip(found.years, topic["counts"], totals, strict=True)
        ],
        "works": [_work(row) for row in topic["examples"]],
        "without": found.asked.query(topic="") + "#topics",
    }  # fmt: skip


def _work(row: dict[str, Any]) -> dict[str, Any]:
    known = str(row["id"]).startswith("W")
    url = DOI + row["doi"] if row["doi"] else OPENALEX + row["id"] if known else ""
    said = display.listed([str(each) for each in (row["source"], row["year"]) if each], get_language())
    return {"title": row["title"] or row["id"], "url": url, "cited_by": row["cited_by"], "said": said}


def _bursts(found: Shown) -> dict[str, Any] | None:
    """The topics that burst most, by the year in which they began to."""
    bursting = [topic for topic in found.narrowed if topic["bursts"]]
    most = sorted(bursting, key=lambda topic: -max(weight for _b, _e, weight in topic["bursts"]))[:BURSTS]
    if not most:
        return None
    most.sort(key=lambda topic: (min(each[0] for each in topic["bursts"]), -topic["works"], topic["key"]))
    language = get_language()
    rows = [
        drawing.Row(
            display.choose(topic["name"], language).text,
            found.asked.query(topic=topic["key"]) + "#topic",
            topic["bursts"],
        )
        for topic in most
    ]
    label = _("Bursts of topics in %(period)s") % {"period": _period(found.years)}
    return {
        "wide": drawing.timeline(rows, found.years, label, WIDE, BESIDE),
        "narrow": drawing.timeline(rows, found.years, label, NARROW, 0.0),
        "shown": len(rows), "total": len(bursting),
        "columns": [{"label": _("Topic")}, {"label": _("Bursts")}, {"label": _("Strength"), "numeric": True}],
        "rows": [
            {"cells": [
                {"text": topic["name"]}, {"text": _bursts_said(topic)},
                {"text": display.number(round(max(weight for _b, _e, weight in topic["bursts"]), 1), language, 1)},
            ]}
            for topic in most
        ],
    }  # fmt: skip
