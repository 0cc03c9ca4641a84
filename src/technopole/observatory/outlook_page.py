"""What an indicator's page says of its progress by the published methods, and of where it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.observatory import outlook_words, thresholds
from technopole.observatory.outlooks import Outlook
from technopole.observatory.queries import Standing
from technopole.observatory.scoreboard import Row, row_of
from technopole.pages import display


def section(found: Standing, everywhere: Mapping[str, Standing]) -> dict[str, Any]:
    """For `observatory/_outlook.html`; `computed` is the outlook itself, for the chart."""
    row = row_of(found, everywhere)
    outlook = row.outlook
    return {
        "computed": outlook,
        "chance": outlook_words.percent(row.chance) if row.chance is not None else "",
        "between": outlook_words.between(row.ahead, found.indicator) if row.ahead else "",
        "year": str(row.ahead.year) if row.ahead else "",
        "sentences": outlook_words.sentences(found, outlook, row.pace),
        "trust": outlook_words.trust(outlook),
        "columns": [{"label": _("Year")}, {"label": _("Interval of 80 in 100"), "numeric": True},
                    {"label": _("Middle"), "numeric": True}],
        "rows": coming(row),
        "trials": trials(outlook),
        "judged": [outlook_words.judged(one) for one in row.judged],
        "base_note": outlook_words.base_note(row.judged[0], found.indicator),
        "thresholds": thresholds.tables(),
    }  # fmt: skip


def coming(row: Row) -> list[dict[str, Any]]:
    """The years to come as rows of a table, the interval before its middle."""
    return [
        {
            "cells": [
                {"text": outlook_words.year(each.year)},
                {"text": outlook_words.between(each, row.indicator)},
                {"text": outlook_words.bare(each.value, row.indicator)},
            ]
        }
        for each in row.outlook.coming
    ]


def trials(outlook: Outlook) -> list[str]:
    """How many of the earlier intervals held, by years ahead."""
    language = get_language()
    return [
        _("years ahead %(ahead)s: %(held)s of %(all)s") % {
            "ahead": ahead, "held": display.number(held, language), "all": display.number(number, language),
        }
        for ahead, held, number in zip(range(1, 99), outlook.tried.inside, outlook.tried.number, strict=False)
        if number
    ]  # fmt: skip
