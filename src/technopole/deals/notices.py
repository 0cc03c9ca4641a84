"""Mail about enquiries and deals, to each in the language they read.

Until both have consented no mail, no subject and no work that is planned holds a name: it names the offer or need by
its public title, and says where to read more.

Work is planned with the row's kind and uid, the part that is told and the event, and nothing else.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.accounts.models import Role, User
from technopole.accounts.queries import readers_of
from technopole.core.jobs import enqueue, task
from technopole.core.languages import spoken
from technopole.deals import mails, parts, taking, words
from technopole.deals.transitions import MANAGER
from technopole.pages import display
from technopole.pages.texts import in_both

TASK = "deals.tell"
MOST_BROKERS = 20


def tell(row: Any, part: str, event: str) -> None:
    """Plan the mail, in the caller's transaction."""
    assert event in mails.MAILS, event
    enqueue(TASK, kind=taking.kind_of(row), uid=row.uid, part=part, event=event)


@task(TASK)
def send(kind: str, uid: str, part: str, event: str) -> None:
    """Write to those who take a part today."""
    row: Any = taking.MODELS[kind]._default_manager.filter(uid=uid).first()
    if row is None:
        return
    for address, language in readers(row, part):
        with translation.override(language):
            subject, body = write(kind, row, event)
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])


def readers(row: Any, part: str) -> Iterator[tuple[str, str]]:
    """(address, language) of each who takes a part: who speaks for a side, or the manager, or all brokers while there
    is none, as far as they may see the row."""
    if part != MANAGER:
        uid = parts.organisation_of(row, part)
        if uid:
            yield from readers_of(uid)
        return
    people = User.objects.filter(is_active=True, is_demo=False).exclude(email="")
    people = people.filter(pk=row.manager_id) if row.manager_id else people.filter(grants__role=Role.BROKER)
    for person in people.order_by("pk")[:MOST_BROKERS]:
        if MANAGER in parts.of(row, person):
            yield person.email, spoken(person.language)


def write(kind: str, row: Any, event: str) -> tuple[str, str]:
    """Subject and body in the language that is active: never a name of either side."""
    language = get_language()
    subject, first = mails.MAILS[event]
    values = {"title": _title(kind, row, language), "until": _until(kind, row, language)}
    lines = [str(first) % values]
    if kind == "enquiry" and row.disclosed_at is None:
        lines += ["", _("Neither side knows the other yet. Please name nobody in an answer to this mail.")]
    if settings.PUBLIC_URL:
        lines += ["", settings.PUBLIC_URL.rstrip("/") + reverse(f"deals:{kind}", args=[row.uid])]
    return str(subject) % values, "\n".join(lines) + "\n"


def _title(kind: str, row: Any, language: str | None) -> str:
    """The public title of what it is about; of help only its kind, since the rest is the parties' affair."""
    if kind == "help":
        return str(words.HELP_KINDS[row.kind])
    shown = display.choose(in_both(row, "title"), language).text or row.uid
    return " ".join(shown.split())[:150]


def _until(kind: str, row: Any, language: str | None) -> str:
    day = {"enquiry": "expires_on", "deal": "registration_due", "help": "done_by"}[kind]
    value = getattr(row, day)
    return display.partial_date(value, language) if value else "–"
