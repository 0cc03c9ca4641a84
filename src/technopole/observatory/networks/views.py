"""The network explorer: the drawing, the groups, one node with its partners, the strongest pairs, all nodes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from technopole.observatory import lists, sections
from technopole.observatory.analyses.networks import LARGEST, LAST_YEARS, RECENT, radii
from technopole.observatory.made import made_of
from technopole.observatory.networks import drawing, files, stored, words
from technopole.observatory.networks.drawing import COLOURS, Dot, Frame, Line
from technopole.observatory.networks.stored import MEASURES, Asked, Shown
from technopole.pages import display
from technopole.registry import vocabulary

DRAWN, DRAWN_SMALL = 600, 250
"""Links in the drawing, and in the one for narrow pages: the strongest."""
PAGE = 25
PARTNERS, PAIRS = 25, 15
LEAST_JOINT = 5
"""Joint works below which a pair is not ranked by a measure that swings with few."""
SMALL = Frame(width=420.0, height=460.0, letter=12.0, shrunk=0.55)
OPENALEX = "https://openalex.org/"


def networks(request: HttpRequest) -> HttpResponse:
    asked = stored.asked(request.GET)
    found = stored.shown(asked)
    context: dict[str, Any] = {
        "sections": sections.tabs("observatory:networks"),
        "asked": asked,
        "title": words.KINDS[asked.of],
        "lead": words.LEADS[asked.of],
        "counting_means": words.COUNTING_MEANS[asked.counting],
        **_choices(asked, stored.computed()),
    }
    if found is None or not found.nodes:
        made = made_of(found.analysis if found else None)
        return render(request, "observatory/networks.html", {**context, "empty": True, "made": made})
    node = _chosen(found)
    context |= {
        "made": made_of(found.analysis),
        "said": _said(found),
        "wide": _picture(found, node, Frame(zoom=asked.zoom, x=asked.x, y=asked.y), DRAWN),
        "narrow": _picture(found, node, SMALL, DRAWN_SMALL),
        "moves": _moves(asked),
        "groups": _groups(found),
        "node": _node(found, node) if node is not None else None,
        "pairs": _pairs(found),
        **_table(found),
        "twins": [
            {"format": label, "url": reverse("observatory:network-file", args=[form]) + asked.query()}
            for form, label in files.FORMATS.items()
        ],
    }
    return render(request, "observatory/networks.html", context)


def name_of(node: dict[str, Any]) -> str:
    return display.choose(node["name"], get_language()).text


def _country(node: dict[str, Any]) -> Any:
    return vocabulary.countries().get(node.get("country", ""), "")


def link_of(node: dict[str, Any]) -> dict[str, str] | None:
    """The page that tells more of a node: the register's, or OpenAlex's."""
    if node.get("uid"):
        return {"url": reverse("registry:organisation", args=[node["uid"]]), "text": _("In the register")}
    if node.get("openalex"):
        return {"url": OPENALEX + node["openalex"], "text": "OpenAlex", "external": "1"}
    return None


def _chosen(found: Shown) -> int | None:
    if not found.asked.node:
        return None
    if found.asked.node not in found.places:
        raise Http404("The network has no such member.")
    return found.places[found.asked.node]


def _choices(asked: Asked, computed: Mapping[str, str]) -> dict[str, Any]:
    """What can be chosen: kinds of network, works, years, ways of counting. Each choice keeps the others that fit."""
    same = {"node": "", "group": 0, "q": "", "page": 1, "zoom": 1, "x": 0.5, "y": 0.5}
    other = {**same, "by": "weight", "least": 0.0}

    def years(of: str) -> str:
        """The years chosen, where the network was made of them alone."""
        return asked.years if f"{of}{RECENT}" in computed else "all"

    kinds = [
        {"label": label, "url": asked.query(**{**other, "of": of, "years": years(of)}), "current": of == asked.of}
        for of, label in words.KINDS.items()
        if of in computed or of == asked.of or not computed
    ]
    patents = asked.of == "applicants"
    works: list[dict[str, Any]] = []
    if f"{asked.of}.place" in computed:
        in_all = words.WORKS_IN_ALL["patents" if patents else "works"]
        here = {"place": display.choose(lists.place_name(computed[f"{asked.of}.place"]), get_language()).text}
        of_place = _("Patents of %(place)s") % here if patents else _("Works of %(place)s") % here
        works = [
            {"label": label, "url": asked.query(**{**same, "works": each}), "current": each == asked.works}
            for each, label in (("all", in_all), ("place", of_place))
        ]
    periods = [
        {"label": label, "url": asked.query(**{**same, "years": each, "least": 0.0}), "current": each == asked.years}
        for each, label in (("all", _("All years")), ("recent", _("Last %(n)s years") % {"n": LAST_YEARS}))
    ]
    counting = [
        {"label": label, "url": asked.query(counting=each, least=0.0), "current": each == asked.counting}
        for each, label in words.COUNTING.items()
    ]
    recent = f"{asked.of}{RECENT}" in computed
    return {"kinds": kinds, "works": works, "years": periods if recent else [], "counting": counting}


def _said(found: Shown) -> str:
    """What is drawn, of what, and by which rule."""
    result, asked, language = found.result, found.asked, get_language()
    in_all = len(found.result["links"]["first"])
    shown = min(DRAWN, len(found.kept))
    years = result["years"]
    period = f"{years[0]}–{years[1]}" if years[0] != years[1] else str(years[0] or "")
    members = len(found.nodes)
    names = {
        "members": words.MEMBERS[asked.of] % {"n": display.number(members, language), "count": members},
        "found": display.number(result["found"], language), "items": display.number(result["items"], language),
        "period": period, "drawn": display.number(shown, language), "links": display.number(in_all, language),
        "largest": LARGEST, "large": display.number(result["large"], language),
    }  # fmt: skip
    if len(found.nodes) < result["found"]:
        sentences = [_("The %(members)s with most works, of %(found)s in %(items)s works of %(period)s.") % names]
    else:
        sentences = [_("All %(members)s in %(items)s works of %(period)s.") % names]
    least = found.analysis.parameters.get("least", 1)
    if least > 1:
        sentences.append(_("Only those with %(n)s works and more are in it.") % {"n": least})
    if shown < in_all:
        sentences.append(_("Drawn are the %(drawn)s strongest of %(links)s links.") % names)
    alone = int((~found.linked).sum())
    if alone:
        names["alone"] = display.number(alone, language)
        sentences.append(_("Not drawn, as they have none of these links: %(alone)s.") % names)
    if result["large"]:
        sentences.append(_("Works of more than %(largest)s members are left out (%(large)s).") % names)
    sentences.append(
        _("Circles are as large as their works; those of one colour belong to one group, linked more within than by "
          "chance; those near each other share more of their works.")
    )  # fmt: skip
    return words.sentences(sentences)


def _picture(found: Shown, node: int | None, frame: Frame, most: int) -> str:
    links, asked = found.result["links"], found.asked
    strongest = sorted(found.kept.tolist(), key=lambda at: (-found.weights[at], at))[:most]
    own = {at for _partner, at in found.partners(node)} if node is not None else set()
    near = {links["first"][at] for at in own} | {links["second"][at] for at in own}
    groups, measures = found.groups, found.measures
    drawn = [at for at in range(len(found.nodes)) if found.linked[at] or at == node]
    place = {at: number for number, at in enumerate(drawn)}
    sizes = radii(found.network.items)
    counted = _counted(found)
    dots = []
    for at in drawn:
        each = found.nodes[at]
        aside = (node is not None and at != node and at not in near) or asked.group not in (0, groups[at])
        name, url = name_of(each), asked.query(node=each["key"], page=1) + "#node"
        dots.append(
            Dot(
                each["key"], name, f"{name}: {counted} {_figure(found, at)}", url, measures["x"][at], measures["y"][at],
                float(sizes[at]), groups[at], aside, at == node,
            )
        )  # fmt: skip
    lines = [
        Line(
            place[links["first"][at]], place[links["second"][at]], float(found.weights[at]),
            (node is not None and at not in own)
            or asked.group not in (0, groups[links["first"][at]], groups[links["second"][at]]),
        )
        for at in dict.fromkeys([*strongest, *sorted(own)])
    ]  # fmt: skip
    return drawing.svg(dots, lines, frame, _("Network: %(kind)s") % {"kind": words.KINDS[asked.of]})


def _figure(found: Shown, node: int) -> str:
    """A node's works by the way of counting."""
    full = found.asked.counting == "full"
    return _number(found.nodes[node]["works" if full else "credit"], 0 if full else 1)


def _number(value: float | None, decimals: int) -> str:
    return "" if value is None else display.number(value, get_language(), decimals)


def _counted(found: Shown) -> str:
    return str(words.COUNTED["patents" if found.asked.of == "applicants" else "works"])


def _moves(asked: Asked) -> dict[str, str]:
    """Addresses of closer and wider views, and of those beside this one."""
    at = stored.ZOOMS.index(asked.zoom)
    step = 0.5 / asked.zoom
    moves = {}
    if at + 1 < len(stored.ZOOMS):
        moves["in"] = asked.query(zoom=stored.ZOOMS[at + 1])
    if at:
        closer = stored.ZOOMS[at - 1]
        moves["out"] = asked.query(zoom=closer, **({"x": 0.5, "y": 0.5} if closer == 1 else {}))
        half = 0.5 / asked.zoom
        for name, x, y in (("left", -step, 0.0), ("right", step, 0.0), ("up", 0.0, -step), ("down", 0.0, step)):
            there = {"x": asked.x + x, "y": asked.y + y}
            inside = {axis: round(min(max(value, half), 1 - half), 4) for axis, value in there.items()}
            if any(abs(inside[axis] - min(max(getattr(asked, axis), half), 1 - half)) > 1e-6 for axis in inside):
                moves[name] = asked.query(**inside)
    return {name: url + "#drawing" for name, url in moves.items()}


def _groups(found: Shown) -> list[dict[str, Any]]:
    """The largest groups of more than one member: their colour, number, size and largest members."""
    members: dict[int, list[int]] = {}
    for at, group in enumerate(found.groups):
        members.setdefault(group, []).append(at)
    asked = found.asked
    return [
        {
            "number": group, "colour": group if group <= COLOURS else 0, "size": len(of),
            "names": [name_of(found.nodes[at]) for at in of[:3]], "current": group == asked.group,
            "url": asked.query(group=0 if group == asked.group else group, node="") + "#drawing",
        }
        for group, of in sorted(members.items())
        if len(of) > 1
    ][:COLOURS]  # fmt: skip


def _node(found: Shown, node: int) -> dict[str, Any]:
    """One node: what is known of it, and those it is most strongly linked with."""
    row, asked = found.nodes[node], found.asked
    partners = {link: partner for partner, link in found.partners(node)}
    ranked = found.ranked(list(partners))
    columns, rows = _of_links(found, [(link, [partners[link]]) for link in ranked[:PARTNERS]], "#node")
    group = found.groups[node]
    facts = [
        (_("Type"), words.TYPES.get(row.get("type", ""), "")),
        (_("Country or region"), display.choose(_country(row), get_language()).text),
        (_("Field") if asked.of == "topics" else _("Institution"), row.get("at", "")),
        (_counted(found), _figure(found, node)),
        (pgettext("network", "Partners"), _number(float(found.degree[node]), 0)),
        (_("Total strength of links"), _number(float(found.strength[node]), 0 if asked.counting == "full" else 1)),
        (_("Betweenness"), _number(found.measures["betweenness"][node], 4)),
        (pgettext("network", "Group"), str(group)),
    ]
    return {
        "name": row["name"],
        "link": link_of(row),
        "facts": [{"label": label, "text": text} for label, text in facts if text],
        "columns": columns,
        "rows": rows,
        "more": max(0, len(ranked) - PARTNERS),
        "without": asked.query(node="", by="weight") + "#drawing",
    }


def _pairs(found: Shown) -> dict[str, Any]:
    """The strongest links of all; by a measure only those of enough joint works."""
    links = found.result["links"]
    kept = found.kept.tolist()
    by_measure = found.asked.by in links and found.asked.by != "weight"
    if by_measure:
        kept = [at for at in kept if links["full"][at] >= LEAST_JOINT]
    strongest = found.ranked(kept)[:PAIRS]
    columns, rows = _of_links(found, [(at, [links["first"][at], links["second"][at]]) for at in strongest], "#pairs")
    return {
        "any": bool(len(found.kept)), "columns": columns, "rows": rows,
        "least": LEAST_JOINT if by_measure else 0, "by_weight": found.asked.query(by="weight") + "#pairs",
        "measures": [
            {"label": words.MEASURES[each], "text": words.MEASURES_MEAN[each]} for each in MEASURES if each in links
        ],
    }  # fmt: skip


def _of_links(
    found: Shown, links: Sequence[tuple[int, list[int]]], where: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Links as a table: the ends that are named, joint works both ways, the measures if there are any."""
    values, asked = found.result["links"], found.asked
    measures = [each for each in MEASURES if each in values]
    columns: list[dict[str, Any]] = [
        {"label": words.ONE[asked.of] if links and len(links[0][1]) == 1 else _("Pair")},
        {"label": _("Joint works"), "numeric": True, "by": "weight"}, {"label": _("Fractional"), "numeric": True},
        *({"label": words.MEASURES[each], "numeric": True, "by": each} for each in measures),
    ]  # fmt: skip
    if measures:
        for column in columns[1:]:
            if "by" in column:
                column["sort_url"] = asked.query(by=column["by"]) + where
                column["sorted"] = "descending" if column["by"] == asked.by else ""
    rows = []
    decimals = {each: 3 if each in ("salton", "jaccard") else 2 for each in measures}
    for link, ends in links:
        names = [name_of(found.nodes[end]) for end in ends]
        rows.append(
            {
                "url": asked.query(node=found.nodes[ends[0]]["key"], page=1) + "#node",
                "cells": [
                    {"text": " – ".join(names)},
                    {"text": _number(values["full"][link], 0)}, {"text": _number(values["fractional"][link], 2)},
                    *({"text": _number(values[each][link], decimals[each])} for each in measures),
                ],
            }
        )  # fmt: skip
    return columns, rows


def _table(found: Shown) -> dict[str, Any]:
    """All nodes, sorted and narrowed by words, a page of them."""
    asked = found.asked
    wanted = asked.q.casefold().split()
    texts = [" ".join([*node["name"].values(), node.get("at", ""), node["key"]]).casefold() for node in found.nodes]
    matching = [at for at, text in enumerate(texts) if all(word in text for word in wanted)]
    keys: dict[str, Callable[[int], Any]] = {
        "works": lambda at: -found.network.items[at], "name": lambda at: name_of(found.nodes[at]).casefold(),
        "group": lambda at: found.groups[at], "degree": lambda at: -found.degree[at],
        "strength": lambda at: -found.strength[at], "betweenness": lambda at: -found.measures["betweenness"][at],
    }  # fmt: skip
    matching.sort(key=lambda at: (keys[asked.sort](at), at))
    last = max(1, -(-len(matching) // PAGE))
    page = min(asked.page, last)
    here = matching[(page - 1) * PAGE : page * PAGE]
    decimals = 0 if asked.counting == "full" else 1
    labels = {
        "name": words.ONE[asked.of], "works": _counted(found), "degree": pgettext("network", "Partners"),
        "strength": _("Total strength of links"), "betweenness": _("Betweenness"),
        "group": pgettext("network", "Group"),
    }  # fmt: skip
    columns = [
        {
            "label": label, "numeric": name != "name", "sort_url": asked.query(sort=name, page=1) + "#members",
            "sorted": "" if asked.sort != name else "ascending" if name in ("name", "group") else "descending",
        }
        for name, label in labels.items()
    ]  # fmt: skip
    columns.append({"label": _("More")})
    rows = []
    for at in here:
        node = found.nodes[at]
        link = link_of(node)
        rows.append(
            {
                "url": asked.query(node=node["key"], page=1) + "#node",
                "cells": [
                    {"text": node["name"], "sub": node.get("at") or _country(node)},
                    {"text": _figure(found, at)}, {"text": _number(float(found.degree[at]), 0)},
                    {"text": _number(float(found.strength[at]), decimals)},
                    {"text": _number(found.measures["betweenness"][at], 4)}, {"text": str(found.groups[at])},
                    {"text": link["text"], "url": link["url"]} if link else {"text": ""},
                ],
            }
        )  # fmt: skip
    pagination = {
        "first": (page - 1) * PAGE + 1, "last": (page - 1) * PAGE + len(here), "total": len(matching),
        "previous_url": asked.query(page=page - 1) + "#members" if page > 1 else "",
        "next_url": asked.query(page=page + 1) + "#members" if page < last else "",
    }  # fmt: skip
    return {
        "columns": columns, "rows": rows, "pagination": pagination if last > 1 else None, "matching": len(matching),
        "total": len(found.nodes), "clear_url": asked.query(q="", page=1) + "#members",
    }  # fmt: skip
