"""The list of policies: columns, facets and twins."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from technopole.core import clock
from technopole.pages import display
from technopole.pages.export_columns import plain, text_columns
from technopole.pages.exports import ExportColumn
from technopole.pages.finding import containing
from technopole.pages.listing import Column, Facet, Listing
from technopole.pages.texts import in_both
from technopole.policies import queries, words
from technopole.policies.models import Policy


def _words(known: Any) -> Any:
    """How a facet names values of a fixed vocabulary; others are shown as they are written."""
    return lambda values: {value: known.get(value, value.replace("_", " ")) for value in values}


def link(policy: Policy) -> str:
    return reverse("policies:policy", args=[policy.uid])


def _find(rows: QuerySet[Policy], text: str) -> QuerySet[Policy]:
    names = ("title", "issuer", "summary", "area")
    return containing(rows, text, "document_number", *(f"{name}_{lang}" for name in names for lang in ("en", "zh")))


_VALIDITY_ORDER = list(words.VALIDITIES)

policies = Listing(
    name="policies",
    title=_("Policies"),
    intro=_("Laws, measures, plans and rules that concern this centre. Summaries are not legal advice."),
    rows=lambda request: queries.policies(clock.today()),
    columns=[
        Column(
            "title", _("Title"), lambda row: {"text": in_both(row, "title"), "sub": row.document_number}, ("title_en",)
        ),
        Column("issuer", _("Issued by"), lambda row: in_both(row, "issuer"), ("issuer_en",)),
        Column("level", _("Level"), lambda row: words.LEVELS.get(row.level, ""), ("level",)),
        Column(
            "published",
            _("Published"),
            lambda row: display.partial_date(row.published, get_language(), brief=True),
            ("published_on",),
            whole=True,
        ),
        Column("validity", _("Today"), lambda row: {"text": "", "badge": words.status(row, clock.today())}),
    ],
    export=[
        *plain("uid", "key"),
        *text_columns("title"),
        *plain("document_number"),
        *text_columns("issuer"),
        *plain("published", "valid_from", "valid_to", "level"),
        *text_columns("area"),
        *plain("topic", "subject"),
        ExportColumn("instruments", lambda row: [each.instrument for each in row.instruments.all()]),
        *text_columns("summary"),
        *plain("rule_pack"),
        *plain("official", type="truth"),
        *plain("sources"),
    ],
    link=link,
    facets=[
        Facet(
            "validity",
            _("Today"),
            "validity",
            _words(words.VALIDITIES),
            order=lambda value, count: _VALIDITY_ORDER.index(value),
        ),
        Facet("level", _("Level"), "level", _words(words.LEVELS)),
        Facet("topic", _("Topic"), "topic", _words(words.TOPICS)),
        Facet("works_by", _("Works by"), "instruments__instrument", _words(words.INSTRUMENTS)),
        Facet("concerns", _("Concerns"), "subject", _words(words.SUBJECTS)),
        Facet("issuer", _("Issued by"), "issuer_zh", lambda values: {value: value for value in values}, counted=False),
    ],
    search=_find,
    order=("-published_on", "pk"),
    related=("instruments",),
)
