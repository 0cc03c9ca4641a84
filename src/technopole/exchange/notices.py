"""E-mail about listings: to those who speak for the owner, in the language they read.

Nobody else gets mail about a listing, so that no mail can tell who the owner is.
"""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from technopole.accounts.queries import readers_of
from technopole.core.jobs import enqueue, task
from technopole.core.languages import spoken
from technopole.exchange import queries
from technopole.exchange.models import Listing, Step
from technopole.exchange.workflow import LISTING
from technopole.pages import display

TASK = "exchange.tell_owner"
TOLD = ("return", "approve", "publish", "take_down", "expire")
"""Steps of others that the owner is told of."""
REMIND = "remind"


def after(step: str, listing: Listing) -> None:
    """Plan the mail about a step, in the caller's transaction."""
    if step in TOLD:
        enqueue(TASK, uid=listing.uid, event=step)


@task(TASK)
def send(uid: str, event: str) -> None:
    """Write to those who speak for the owner, and to whoever wrote it for them."""
    listing = Listing.objects.select_related("author").filter(uid=uid).first()
    if listing is None:
        return
    for address, language in _readers(listing):
        with translation.override(language):
            subject, body = write(listing, event)
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address])


def _readers(listing: Listing) -> Iterator[tuple[str, str]]:
    found = dict(readers_of(listing.organisation_uid))
    author: Any = listing.author
    if author is not None and author.is_active and author.email and not author.is_demo:
        still = listing.organisation_uid in author.represents or author.has_role("broker")
        if still:
            found.setdefault(author.email, spoken(author.language))
    yield from found.items()


def write(listing: Listing, event: str) -> tuple[str, str]:
    """Subject and body, in the language that is active."""
    language = get_language()
    values = {
        "title": " ".join(display.choose(queries.titles(listing), language).text.split()) or listing.uid,
        "until": display.partial_date(listing.expires_on, language) if listing.expires_on else "",
    }
    subject, first = {
        "return": (_("Returned: %(title)s"), _("The listing “%(title)s” was returned to you. What has to be changed:")),
        "approve": (
            _("Approved: %(title)s"), _("The listing “%(title)s” was approved. The exchange publishes it next."),
        ),
        "publish": (
            _("Published: %(title)s"), _("The listing “%(title)s” is public now, and valid until %(until)s."),
        ),
        "take_down": (_("Taken down: %(title)s"), _("The exchange took the listing “%(title)s” down. The reason:")),
        "expire": (
            _("Expired: %(title)s"),
            _("The listing “%(title)s” was valid until %(until)s and is not live any more. You can renew it."),
        ),
        REMIND: (
            _("Valid until %(until)s: %(title)s"),
            _("The listing “%(title)s” is valid until %(until)s. Is it still true? Renew it, or take it back."),
        ),
    }[event]  # fmt: skip
    lines = [first % values]
    if event in ("return", "take_down"):
        taken = Step.objects.filter(subject_kind=LISTING, subject_uid=listing.uid, step=event)
        last = taken.order_by("-number").first()
        lines += ["", last.text if last is not None else ""]
    if settings.PUBLIC_URL:
        lines += ["", settings.PUBLIC_URL.rstrip("/") + reverse("exchange:listing", args=[listing.uid])]
    return subject % values, "\n".join(lines) + "\n"
