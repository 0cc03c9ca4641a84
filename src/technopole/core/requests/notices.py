"""E-mail to the applicant when something came of a request, in the applicant's language."""

from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from technopole.core.jobs import enqueue, task
from technopole.core.languages import spoken
from technopole.core.requests import procedures
from technopole.core.requests.models import Request

TASK = "requests.notify"


def notify(request: Request, event: str, text: str = "") -> None:
    """Plan an e-mail to the applicant; planned in the caller's transaction, so none goes out for what is undone."""
    if address(request):
        enqueue(TASK, uid=request.uid, event=event, text=text)


def address(request: Request) -> str:
    """Where the applicant reads mail; empty if unknown."""
    applicant: Any = request.applicant
    return (applicant.email if applicant is not None else request.applicant_email) or ""


def language(request: Request) -> str:
    """The language the applicant reads: of the account, or of the page the request was made on."""
    applicant: Any = request.applicant
    return spoken(getattr(applicant, "language", "") or request.payload.get("language"))


@task(TASK)
def send(uid: str, event: str, text: str = "") -> None:
    """Write and send one notice."""
    request = Request.objects.select_related("applicant").filter(uid=uid).first()
    if request is None or not address(request):
        return
    with translation.override(language(request)):
        subject, body = write(request, event, text)
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, [address(request)])


def write(request: Request, event: str, text: str = "") -> tuple[str, str]:
    """Subject and body of a notice, in the language that is active."""
    names = procedures.get(request.kind).names(request)
    about = names.get("zh" if (translation.get_language() or "").startswith("zh") else "en") or request.title
    values = {
        "what": procedures.get(request.kind).title,
        "about": " ".join(about.split()),  # a line break would end the subject header
        "uid": request.uid,
        "due": _day(request.due_at),
        "until": _day(request.expires_at),
    }
    subject, first = {
        "submitted": (_("Received: %(about)s"), _("We have received your request. A decision is due by %(due)s.")),
        "supplement_requested": (
            _("Please add to your request: %(about)s"),
            _("The centre needs something more before it can decide. Please answer by %(until)s."),
        ),
        "clock_started": (
            _("Papers complete: %(about)s"), _("Your papers are complete. A decision is due by %(due)s."),
        ),
        "consented": (
            _("Consented: %(about)s"), _("The supervisory unit consents. You can send your application now."),
        ),
        "declined": (
            _("Not consented: %(about)s"),
            _("The supervisory unit does not consent. Its reason is given below; you can change your application and "
              "ask again."),
        ),
        "accepted": (_("Accepted: %(about)s"), _("Your request has been accepted.")),
        "refused": (_("Refused: %(about)s"), _("Your request has been refused. The reason is given below.")),
        "expired": (
            _("Lapsed: %(about)s"),
            _("Your request has lapsed because its time ran out. You can make a new one at any time."),
        ),
    }[event]
    lines = [first % values, "", _("Request: %(what)s – %(about)s (%(uid)s)") % values]
    if text:
        lines += ["", text]
    if link := _link(request):
        lines += ["", link]
    return subject % values, "\n".join(lines) + "\n"


def _day(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "DATE_FORMAT") if moment else "–"


def _link(request: Request) -> str:
    """The address of the request's page; nothing where the installation was not told its own address."""
    base = getattr(settings, "PUBLIC_URL", "").rstrip("/")
    try:
        return base + reverse("requests:request", args=[request.uid]) if base else ""
    except NoReverseMatch:
        return ""
