"""The register as a list, and the registrars' worklist: their filters, tables and twins."""

import datetime as dt
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, ngettext

from technopole.core import clock
from technopole.pages import display
from technopole.pages.export_columns import plain
from technopole.pages.exports import ExportColumn
from technopole.pages.finding import containing
from technopole.pages.listing import Column, Facet, Listing
from technopole.pages.texts import in_both
from technopole.registration import authorities, rules, rules_in_force, words
from technopole.registration.models import Case, Registration
from technopole.registry import vocabulary
from technopole.registry.vocabulary import labels

OPEN_FOR_REGISTRARS = ("submitted", "accepted", "in_review", "decision_prepared", "registered")
SOON_DAYS = 7


def address(row: Registration) -> str:
    return reverse("registration:registration", args=[row.code])


def form_name(key: str) -> dict[str, str]:
    """What a legal form is called."""
    form = rules_in_force.forms().get(key)
    return dict(form.name) if form else {"en": key}


def _forms(keys: Any) -> dict[str, Any]:
    return {key: form_name(key) for key in keys}


def _authorities(keys: Any) -> dict[str, Any]:
    return {key: authorities.name(key) for key in keys}


def _statuses(keys: Any) -> dict[str, Any]:
    return {key: label for key, (label, _tone) in words.STATUSES.items()}


def _name(row: Registration) -> dict[str, Any]:
    cell: dict[str, Any] = {
        "text": in_both(row, "name") or {"en": row.details.get("home_name", row.code)},
        "sub": row.code,
    }
    if row.synthetic:
        cell["mark"] = "synthetic"
    return cell


def _day(value: Any) -> str:
    return display.partial_date(value, get_language(), brief=True)


registrations = Listing(
    name="registrations",
    title=gettext_lazy("Register of social organisations"),
    intro=gettext_lazy(
        "Associations, social service institutions, foundations and international organisations: who they are, who "
        "registers and supervises them, and until when their certificate is valid."
    ),
    rows=lambda request: Registration.objects.all(),
    link=address,
    order=("sort_name", "pk"),
    search=lambda rows, text: containing(rows, text, "name_zh", "name_en", "code"),
    facets=(
        Facet("form", gettext_lazy("Legal form"), "legal_form", _forms),
        Facet("status", gettext_lazy("Status"), "status", _statuses),
        Facet("authority", gettext_lazy("Registration authority"), "authority", _authorities),
        Facet("unit", gettext_lazy("Business supervisory unit"), "supervisory_unit", _authorities),
        Facet("district", gettext_lazy("District"), "district", labels(vocabulary.districts)),
        Facet(
            "year",
            gettext_lazy("Year of registration"),
            "registered_year",
            lambda keys: {key: key for key in keys},
            order=lambda value, count: -int(value),
        ),
    ),
    columns=(
        Column("name", gettext_lazy("Name"), _name, sort=("sort_name",)),
        Column(
            "form", gettext_lazy("Legal form"), lambda row: {"text": form_name(row.legal_form)}, sort=("legal_form",)
        ),
        Column(
            "authority", gettext_lazy("Registration authority"), lambda row: {"text": authorities.name(row.authority)}
        ),
        Column(
            "registered",
            gettext_lazy("Registered on"),
            lambda row: {"text": _day(row.registered_on)},
            sort=("registered_on",),
            whole=True,
        ),
        Column(
            "valid",
            gettext_lazy("Valid until"),
            lambda row: {"text": _day(row.valid_to)},
            sort=("valid_to",),
            whole=True,
        ),
        Column(
            "status",
            gettext_lazy("Status"),
            lambda row: {"text": "", "badge": words.status_badge(row.status)},
            sort=("status",),
        ),
    ),
    export=(
        *plain("code", "name_zh", "name_en", "legal_form"),
        ExportColumn("former_names", lambda row: row.former_names),
        *plain("authority", "supervisory_unit", "registered_on", "valid_from", "valid_to", "status", "deregistered_on"),
        ExportColumn("legal_representative", lambda row: row.details.get("legal_representative")),
        ExportColumn("registered_money", lambda row: _whole(row.details.get("registered_money")), "integer"),
        ExportColumn("address", lambda row: row.details.get("address")),
        *plain("district"),
        ExportColumn("scope", lambda row: row.details.get("scope")),
        *plain("organisation_uid"),
        *plain("synthetic", type="truth"),
    ),
    template="registration/registrations.html",
    empty_hint=gettext_lazy("Try fewer filters, a part of the name, or the code."),
)


def _whole(text: Any) -> int | None:
    return int(text) if text and str(text).isdigit() else None


# --- the worklist ----------------------------------------------------------------------------------------------


def case_address(row: Case) -> str:
    return reverse("registration:case", args=[row.request.uid])


def case_names(row: Case) -> dict[str, str]:
    """What a case is about, in words."""
    home = row.request.payload.get("answers", {}).get("home_name", "")
    return in_both(row, "name") or {"en": home or str(row.request.uid)}


def days_left(row: Case) -> int | None:
    """How many days are left to decide; negative when overdue; None while no clock runs."""
    due = row.request.due_at
    if due is None or row.state not in ("accepted", "in_review", "decision_prepared"):
        return None
    return (timezone.localtime(due).date() - clock.today()).days


def clock_badge(row: Case) -> dict[str, Any] | None:
    """The days left as a badge: red when overdue, a warning in the last week."""
    left = days_left(row)
    if left is None:
        return None
    if left < 0:
        text = ngettext("%(days)d day overdue", "%(days)d days overdue", -left) % {"days": -left}
        return {"label": text, "tone": "bad"}
    text = ngettext("%(days)d day left", "%(days)d days left", left) % {"days": left}
    return {"label": text, "tone": "warn" if left <= SOON_DAYS else "quiet"}


def _case_name(row: Case) -> dict[str, Any]:
    cell: dict[str, Any] = {"text": case_names(row), "sub": form_name(row.legal_form)}
    if row.synthetic:
        cell["mark"] = "synthetic"
    return cell


def _visible(request: HttpRequest) -> QuerySet[Case]:
    rows = Case.objects.select_related("request")
    return (rules.acts_for_authority & rules.sent).filter(request.user, rows)


def _clock_cell(row: Case) -> dict[str, Any]:
    badge = clock_badge(row)
    due = row.request.due_at
    shown = _day(timezone.localtime(due).date()) if badge and due else ""
    return {"text": shown, "badge": badge, "whole": True}


worklist = Listing(
    name="worklist",
    title=gettext_lazy("Applications to the register"),
    intro=gettext_lazy("What was sent, with the days left to decide. The clock starts when the papers are complete."),
    rows=_visible,
    link=case_address,
    order=("request__due_at", "pk"),
    search=lambda rows, text: containing(rows, text, "name_zh", "name_en", "request__uid"),
    facets=(
        Facet(
            "state",
            gettext_lazy("State"),
            "state",
            lambda keys: {key: words.STATES[key][0] for key in keys},
            default=OPEN_FOR_REGISTRARS,
        ),
        Facet("kind", gettext_lazy("Application"), "kind", lambda keys: {key: words.KINDS[key] for key in keys}),
        Facet("form", gettext_lazy("Legal form"), "legal_form", _forms),
        Facet("authority", gettext_lazy("Registration authority"), "authority", _authorities),
    ),
    columns=(
        Column("name", gettext_lazy("Name"), _case_name, sort=("name_en", "name_zh")),
        Column("kind", gettext_lazy("Application"), lambda row: {"text": words.KINDS[row.kind]}, sort=("kind",)),
        Column(
            "state", gettext_lazy("State"), lambda row: {"text": "", "badge": words.badge(row.state)}, sort=("state",)
        ),
        Column(
            "sent",
            gettext_lazy("Sent on"),
            lambda row: {"text": _day(_local_day(row.request.submitted_at))},
            sort=("request__submitted_at",),
            whole=True,
        ),
        Column("due", gettext_lazy("Decision due"), _clock_cell, sort=("request__due_at",)),
    ),
    export=(
        ExportColumn("uid", lambda row: row.request.uid),
        *plain("kind", "state", "legal_form", "name_zh", "name_en", "authority", "supervisory_unit", "rules"),
        ExportColumn("submitted_on", lambda row: _local_day(row.request.submitted_at)),
        *plain("accepted_on"),
        ExportColumn("due_on", lambda row: _local_day(row.request.due_at)),
        ExportColumn("days_left", days_left, "integer"),
        *plain("synthetic", type="truth"),
    ),
    template="registration/worklist.html",
    empty_hint=gettext_lazy("Nothing waits here. Choose other states to see what was decided."),
)


def _local_day(moment: dt.datetime | None) -> dt.date | None:
    return timezone.localtime(moment).date() if moment else None
