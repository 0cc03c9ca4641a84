"""What the exchange adds to the pages of organisations and hubs: the needs stated on their behalf."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from technopole.exchange import lists, queries, words
from technopole.pages.panels import Panel
from technopole.pages.texts import in_both

SHOWN = 10


def needs(thing: Any) -> Panel | None:
    """The needs of an organisation or hub, by its key."""
    if not thing.key:
        return None
    shown = [
        {
            "text": in_both(row, "statement"),
            "url": lists.link(row),
            "when": row.stated_on,
            "sub": in_both(row, "stated_by"),
            "badge": words.STATUSES.get(row.status),
        }
        for row in queries.of_organisation(thing.key)[:SHOWN]
    ]
    return Panel(_("Needs"), shown)
