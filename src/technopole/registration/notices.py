"""E-mail to a supervisory unit: that it is asked for its consent, and again when the time for it nears its end.

Each who speaks for the unit gets it in the language they read. A unit for which nobody acts here consents on paper.
"""

import datetime as dt

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.accounts.queries import readers_of
from technopole.core import clock
from technopole.core.jobs import enqueue, task
from technopole.core.requests.procedures import get as procedure
from technopole.pages import display
from technopole.registration import authorities, rules_in_force, words
from technopole.registration.models import Case

TASK = "registration.ask_unit"
ASKED, REMINDED = "asked", "reminded"


def ask(case: Case, event: str) -> None:
    """Plan the mail to the unit, in the caller's transaction."""
    enqueue(TASK, uid=case.uid, event=event)


@task(TASK)
def send(uid: str, event: str) -> None:
    """Write to those who speak for the unit; to nobody once it has answered or is not asked any more."""
    asked = Case.objects.select_related("request").filter(request__uid=uid, state="consent_asked")
    case = asked.first()
    unit = authorities.get(case.supervisory_unit) if case is not None else None
    if case is None or unit is None or not unit.organisation_uid:
        return
    for address, language in readers_of(unit.organisation_uid):
        with translation.override(language):
            subject, body = write(case, event)
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])


def write(case: Case, event: str) -> tuple[str, str]:
    """Subject and body, in the language that is active."""
    language, until = get_language(), term(case)
    values = {
        "name": " ".join(display.choose(procedure(case.request.kind).names(case.request), language).text.split()),
        "kind": words.KINDS[case.kind],
        "form": display.choose(rules_in_force.forms()[case.legal_form].name, language).text,
        "unit": display.choose(authorities.name(case.supervisory_unit), language).text,
        "until": display.partial_date(until, language) if until else "",
    }
    subject, first = {
        ASKED: (
            _("Consent asked for: %(name)s"),
            _("The consent of %(unit)s is asked for: %(kind)s, %(form)s, “%(name)s”. Please read what is stated, and "
              "consent or decline with the reason."),
        ),
        REMINDED: (
            _("Consent still waited for: %(name)s"),
            _("The consent of %(unit)s was asked for and is still waited for: %(kind)s, %(form)s, “%(name)s”."),
        ),
    }[event]  # fmt: skip
    lines = [first % values]
    if until:
        last = _("The applicant must send it by %(until)s. After that day it lapses, or its name is no longer kept.")
        lines += ["", last % values]
    if settings.PUBLIC_URL:
        lines += ["", settings.PUBLIC_URL.rstrip("/") + reverse("registration:case", args=[case.uid])]
    return subject % values, "\n".join(lines) + "\n"


# --- in time ---------------------------------------------------------------------------------------------------


def term(case: Case) -> dt.date | None:
    """The last day on which a consent is of use: until then the draft stands and its name is kept.

    The rules give the unit itself no number of days. None where nothing ends, as in a liquidation.
    """
    expires = case.request.expires_at
    kept = [row.valid_until for row in case.names.all() if row.released_at is None and row.registration_id is None]
    ends = [timezone.localdate(expires) if expires else None, *kept]
    return min((day for day in ends if day is not None), default=None)


def come(case: Case, today: dt.date) -> int | None:
    """How many days before the end the latest reminder is whose day has come; None before the first."""
    until = term(case)
    if until is None:
        return None
    left = (until - today).days
    return min((days for days in rules_in_force.consent_reminders() if left <= days), default=None)


@task("registration.remind_units", every=dt.timedelta(hours=1))
def remind() -> None:
    """Remind units whose time nears its end, of each day once. One whose day passed while nobody worked is sent late,
    not twice."""
    today = clock.today()
    waiting = Case.objects.filter(state="consent_asked").select_related("request").prefetch_related("names")
    for case in waiting.iterator(chunk_size=500):
        days, known = come(case, today), case.consent_reminded
        if days is None or (known is not None and known <= days):
            continue
        still = Case.objects.filter(pk=case.pk, state="consent_asked", consent_reminded=known)
        with transaction.atomic():  # noted and planned together, or neither
            if still.update(consent_reminded=days):
                ask(case, REMINDED)
