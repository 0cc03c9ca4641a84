"""The registrars' worklist of contracts, as a list with filters and twins."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy

from technopole.deals import rules, words
from technopole.deals.contracts import in_yuan
from technopole.deals.models import Deal
from technopole.deals.views import shared
from technopole.pages import display
from technopole.pages.export_columns import plain
from technopole.pages.exports import ExportColumn
from technopole.pages.finding import containing
from technopole.pages.listing import Column, Facet, Listing
from technopole.pages.texts import in_both

OPEN = ("registration_asked", "registration_accepted")


def address(row: Deal) -> str:
    return reverse("deals:deal", args=[row.uid])


def _visible(request: HttpRequest) -> QuerySet[Deal]:
    return rules.registers.filter(request.user, Deal.objects.select_related("contract"))


def _title(row: Deal) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": in_both(row, "title") or {"": row.uid}, "sub": row.registration_number}
    if row.synthetic:
        cell["mark"] = "synthetic"
    return cell


def _amount(row: Deal) -> dict[str, Any]:
    return {"text": shared.money(row.contract.trade, row.contract.currency), "numeric": True}


def _due(row: Deal) -> dict[str, Any]:
    shown = display.partial_date(row.registration_due, get_language(), brief=True) if row.registration_due else ""
    return {"text": shown, "badge": shared.clock_badge(row), "whole": True}


contracts = Listing(
    name="contracts",
    title=gettext_lazy("Contracts to register"),
    intro=gettext_lazy(
        "Technology contracts whose sellers ask for registration. The time limit runs in working days from "
        "acceptance, and is suspended while a supplement is waited for."
    ),
    rows=_visible,
    link=address,
    order=("registration_due", "pk"),
    search=lambda rows, text: containing(rows, text, "title_en", "title_zh", "registration_number", "uid"),
    facets=(
        Facet("state", gettext_lazy("State"), "state",
              lambda keys: {key: words.STATES["deal"][key][0] for key in keys}, default=OPEN),
        Facet("kind", gettext_lazy("Kind of contract"), "contract__kind",
              lambda keys: {key: words.CONTRACT_KINDS[key] for key in keys}),
        Facet("field", gettext_lazy("Field of technology"), "contract__field",
              lambda keys: {key: words.FIELDS[key] for key in keys}),
    ),
    columns=(
        Column("title", pgettext_lazy("of a deal", "About"), _title, sort=("title_en", "title_zh")),
        Column("kind", gettext_lazy("Kind of contract"),
               lambda row: {"text": words.CONTRACT_KINDS[row.contract.kind]}, sort=("contract__kind",)),
        Column("trade", gettext_lazy("Technology trade amount"), _amount, numeric=True),
        Column("state", gettext_lazy("State"), lambda row: {"text": "", "badge": words.badge("deal", row.state)},
               sort=("state",)),
        Column("due", gettext_lazy("Decision due"), _due, sort=("registration_due",)),
    ),
    export=(
        *plain("uid", "state", "title_en", "title_zh", "registration_number", "registered_on", "registration_due"),
        ExportColumn("kind", lambda row: row.contract.kind),
        ExportColumn("turnover_cny", lambda row: in_yuan(row.contract, row.contract.turnover), "number"),
        ExportColumn("trade_cny", lambda row: in_yuan(row.contract, row.contract.trade), "number"),
        ExportColumn("income_cny", lambda row: in_yuan(row.contract, row.contract.income), "number"),
        *plain("synthetic", type="truth"),
    ),
    template="deals/contracts.html",
    empty_hint=gettext_lazy("Nothing waits here. Choose other states to see what was decided."),
)  # fmt: skip
