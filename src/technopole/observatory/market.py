"""What was claimed of the technology market, beside what the deals' records say: sourced, dated, marked as claims."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from technopole.observatory import lists, queries, words
from technopole.observatory.models import Indicator
from technopole.pages.panels import Panel
from technopole.pages.texts import in_both

PREFIX = "tech_trade_market_"


def of_market(market: Any) -> Panel | None:
    """The latest claim of each indicator of the market. Costs a query, and one for each indicator."""
    rows = []
    for indicator in Indicator.objects.filter(key__startswith=PREFIX).order_by("key"):
        found = queries.latest(indicator, indicator.place)
        if found is not None:
            rows.append({
                "text": words.stated(found.headline, indicator), "url": lists.link(indicator), "when": found.period,
                "sub": in_both(indicator, "name"), "mark": words.mark(found.headline),
            })
    return Panel(_("What was said of the market"), rows) if rows else None
