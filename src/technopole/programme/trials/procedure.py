"""The procedure `showcase.trial`: somebody asks to try a thing shown, and its maker or the centre answers.

Its subject is the thing. The payload has `organisation` (a uid; empty for the centre), `organisation_names`,
`item_names`, and the answers: `scenario`, `district`, `place`, `starts`, `ends`, `measured`, `paid_by`, `note`.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from technopole.accounts.rules import represents_any
from technopole.core import clock, ids, typed
from technopole.core.errors import Invalid
from technopole.core.requests import services
from technopole.core.requests.models import OPEN_STATES, Request
from technopole.core.requests.procedures import Procedure, register
from technopole.pages import display
from technopole.pages.texts import in_both
from technopole.programme.models import ShowcaseItem, Trial
from technopole.programme.trials import notices, sides, words
from technopole.registry import vocabulary
from technopole.registry.lists import names_of
from technopole.registry.models import Organisation

KIND = "showcase.trial"
ITEM = "showcase"
LONGEST = {"scenario": 300, "place": 300, "measured": 4000, "note": 4000}
ANSWERS = ("scenario", "district", "place", "starts", "ends", "measured", "paid_by", "note")


def _names(request: Request) -> Mapping[str, str]:
    names = request.payload.get("item_names") or {}
    return {language: text for language, text in names.items() if text}


def day_of(text: Any) -> dt.date | None:
    """A day as it is typed; None where it is none."""
    try:
        return dt.date.fromisoformat(str(text or "").strip())
    except ValueError:
        return None


def check(request: Request) -> dict[str, list[str]]:
    """What keeps a request for a trial from being sent."""
    said, found = request.payload, dict[str, list[str]]()
    item = ShowcaseItem.objects.filter(uid=request.subject_uid).first()
    if item is None:
        return {"subject": [_("This is not in the showcase any more.")]}
    maker = sides.maker_of(item)
    organisation = str(said.get("organisation") or "")
    if maker is not None and maker.uid == organisation:
        found["organisation"] = [_("Its own maker cannot ask for a trial of it. Somebody else does.")]
    if not str(said.get("scenario") or "").strip():
        found["scenario"] = [_("Say where and for what it would be tried.")]
    if not str(said.get("measured") or "").strip():
        found["measured"] = [_("Say what is to be measured, and what would count as a success.")]
    if said.get("paid_by") not in words.PAID_BY:
        found["paid_by"] = [_("Say who pays.")]
    if said.get("district") and said["district"] not in vocabulary.districts():
        found["district"] = [_("Choose a district of the list, or none.")]
    starts, ends = day_of(said.get("starts")), day_of(said.get("ends"))
    for name, day in (("starts", starts), ("ends", ends)):
        if day is None:
            found[name] = [_("Write the day as year, month and day, such as 2026-05-31.")]
    if starts and ends and ends < starts:
        found["ends"] = [_("The last day lies before the first.")]
    elif ends and ends < clock.today() and request.submitted_at is None:
        found["ends"] = [_("The last day has passed already.")]
    for name, most in LONGEST.items():
        if len(str(said.get(name) or "")) > most:
            found[name] = [_("Use at most %(most)d characters.") % {"most": most}]
    return found


def _agree(request: Request, by: Any) -> tuple[str, str]:
    problems = check(request)
    if problems:
        raise Invalid(_("The trial cannot be agreed to as it stands."), fields=problems)
    said, now = request.payload, clock.now()
    starts, ends = day_of(said["starts"]), day_of(said["ends"])
    assert starts and ends  # checked above
    maker = sides.maker_of(ShowcaseItem.objects.get(uid=request.subject_uid))
    made = Trial.objects.create(
        uid=ids.new_uid(), item_uid=request.subject_uid, request_uid=request.uid,
        organisation_uid=said.get("organisation") or sides.CENTRE, maker_uid=maker.uid if maker else "",
        scenario=said["scenario"], district=said.get("district") or "", place=said.get("place") or "",
        starts=starts, ends=ends, measured=said["measured"], paid_by=said["paid_by"],
        language=said.get("language") or "", created_at=now, updated_at=now,
    )  # fmt: skip
    return "trial", made.uid


def shown(request: Request) -> list[dict[str, Any]]:
    """What is asked for, as facts; once it is agreed to, with the way to the trial."""
    said = request.payload
    language = get_language()
    texts: dict[str, Any] = {
        **{name: said.get(name) for name in ("scenario", "place", "measured", "note")},
        "organisation": said.get("organisation_names") or _("The centre"),
        "district": vocabulary.districts().get(said.get("district") or "", ""),
        "paid_by": words.PAID_BY.get(said.get("paid_by") or "", ""),
        **{name: display.partial_date(str(said.get(name) or ""), language) for name in ("starts", "ends")},
    }
    facts = [
        {"question": name, "label": words.LABELS[name], "values": [{"text": texts[name]}]}
        for name in ("organisation", *ANSWERS)
        if texts.get(name)
    ]
    if request.outcome_kind == "trial" and request.outcome_uid:
        link = {"text": _("Go to the trial"), "url": reverse("programme:trial", args=[request.outcome_uid])}
        facts.append({"question": "trial", "label": _("Trial"), "values": [link]})
    return facts


trial = register(
    Procedure(
        kind=KIND,
        title=gettext_lazy("Try a thing shown"),
        summary=gettext_lazy("Ask the maker of a thing in the showcase to try it in a scenario of yours."),
        may_apply=represents_any | sides.staff,
        advises=sides.decides,
        decides=sides.decides,
        carry_out=_agree,
        check=check,
        names=_names,
        shows=shown,
        days_to_decide=30,
        supplement_days=0,
        most_papers=0,
    )
)


def ask(item: ShowcaseItem, by: Any, organisation: str, answers: Mapping[str, Any], language: str = "") -> Request:
    """Ask for a trial of a thing shown, as an organisation or (empty) as the centre, and tell the maker.

    Raises `Invalid` naming what is missing, wrong or asked already.
    """
    if not sides.may_ask_as(by, organisation):
        why = _("Choose an organisation that you represent.")
        raise typed.wrong("organisation", why)
    asked = Request.objects.filter(
        kind=KIND, subject_uid=item.uid, state__in=OPEN_STATES, payload__organisation=organisation
    )
    if asked.exists():
        why = _("This organisation has already asked for a trial of it, which is not answered yet.")
        raise typed.wrong("organisation", why)
    row = Organisation.objects.filter(uid=organisation).first() if organisation else None
    said = {name: typed.clean(answers.get(name)) for name in ANSWERS}
    payload = {
        **said, "organisation": organisation, "organisation_names": names_of(row) if row else {},
        "item_names": in_both(item, "name"), "language": language,
    }  # fmt: skip
    request = services.apply_at_once(KIND, by, payload, subject=(ITEM, item.uid))
    notices.tell_maker(request)
    return request
