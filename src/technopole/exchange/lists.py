"""The list of needs: columns, facets and twins."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.exchange import queries, words
from technopole.exchange.models import Need
from technopole.pages import display
from technopole.pages.export_columns import plain, text_columns
from technopole.pages.finding import containing
from technopole.pages.listing import Column, Facet, Listing
from technopole.pages.texts import in_both
from technopole.registry import named


def _words(known: Any) -> Any:
    """How a facet names values of a fixed vocabulary; others are shown as they are written."""
    return lambda values: {value: known.get(value, value.replace("_", " ")) for value in values}


def link(need: Need) -> str:
    return reverse("exchange:need", args=[need.uid])


def _find(rows: QuerySet[Need], text: str) -> QuerySet[Need]:
    names = ("statement", "wanted", "stated_by")
    return containing(rows, text, *(f"{name}_{language}" for name in names for language in ("en", "zh")))


def _said_by(need: Need) -> dict[str, Any]:
    party = queries.party(need)
    sub = party["text"] if in_both(need, "stated_by") != party["text"] else ""
    return {"text": display.sentence_case(in_both(need, "stated_by")), "sub": sub}


needs = Listing(
    name="needs",
    title=_("Needs"),
    intro=_(
        "What organisations and people of this centre said they want, in their words and with the day they said it."
    ),
    rows=lambda request: queries.needs(),
    columns=[
        Column("statement", _("Statement"), lambda row: in_both(row, "statement")),
        Column("kind", _("Kind"), lambda row: words.KINDS.get(row.kind, row.kind.replace("_", " ")), ("kind",)),
        Column("said_by", _("Said by"), _said_by),
        Column(
            "said_on",
            _("Said on"),
            lambda row: display.partial_date(row.stated_on, get_language(), brief=True),
            ("stated_on_day",),
            whole=True,
        ),
        Column("status", _("Status"), lambda row: {"text": "", "badge": words.STATUSES.get(row.status)}, ("status",)),
    ],
    export=[
        *plain("uid", "key", "kind"),
        *text_columns("statement", "stated_by", "role"),
        *plain("organisation_key", "stated_on", "fields"),
        *text_columns("wanted"),
        *plain("status", "sources"),
    ],
    link=link,
    facets=[
        Facet("kind", _("Kind"), "kind", _words(words.KINDS)),
        Facet("status", _("Status"), "status", _words({key: word["label"] for key, word in words.STATUSES.items()})),
        Facet("organisation", _("Organisation"), "organisation_key", named.names_by_key, counted=False),
    ],
    search=_find,
    order=("-stated_on_day", "pk"),
)
