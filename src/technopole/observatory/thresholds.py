"""The published methods' thresholds as tables, made from the very numbers that statuses are looked up in."""

from __future__ import annotations

import math
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from technopole.methods.published_progress import Measure, Steps
from technopole.observatory.judgements import METHODS
from technopole.observatory.outlook_words import JUDGED
from technopole.observatory.outlook_words import METHODS as NAMES
from technopole.pages import display

SOURCES = {
    "open_sdg": "https://open-sdg.readthedocs.io/en/latest/progress-calculation/",
    "eurostat": "https://ec.europa.eu/eurostat/web/sdi",
}
CASES = (
    ("with_target", gettext_lazy("With a target: share of the pace needed")),
    ("without_target", gettext_lazy("Without a target: change a year the wanted way")),
)


def tables() -> list[dict[str, Any]]:
    """[{name, url, cases: [{title, rows: [{badge, range}]}]}] of both methods."""
    return [{"name": NAMES[each.name], "url": SOURCES[each.name], "cases": _cases(each)} for each in METHODS]


def _cases(method: Measure) -> list[dict[str, Any]]:
    found = []
    for case, title in CASES:
        steps: Steps = getattr(method, case)
        rows = [
            {"badge": JUDGED[status], "range": _range(least, above, case)}
            for (least, status), above in zip(steps, [math.inf, *(least for least, _status in steps)], strict=False)
        ]
        if case == "with_target" and method.met not in {status for _least, status in steps}:
            rows.insert(0, {"badge": JUDGED[method.met], "range": _("the target is met")})
        elif case == "with_target":
            rows[0]["range"] = _("%(range)s, or the target is met") % {"range": rows[0]["range"]}
        found.append({"title": title, "rows": rows})
    return found


def _range(least: float, above: float, case: str) -> str:
    if least == -math.inf:
        return _("below %(value)s") % {"value": _text(above, case)}
    if above == math.inf:
        return _("%(value)s and more") % {"value": _text(least, case)}
    return _("%(least)s to below %(above)s") % {"least": _text(least, case), "above": _text(above, case)}


def _text(value: float, case: str) -> str:
    if case == "with_target":
        return display.number(value, get_language(), 2)
    return display.number(round(value * 100, 2), get_language()) + "%"
