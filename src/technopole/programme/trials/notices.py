"""Mail about trials to the side whose turn it is: to those who speak for it, in the language they read."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from technopole.accounts.queries import readers_of
from technopole.core.jobs import enqueue, task
from technopole.core.requests.models import Request
from technopole.pages import display
from technopole.pages.texts import in_both
from technopole.programme.models import ShowcaseItem, Trial
from technopole.programme.trials import sides

ASKED, STEP = "programme.trial_asked", "programme.trial_step"


def tell_maker(request: Request) -> None:
    """Plan the mail to the maker, in the caller's transaction."""
    enqueue(ASKED, uid=request.uid)


def tell_other_side(trial: Trial, side: str, step: str) -> None:
    """Plan the mail about a step that `side` took, to the other."""
    enqueue(STEP, uid=trial.uid, side=side, step=step)


@task(ASKED)
def send_asked(uid: str) -> None:
    request = Request.objects.filter(uid=uid).first()
    item = ShowcaseItem.objects.filter(uid=request.subject_uid).first() if request is not None else None
    maker = sides.maker_of(item) if item is not None else None
    if request is None or item is None or maker is None:
        return
    for address, language in readers_of(maker.uid):
        with translation.override(language):
            name = display.choose(in_both(item, "name"), language).text
            subject = _("Somebody asks to try “%(name)s”") % {"name": name}
            body = _("You have 30 days to accept, or to decline with a reason.")
            _send(address, subject, body, reverse("requests:request", args=[request.uid]))


@task(STEP)
def send_step(uid: str, side: str, step: str) -> None:
    trial = Trial.objects.filter(uid=uid).first()
    item = ShowcaseItem.objects.filter(uid=trial.item_uid).first() if trial is not None else None
    if trial is None or item is None:
        return
    other = trial.maker_uid if side == sides.ASKER else trial.organisation_uid
    for address, language in readers_of(other) if other else ():
        with translation.override(language):
            name = display.choose(in_both(item, "name"), language).text
            subject, body = _said(step)
            _send(address, subject % {"name": name}, body, reverse("programme:trial", args=[trial.uid]))


def _said(step: str) -> tuple[str, str]:
    return {
        "report": (
            _("The result of the trial of “%(name)s” is written"),
            _("Read it. It is published beside the thing only if both sides consent."),
        ),
        "consent": (
            _("The other side consents to publish the trial of “%(name)s”"),
            _("It is published as soon as both sides have consented."),
        ),
        "retract": (
            _("The result of the trial of “%(name)s” is not public any more"),
            _("The other side took its consent back."),
        ),
        "call_off": (_("The trial of “%(name)s” was called off"), _("The reason stands on its page.")),
    }[step]  # fmt: skip


def _send(address: str, subject: str, body: str, path: str) -> Any:
    lines = [body]
    if settings.PUBLIC_URL:
        lines += ["", settings.PUBLIC_URL.rstrip("/") + path]
    return send_mail(" ".join(subject.split()), "\n".join(lines) + "\n", settings.DEFAULT_FROM_EMAIL, [address])
