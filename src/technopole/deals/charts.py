"""The market's figures as charts and tables for its page: bars, flows, the way to the certificate."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext_lazy, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from technopole.deals import words
from technopole.deals.statistics import CUTS, Figures
from technopole.methods import market
from technopole.pages import charts, display, flow_chart
from technopole.pages.chart_parts import WIDE, Spec
from technopole.pages.drawing import ChartError
from technopole.registry import vocabulary as register

YUAN = {"en": "yuan", "zh": "元"}
MOST_BARS = 12
TITLES: Mapping[str, Any] = {
    "kind": gettext_lazy("By kind of contract"), "field": gettext_lazy("By field of technology"),
    "seller_type": gettext_lazy("By seller"), "buyer_type": gettext_lazy("By buyer"),
    "ip": gettext_lazy("By intellectual property"), "programme": gettext_lazy("By programme"),
    "size": gettext_lazy("By size of contract"), "year": gettext_lazy("By year of registration"),
    "flows": gettext_lazy("From where to where"), "reach": gettext_lazy("What stays, leaves and comes in"),
}  # fmt: skip
REACH: Mapping[str, Any] = {
    "same_place": gettext_lazy("Within the same province"), "home": gettext_lazy("To another province"),
    "export": gettext_lazy("Exports"), "import": gettext_lazy("Imports"),
    "abroad": gettext_lazy("Between other countries"),
}  # fmt: skip
STAGES: Mapping[str, Any] = {
    "listed": gettext_lazy("Listed"), "interest": gettext_lazy("Interest expressed"),
    "disclosed": gettext_lazy("Both sides named"), "contract": gettext_lazy("Contract signed"),
    "certificate": pgettext_lazy("of a transaction", "Certificate issued"),
}  # fmt: skip
_WORDS: Mapping[str, Mapping[str, Any]] = {
    "kind": words.CONTRACT_KINDS, "field": words.FIELDS, "seller_type": words.PARTY_TYPES,
    "buyer_type": words.PARTY_TYPES, "ip": words.IP_KINDS, "programme": words.PROGRAMMES, "reach": REACH,
}  # fmt: skip
DRAWN = ("kind", "field", "year", "flows")
"""Which tables are drawn, too."""


def label(cut: str, value: str) -> str:
    """What a value of a cut is called."""
    if cut in _WORDS:
        return str(_WORDS[cut].get(value, value))
    if cut == "size":
        return _band(value)
    if cut in ("origin", "destination"):
        return place(value)
    return value


def place(code: str) -> str:
    """A province or a country in the reader's language."""
    language = get_language()
    return display.choose(register.provinces().get(code) or register.countries().get(code) or code, language).text


def _band(start: str) -> str:
    language = get_language()
    starts = [str(each) for each in market.BANDS]
    at = starts.index(start)
    begin = display.compact_number(start, language)
    if at + 1 == len(starts):
        return _("%(from)s yuan and more") % {"from": begin}
    end = display.compact_number(starts[at + 1], language)
    return _("%(from)s to %(to)s yuan") % {"from": begin, "to": end} if at else _("Below %(to)s yuan") % {"to": end}


def page(found: Figures, cache: Path) -> dict[str, Any]:
    """The sections of the market's page: tables with their drawings, sizes, the way."""
    sections = [section("flows", found.flows, cache)]
    if found.reach is not None:
        sections.append(section("reach", found.reach, cache))
    sections += [section(cut, found.tables[cut], cache) for cut in CUTS]
    return {"sections": [each for each in sections if each], "stages": _stages(found), "stats": _stats(found)}


def section(name: str, table: market.Table, cache: Path) -> dict[str, Any] | None:
    """One cut: its table, what is hidden in it, and its drawing; nothing where there is nothing."""
    if not table.cells:
        return None
    cells = table.cells if name != "year" else sorted(table.cells, key=lambda cell: cell.key)
    shown = [cell for cell in cells if not cell.hidden]
    return {
        "key": name, "title": TITLES[name], "hidden": sum(cell.hidden for cell in table.cells),
        "additive": table.additive,
        "columns": [
            {"key": "value", "label": ""},
            {"key": "contracts", "label": pgettext("a number", "Contracts"), "numeric": True},
            {"key": "trade", "label": _("Technology trade amount, yuan"), "numeric": True},
            {"key": "share", "label": _("Share"), "numeric": True},
        ],
        "rows": [{"url": "", "cells": _cells(table, cell)} for cell in cells],
        "chart": _drawing(name, table, shown, cache) if name in DRAWN and len(shown) > 1 else None,
        "note": _of_flows(len(shown), hidden=len(shown) < len(cells)) if name == "flows" and len(shown) > 1 else "",
    }  # fmt: skip


def _name(table: market.Table, cell: market.Cell) -> str:
    return " → ".join(label(cut, value) for cut, value in zip(table.cut, cell.key, strict=True))


def _cells(table: market.Table, cell: market.Cell) -> list[dict[str, Any]]:
    language = get_language()
    if cell.hidden:
        few = {"text": _("hidden")}
        return [{"text": _name(table, cell)}, few, few, few]
    return [
        {"text": _name(table, cell)}, {"text": display.number(cell.contracts, language)},
        {"text": display.number(cell.value, language, 0)}, {"text": _percent(cell.share, language)},
    ]  # fmt: skip


def _drawing(name: str, table: market.Table, shown: list[market.Cell], cache: Path) -> dict[str, Any] | None:
    language = get_language() or "en"
    rows = [(_name(table, cell), float(cell.value or 0)) for cell in shown][:MOST_BARS]
    heads = (_("Seller in"), _("Buyer in"))

    def make(width: int) -> dict[str, Any]:
        if name == "flows":
            return flow_chart.flows(drawn_flows(table), unit=YUAN, language=language, heads=heads, width=width)
        if name == "year":
            return charts.bars(rows, unit=YUAN, language=language, width=width)
        return charts.categories(rows, unit=YUAN, language=language, width=width)

    return figure(f"market-{name}", make, cache, str(TITLES[name]))


def figure(key: str, make: Callable[[int], Spec], cache: Path, title: str) -> dict[str, Any] | None:
    """A drawing under a heading that says its title; nothing where it fails: the table beside it says the same."""
    try:
        wide, narrow = charts.render_pair(make, cache, title)
    except ChartError:
        return None
    return {"id": key, "svg": wide, "svg_narrow": narrow, "title": "", "spec": make(WIDE)}


def drawn_flows(table: market.Table) -> list[flow_chart.Flow]:
    """The largest flows that may be told, by the names of their places.

    Made of published cells only: what is hidden, and the total it could be reckoned from, have no part in it.
    """
    told = [cell for cell in table.cells if not cell.hidden and cell.value][:MOST_BARS]
    return [(place(cell.key[0]), place(cell.key[1]), float(cell.value or 0)) for cell in told]


def _of_flows(shown: int, *, hidden: bool) -> str:
    """What is drawn, in words."""
    said = [_("Each band is as wide as its technology trade amount; names stand with the sum of the bands drawn.")]
    if shown > MOST_BARS:
        said.append(_("The %(most)d largest are drawn; the table has all.") % {"most": MOST_BARS})
    if hidden:
        said.append(_("What the table hides is not drawn."))
    return "".join(said) if display.short_language(get_language()) == "zh" else " ".join(said)


def _stages(found: Figures) -> list[dict[str, Any]]:
    language = get_language()
    return [
        {
            "label": STAGES[each.name], "hidden": each.hidden, "reached": each.reached,
            "conversion": _percent(each.conversion, language), "days": each.days,
        }
        for each in found.way
    ]  # fmt: skip


def _percent(share: Decimal | None, language: str | None) -> str:
    return display.number(share * 100, language, 1) + "%" if share is not None else ""


def _stats(found: Figures) -> list[dict[str, Any]]:
    """The figures at the top of the page; a dash where too few stand behind one."""
    language = get_language()
    sizes = found.sizes
    share = sizes.largest_share if sizes else None
    return [
        {"value": found.total.contracts, "label": _("registered contracts")},
        {"text": _yuan(found.total.value, language), "label": _("technology trade amount")},
        {"text": _yuan(sizes.mean if sizes else None, language), "label": _("mean of a contract")},
        {"text": _yuan(sizes.median if sizes else None, language), "label": _("median of a contract")},
        {"text": _percent(share, language), "label": _("of the value in the largest tenth")},
        {"value": found.silent, "label": _("listings without interest after 90 days")},
    ]  # fmt: skip


def _yuan(amount: Decimal | None, language: str | None) -> str:
    """An amount that may break between its words: it stands in large type."""
    if amount is None:
        return ""
    return display.short_quantity(amount.quantize(Decimal(1)), YUAN, language).replace("\u00a0", " ")
