"""What the report says of the lake's analyses, where they were made: each section only when its data is there.

The pages of the observatory show all of each; here stands what a reader asks first, with the mark of a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.observatory.made import made_of
from technopole.observatory.models import Analysis, Measuring
from technopole.pages import display

MOST = 10
"""Rows of a table."""
Found = Mapping[tuple[str, str], Analysis]


def sections() -> list[dict[str, Any]]:
    """[{key, title, sentences, columns, rows, sample, synthetic}] in the order of the report. Cost: one query."""
    names = ("specialisation", "emerging", "clusters", "network")
    wanted = Analysis.objects.filter(name__in=names, scope__in=("", "fields", "place", "all", "places.place"))
    found = {(row.name, row.scope): row for row in wanted}
    makers: tuple[Callable[[Found], dict[str, Any] | None], ...] = (_specialised, _emerging, _partners, _clusters)
    return [section for make in makers if (section := make(found)) is not None]


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


def _specialised(found: Found) -> dict[str, Any] | None:
    """The fields that the centre's place does more of than its size would let expect."""
    made = found.get(("specialisation", "fields"))
    if made is None:
        return None
    result = made.result
    own = next((region for region in result.get("regions", ()) if region.get("own")), None)
    if own is None:
        return None
    cells, least = own["cells"], made.parameters.get("least_of_both", 1)
    chosen = sorted(
        (
            at for at in range(len(result["activities"]))
            if cells["quotient"][at] > 1 and cells["records"][at] >= least
        ),
        key=lambda at: -cells["quotient"][at],
    )[:MOST]  # fmt: skip
    if not chosen:
        return None
    activities, place = result["activities"], _named(own["name"])
    sure = [at for at in chosen if cells["low"][at] > 1]
    said = {"place": place, "compared": _number(result["compared"])}
    text = _("In these fields %(place)s has a larger share of its works than the %(compared)s places compared have.")
    sentences = [text % said]
    if sure:
        fields = display.listed([_named(activities[at]["name"]) for at in sure], get_language())
        sentences.append(_("Beyond chance, as far as these works tell: %(fields)s.") % {"fields": fields})
    else:
        sentences.append(_("In none of them can chance be ruled out: too few works are known."))
    rows = [
        [
            {"text": activities[at]["name"]},
            {"text": _range(cells["quotient"][at], cells["low"][at], cells["high"][at]), "numeric": True},
            {"text": _number(cells["records"][at]), "numeric": True},
            {"text": _members(own.get("strong", {}).get(activities[at]["id"], ()))},
        ]
        for at in chosen
    ]
    columns = [
        {"label": _("Field of research")}, {"label": _("Location quotient (interval of 95%)"), "numeric": True},
        {"label": _("Number of works"), "numeric": True}, {"label": _("Who does most")},
    ]  # fmt: skip
    return _section("specialised", _("What the region is good at"), made, sentences, columns, rows)


def _emerging(found: Found) -> dict[str, Any] | None:
    """Topics that are new and grow."""
    here, everywhere = found.get(("emerging", "place")), found.get(("emerging", "all"))
    made = here if here is not None and here.result.get("topics") else everywhere
    if made is None or not made.result.get("topics"):
        return None
    result = made.result
    topics = [topic for topic in result["topics"] if (topic.get("score") or 0) > 0][:MOST]
    if not topics:
        return None
    said = {
        "judged": _number(result["judged"]), "first": str(result["years"][0]), "last": str(result["years"][-1]),
        "works": _number(result["works"]),
    }  # fmt: skip
    text = _("Of %(judged)s topics in %(works)s works of %(first)s–%(last)s these are newest and grow most.")
    columns = [
        {"label": _("Topic")}, {"label": _("Number of works"), "numeric": True},
        {"label": _("Of them here"), "numeric": True},
        {"label": _("Growth a year (interval)"), "numeric": True}, {"label": _("First seen"), "numeric": True},
    ]  # fmt: skip
    rows = [
        [
            {"text": topic["name"]},
            {"text": _number(topic["works"]), "numeric": True},
            {"text": _number(topic["here"]) if "here" in topic else "", "numeric": True},
            {"text": _growth(topic), "numeric": True},
            {"text": str(topic["began"]), "numeric": True},
        ]
        for topic in topics
    ]
    return _section("emerging", _("Emerging topics"), made, [text % said], columns, rows)


def _partners(found: Found) -> dict[str, Any] | None:
    """The countries that the centre's place writes with."""
    made = found.get(("network", "places.place"))
    if made is None or len(made.result.get("nodes", ())) < 2:
        return None
    # the country of the place itself stands first: it has a part in all of these works
    nodes = sorted(made.result["nodes"], key=lambda node: -node["works"])
    own, partners = nodes[0], nodes[1 : MOST + 1]
    years = made.result.get("years") or ["", ""]
    said = {
        "works": _number(made.result["works"]), "first": str(years[0]), "last": str(years[-1]),
        "count": _number(len(nodes) - 1), "partner": _named(partners[0]["name"]),
        "joint": _number(partners[0]["works"]),
    }  # fmt: skip
    text = _(
        "%(works)s works of %(first)s–%(last)s have authors here; they were written with %(count)s other countries "
        "and regions, most often with %(partner)s (%(joint)s works)."
    )
    rows = [
        [
            {"text": node["name"]},
            {"text": _number(node["works"]), "numeric": True},
            {"text": _percent(node["works"] / max(1, own["works"])), "numeric": True},
        ]
        for node in partners
    ]
    columns = [
        {"label": _("Country or region")}, {"label": _("Joint works"), "numeric": True},
        {"label": _("Share of the works here"), "numeric": True},
    ]  # fmt: skip
    return _section("partners", _("With whom the region works"), made, [text % said], columns, rows)


def _clusters(found: Found) -> dict[str, Any] | None:
    """Dense areas of authors and inventors, as the Global Innovation Index finds them."""
    made = found.get(("clusters", ""))
    if made is None or not made.result.get("clusters"):
        return None
    clusters, used = made.result["clusters"][:MOST], made.result.get("parameters", {})
    said = {
        "count": _number(len(made.result["clusters"])), "radius": _number(used.get("radius_km", 0)),
        "weight": _number(used.get("min_weight", 0)),
    }  # fmt: skip
    text = _("%(count)s dense areas were found: within %(radius)s km at least %(weight)s listed authors and inventors.")
    sentences = [text % said]
    if used.get("lowered"):
        sentences.append(_("The minimum is lower than that of the Global Innovation Index, as the data are few."))
    rows = [
        [
            {"text": each["name"]},
            {"text": display.number(each["weight"], get_language(), 0), "numeric": True},
            {"text": _members(each.get("organisations", ()))},
        ]
        for each in clusters
    ]
    columns = [
        {"label": _("Cluster")}, {"label": _("Authors and inventors listed"), "numeric": True},
        {"label": _("Who does most")},
    ]  # fmt: skip
    return _section("clusters", _("Science and technology clusters"), made, sentences, columns, rows)


def _section(
    key: str, title: str, made: Analysis, sentences: Sequence[str], columns: Sequence[Any], rows: Sequence[Any]
) -> dict[str, Any]:
    about = made_of(made)
    assert about is not None  # there is an analysis
    data = ", ".join(f"{each['name']} {each['version']}" for each in about["data"])
    day = display.partial_date(about["at"], get_language())
    return {
        "key": key, "title": title, "sentences": sentences, "columns": columns, "rows": rows,
        # datasets made of one another have the same coverage
        "sample": list({_named(text): text for text in about["coverage"]}.values()),
        "is_sample": about["sample"], "synthetic": about["synthetic"],
        "how": _("Computed on %(day)s from %(data)s.") % {"day": day, "data": data},
    }  # fmt: skip


def _members(members: Sequence[Mapping[str, Any]]) -> str:
    return display.listed([_named(each["name"]) for each in members[:2]], get_language())


def _named(name: Any) -> str:
    return display.choose(name, get_language()).text


def _number(value: Any) -> str:
    return display.number(value, get_language())


def _percent(share: float) -> str:
    return display.number(100 * share, get_language(), 1) + "%"


def _range(middle: float, low: float, high: float) -> str:
    language = get_language()
    ends = _("%(low)s to %(high)s") % {
        "low": display.number(low, language, 1), "high": display.number(high, language, 1)
    }  # fmt: skip
    return display.bracketed(display.number(middle, language, 1), ends, language)


def _growth(topic: Mapping[str, Any]) -> str:
    language = get_language()

    def share(value: float) -> str:
        return ("+" if value > 0 else "") + display.number(value * 100, language, 0) + "%"

    if topic.get("growth") is None:
        return ""
    if topic.get("low") is None or topic.get("high") is None:
        return share(topic["growth"])
    ends = _("%(low)s to %(high)s") % {"low": share(topic["low"]), "high": share(topic["high"])}
    return display.bracketed(share(topic["growth"]), ends, language)
