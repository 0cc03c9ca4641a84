"""The list of pairs that may be one organisation, for registrars."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from technopole.pages import display
from technopole.pages.export_columns import plain
from technopole.pages.exports import ExportColumn
from technopole.pages.finding import containing
from technopole.pages.listing import Column, Facet, Listing
from technopole.registry.duplicates import words
from technopole.registry.models import DuplicatePair


def address(pair: DuplicatePair) -> str:
    return reverse("registry:duplicate", args=[pair.uid])


def _rows(request: HttpRequest) -> QuerySet[DuplicatePair]:
    return DuplicatePair.objects.all()


def state_badge(pair: DuplicatePair) -> dict[str, Any]:
    return {"label": words.STATES[pair.state], "tone": words.TONES[pair.state]}


_REACH = {"False": _("An organisation of this centre"), "True": _("Both from world registries")}

duplicates = Listing(
    name="duplicates",
    title=_("Possible duplicates"),
    intro=_(
        "Two records that may mean the same organisation, with what speaks for and against it. Nothing is merged "
        "unless a registrar decides it, and what was merged can be separated again."
    ),
    rows=_rows,
    link=address,
    order=("-score", "pk"),
    search=lambda rows, text: containing(rows, text, "name_a", "name_b"),
    facets=(
        Facet("state", _("Decision"), "state", lambda keys: words.STATES, default=("open",)),
        Facet("manner", _("Names"), "manner", lambda keys: words.MANNERS),
        Facet("reach", _("Register"), "reference", lambda keys: _REACH),
    ),
    columns=(
        Column(
            "pair", _("Organisations"), lambda pair: {"text": pair.name_a, "sub": pair.name_b}, sort=("name_a",)
        ),
        Column(
            "score", _("Likeness"), lambda pair: {"text": f"{round(100 * pair.score)} %"}, sort=("score",), numeric=True
        ),
        Column("manner", _("Names"), lambda pair: {"text": words.MANNERS.get(pair.manner, pair.manner)}),
        Column(
            "found",
            pgettext_lazy("pair", "Found on"),
            lambda pair: {"text": display.partial_date(pair.found_at.date().isoformat(), get_language(), brief=True)},
            sort=("found_at",),
            whole=True,
        ),
        Column("state", _("Decision"), lambda pair: {"text": "", "badge": state_badge(pair)}, sort=("state",)),
    ),
    export=(
        *plain("uid", "a", "name_a", "b", "name_b", "score", "manner"),
        ExportColumn("evidence", lambda pair: [code for code, _weight in pair.evidence]),
        *plain("state", "why", "found_at", "decided_at"),
    ),
    empty_hint=_("No two records look alike. New and changed organisations are compared when they are entered."),
)
