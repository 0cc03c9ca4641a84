"""The register's procedures, as all requests know them: who applies, who decides, and the page of a case."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from technopole.accounts.rules import represents
from technopole.core.errors import Conflict
from technopole.core.requests.models import Request
from technopole.core.requests.procedures import Procedure, register
from technopole.core.rules import signed_in
from technopole.registration import rules, words
from technopole.registration.transitions import ESTABLISH, KINDS

PREFIX = "registration."
MOST_PAPERS = 30


def kind_of(kind: str) -> str:
    """What requests of this kind of case are called."""
    return f"{PREFIX}{kind}"


def _names(request: Request) -> Mapping[str, str]:
    answers, now = request.payload.get("answers", {}), request.payload.get("subject_names") or {}
    names = {language: answers.get(f"name_{language}") or now.get(language) for language in ("en", "zh")}
    home = answers.get("home_name")
    return {language: text for language, text in names.items() if text} or ({"en": home} if home else {})


def _carried_out_by_its_steps(request: Request, by: Any) -> tuple[str, str]:
    raise Conflict(_("This procedure has steps of its own; take them on its own page."))


def page(request: Request) -> str:
    """The address of the case's page."""
    return reverse("registration:case", args=[request.uid])


def _lapsed(request: Request) -> None:
    from technopole.registration import services  # which names the procedures

    services.lapsed(request)


for _kind in KINDS:
    register(
        Procedure(
            kind=kind_of(_kind),
            title=words.KINDS[_kind],
            may_apply=signed_in if _kind == ESTABLISH else represents("subject_uid"),
            advises=rules.requests_of_authority,
            decides=rules.requests_of_authority,
            also_sees=rules.requests_of_unit | represents("subject_uid"),
            asked_before=rules.asked_requests,
            carry_out=_carried_out_by_its_steps,
            names=_names,
            days_to_decide=60,
            draft_days=180,
            most_papers=MOST_PAPERS,
            staged=True,
            page=page,
            lapsed=_lapsed,
        )
    )
