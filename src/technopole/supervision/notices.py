"""E-mail to those who speak for an organisation, in the language each of them reads."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from technopole.accounts.queries import readers_of
from technopole.core.jobs import enqueue, task
from technopole.pages import display
from technopole.registry.lists import names_of
from technopole.registry.models import Organisation
from technopole.supervision import words
from technopole.supervision.lawbook import list_rules

TASK = "supervision.notify"


def tell(organisation_uid: str, event: str, page: tuple[str, list[str]], **values: Any) -> None:
    """Plan a notice to the representatives; planned in the caller's transaction. `page` is an address and its uid."""
    enqueue(TASK, organisation_uid=organisation_uid, event=event, page=list(page), values=values)


@task(TASK)
def send(organisation_uid: str, event: str, page: list[Any], values: dict[str, Any]) -> None:
    """Write and send one notice to each representative who has an address."""
    organisation = Organisation.objects.filter(uid=organisation_uid).first()
    if organisation is None:
        return
    for address, language in readers_of(organisation_uid):
        with translation.override(language):
            subject, body = write(organisation, event, page, values)
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])


def write(organisation: Organisation, event: str, page: list[Any], values: dict[str, Any]) -> tuple[str, str]:
    """Subject and body of a notice, in the language that is active."""
    said: dict[str, Any] = {
        "name": " ".join(display.choose(names_of(organisation), translation.get_language()).text.split()),
        **{key: _shown(key, value) for key, value in values.items()},
    }
    subject, first = {
        "due_soon": (
            _("Report on %(year)s is due by %(due)s: %(name)s"),
            _("The report on %(year)s must be handed in by %(due)s. It has not been handed in yet."),
        ),
        "overdue": (
            _("Report on %(year)s is overdue: %(name)s"),
            _("The report on %(year)s was due on %(due)s and has not been handed in. This is shown publicly, and the "
              "organisation may be put on the list of abnormal activity."),
        ),
        "returned": (
            _("Report on %(year)s was sent back: %(name)s"),
            _("The report on %(year)s was sent back. Please change what is said below and hand it in again."),
        ),
        "received": (
            _("Report on %(year)s was received: %(name)s"), _("The registrar has received the report on %(year)s.")
        ),
        "listing_notice": (
            _("A listing is proposed: %(name)s"),
            _("It is proposed to put the organisation on a list: %(list)s. Ground: %(ground)s You may answer until "
              "%(until)s."),
        ),
        "listed": (
            _("Put on a list: %(name)s"), _("The organisation was put on a list: %(list)s. Ground: %(ground)s")
        ),
        "dropped": (_("Not put on a list: %(name)s"), _("The proposal was dropped. Ground: %(ground)s")),
        "repaired": (
            _("Taken off a list: %(name)s"),
            _("The organisation was taken off the list: %(list)s. The record stays, marked as repaired."),
        ),
        "repair_refused": (_("Repair refused: %(name)s"), _("The organisation stays on the list: %(list)s.")),
        "rating_granted": (
            _("Rating %(grade)s: %(name)s"), _("The rating %(grade)s was given. It is valid until %(until)s.")
        ),
        "rating_refused": (_("Rating refused: %(name)s"), _("The application for a rating was refused.")),
        "progress_commented": (
            _("Progress report on %(year)s was commented: %(name)s"),
            _("Please read the comments on the progress report on %(year)s and send it again."),
        ),
        "progress_accepted": (
            _("Progress report on %(year)s was accepted: %(name)s"), _("The progress report on %(year)s was accepted.")
        ),
    }[event]  # fmt: skip
    lines = [first % said]
    if text := values.get("text"):
        lines += ["", text]
    if link := _link(page):
        lines += ["", link]
    return subject % said, "\n".join(lines) + "\n"


def _shown(key: str, value: Any) -> Any:
    if key in ("due", "until") and value:
        return display.partial_date(value, translation.get_language())
    if key == "list":
        return str(words.LISTS.get(value, value))
    if key == "ground":
        texts = next((rule.grounds[value].text for rule in list_rules() if value in rule.grounds), {})
        return display.choose(texts, translation.get_language()).text or value
    return value


def _link(page: list[Any]) -> str:
    base = getattr(settings, "PUBLIC_URL", "").rstrip("/")
    try:
        return base + reverse(page[0], args=page[1]) if base else ""
    except NoReverseMatch:
        return ""


def day(value: dt.date | None) -> str:
    """A day as it is kept in a planned notice."""
    return value.isoformat() if value else ""
