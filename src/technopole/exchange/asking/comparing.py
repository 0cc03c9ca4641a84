"""Up to four offers side by side: a fact a row, an offer a column, and in words whether they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from technopole.exchange import findable, present, queries
from technopole.exchange.asking.searching import MOST_COMPARED
from technopole.pages import display
from technopole.search.corpora import open_corpus

Facts = Sequence[Mapping[str, Any]]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The offers of the address, listings and reference data alike; those that are gone are left out and counted."""
    asked = list(dict.fromkeys(request.GET.getlist("id")))
    uids = asked[:MOST_COMPARED]
    things = found(uids)
    shown = [things[uid] for uid in uids if uid in things]
    context = {
        "offers": [
            {**thing, "url": reverse("exchange:offer", args=[thing["uid"]]),
             "without_url": _address([uid for uid in things if uid != thing["uid"]])}
            for thing in shown
        ],
        "rows": rows([thing["facts"] for thing in shown], [thing["texts"] for thing in shown]),
        "gone": len(uids) - len(shown),
        "left_out": max(0, len(asked) - MOST_COMPARED),
        "most": MOST_COMPARED,
        "trail": [
            {"label": _("Technology exchange"), "url": reverse("exchange:front")},
            {"label": pgettext("of a technology", "Offers"), "url": reverse("exchange:search")},
            {"label": _("Compare")},
        ],
    }  # fmt: skip
    return render(request, "exchange/asking_compare.html", context)


def found(uids: Sequence[str]) -> dict[str, dict[str, Any]]:
    """{uid: the facts of the offer}, in the order asked for. Costs one query."""
    by_uid = {row.uid: present.facts(row) for row in queries.offers().filter(uid__in=uids)}
    others = open_corpus(findable.OFFERS).several([uid for uid in uids if uid not in by_uid])
    by_uid |= {uid: present.facts({**body, "uid": uid}) for uid, body in others.items()}
    return {uid: by_uid[uid] for uid in uids if uid in by_uid}


def rows(facts: Sequence[Facts], texts: Sequence[Facts]) -> list[dict[str, Any]]:
    """A row for each fact that one of them has, in the order in which they have them; the long texts last."""
    table: list[dict[str, Any]] = []
    for group in (facts, texts):
        labels = dict.fromkeys(str(fact["label"]) for each in group for fact in each if fact and _values(fact))
        for label in labels:
            cells = [
                next((_values(fact) for fact in each if fact and str(fact["label"]) == label and _values(fact)), [])
                for each in group
            ]
            said = {_plain(cell) for cell in cells}
            table.append({"label": label, "cells": cells, "differs": len(said) > 1, "long": group is texts})
    return table


def _values(fact: Mapping[str, Any]) -> list[dict[str, Any]]:
    if fact.get("values"):
        return [value if isinstance(value, dict) else {"text": value} for value in fact["values"]]
    return [dict(fact)] if fact.get("text") else []


def _plain(cell: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    language = get_language()
    return tuple(sorted(display.choose(value.get("text"), language).text for value in cell))


def _address(uids: Sequence[str]) -> str:
    return reverse("exchange:compare") + ("?" + "&".join(f"id={uid}" for uid in uids) if uids else "")
