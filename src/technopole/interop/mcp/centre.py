"""Look-ups of what a centre knows besides: organisations, policies, indicators."""

from collections.abc import Mapping
from typing import Any

from technopole.interop import things
from technopole.interop.mcp import shapes
from technopole.interop.mcp.exchange import listed, record
from technopole.interop.mcp.public import absolute, ask
from technopole.interop.mcp.shapes import bilingual


def search_organisations(text: str, country: str, limit: int) -> shapes.Items:
    """By any of their names, in any language and spelling; the best first."""
    facets = [f"country:{country}"] if country else []
    found = ask("search_everything", q=text, kind="organisation", facet=facets, limit=limit)
    known = things.read([hit["uid"] for hit in found["items"]])
    items = []
    for hit in found["items"]:
        thing = known.get(hit["uid"])
        synthetic = bool(thing and thing.row["synthetic"])
        title = bilingual(hit["title"])
        items.append(
            shapes.Item(
                uid=hit["uid"], kind="organisation", url=absolute(hit["url"]), title=title,
                summary=bilingual({"en": thing.row["summary_en"], "zh": thing.row["summary_zh"]} if thing else {}),
                synthetic=synthetic, warning=shapes.MADE_UP if synthetic else None,
                citations=shapes.citations(hit["url"], title, thing.row["sources"] if thing else ()),
            )
        )  # fmt: skip
    return shapes.Items(items=items, next=None, warning=shapes.warning(items))


def get_organisation(uid: str) -> shapes.Record:
    data = ask("organisation", uid)
    # a name of neither language, as most of the world's, stands where the English one would
    title = data["name"] if any(data["name"].values()) else {"en": data["shown_name"]}
    found = record("organisation", {**data, "name": title}, "organisation", data["summary"], "name")
    return found.model_copy(update={"data": data})


def search_policies(text: str, in_force: str, limit: int, after: str) -> shapes.Items:
    return listed("policy", ask("policies", q=text, in_force=in_force, limit=limit, cursor=after))


def get_policy(uid: str) -> shapes.Record:
    data = ask("policy", uid)
    return record("policy", data, "policy", data["summary"])


def list_indicators(core: bool | None, limit: int, after: str) -> shapes.Indicators:
    asked = None if core is None else str(core).lower()
    page = ask("indicators", core=asked, limit=limit, cursor=after)
    items = [shapes.Indicator(**_indicator(row)) for row in page["items"]]
    return shapes.Indicators(items=items, next=page.get("next"), warning=shapes.warning(items))


def get_indicator(key: str, place: str) -> shapes.Series:
    """What each source said of each period."""
    data = ask("indicator_series", key, place=place)
    described = _indicator(data["indicator"])
    figures = [_point(point, described["unit"]) for point in data["points"]]
    figures += [_figure(row, described["unit"]) for row in data["missing"]]
    targets = [_figure(row, described["unit"]) for row in data["targets"]]
    described["synthetic"] = any(each.synthetic for each in figures)
    described["warning"] = shapes.SOME_MADE_UP if described["synthetic"] else None
    return shapes.Series(
        **described, place=_label(data["place"]), figures=figures, targets=targets, progress=data["progress"]
    )


def _indicator(row: Mapping[str, Any]) -> dict[str, Any]:
    title, unit, target = bilingual(row["name"]), row["unit"], row["target"]
    return {
        "uid": row["uid"], "kind": "indicator", "url": absolute(row["url"]), "title": title,
        "summary": bilingual(row["note"]), "synthetic": False,
        "citations": shapes.citations(row["url"], title, row["sources"]),
        "key": row["id"], "unit": unit.get("en") or unit.get("id"), "direction": row["direction"],
        "definition": bilingual(row["definition"]),
        "target": f"{target['operator']} {target['value']} in {target['period']}" if target else None,
    }  # fmt: skip


def _point(point: Mapping[str, Any], unit: str | None) -> shapes.Figure:
    headline = _figure(point["headline"], unit)
    others = [_figure(row, unit) for row in point["others"]]
    return headline.model_copy(update={"others": others, "disputed": point["disputed"]})


def _figure(row: Mapping[str, Any], unit: str | None) -> shapes.Figure:
    return shapes.Figure(
        period=row["period"], value=row["value"], unit=row["unit"] or unit, status=row["status"],
        qualifier=row["qualifier"], place=_label(row["place"]), disputed=False, synthetic=row["synthetic"],
        citations=shapes.cited(row["sources"], row["published"]),
    )  # fmt: skip


def _label(place: Mapping[str, Any] | None) -> str | None:
    return str(place.get("en") or place.get("zh") or place.get("key") or "") or None if place else None
