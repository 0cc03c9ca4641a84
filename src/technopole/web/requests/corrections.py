"""Corrections: anybody tells the centre what is wrong on a page, and everybody sees what became of it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from technopole.core.errors import Invalid
from technopole.core.requests import correction, queries, services
from technopole.core.requests.models import OPEN_STATES, State
from technopole.web.requests import spam, subjects, words
from technopole.web.requests.forms import CorrectionForm, OpenCorrectionForm

A_PAGE = 50


@require_http_methods(["GET", "POST"])
def suggest(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """The form on which anybody says what is wrong with one thing."""
    subject = subjects.find(kind, uid)
    if subject is None:
        raise Http404
    user: Any = request.user
    form = CorrectionForm if user.is_authenticated else OpenCorrectionForm
    if request.method == "GET":
        given = {"about": request.GET.get("field", "")[:100]}
        return _ask(request, subject, form(given), spam.token(kind, uid))
    given = form.read(request.POST)
    token = request.POST.get("token", "")
    if request.POST.get(spam.TRAP) or not spam.is_plausible(token, kind, uid):
        why = _("This could not be accepted as it was sent too fast or too late. Wait a moment and send it again.")
        return _ask(request, subject, form(given, {"__all__": [why]}), spam.token(kind, uid), status=422)
    problems = _problems_of(given)
    if not problems and spam.is_too_often(request):
        why = _("Too many suggestions came from your address. Try again in an hour.")
        return _ask(request, subject, form(given, {"__all__": [why]}), token, status=429)
    email = given.pop("email", "")
    payload = {**given, "field": "", "subject_names": dict(subject.names), "language": get_language()}
    try:
        if problems:
            raise Invalid(fields=problems)
        filed = services.apply_at_once(correction.KIND, user, payload, subject=(kind, uid), email=email)
    except Invalid as invalid:
        shown = form({**given, "email": email}, invalid.fields)
        return _ask(request, subject, shown, token, status=422)
    messages.success(request, _("Thank you. This page shows what becomes of it; keep its address."))
    return redirect("requests:request", uid=filed.uid)


def _problems_of(given: dict[str, Any]) -> dict[str, list[str]]:
    if email := given.get("email"):
        try:
            validate_email(email)
        except ValidationError:
            return {"email": [_("Give a full address, such as name@example.org, or leave it empty.")]}
    return {}


def _ask(
    request: HttpRequest, subject: subjects.Subject, form: CorrectionForm, token: str, *, status: int = 200
) -> HttpResponse:
    context = {"subject": subject, "form": form, "token": token, "trap": spam.TRAP}
    return render(request, "technopole/requests/suggest.html", context, status=status)


FILTERS = {
    "": None,
    "open": OPEN_STATES,
    "accepted": (State.ACCEPTED,),
    "refused": (State.REFUSED,),
}


@require_GET
def corrections(request: HttpRequest) -> HttpResponse:
    """Every correction that was suggested, with its status and the centre's answer; no personal data."""
    chosen = request.GET.get("state", "")
    chosen = chosen if chosen in FILTERS else ""
    rows = queries.public_requests(correction.KIND)
    states = FILTERS[chosen]
    page = Paginator(rows.filter(state__in=states) if states else rows, A_PAGE).get_page(request.GET.get("page"))
    here = reverse("requests:corrections")
    labels = {"": _("All"), "open": _("Undecided"), "accepted": _("Accepted"), "refused": _("Refused")}
    kept = f"state={chosen}&" if chosen else ""
    context = {
        "tabs": [
            {"label": label, "url": f"{here}?state={key}" if key else here, "current": key == chosen}
            for key, label in labels.items()
        ],
        "entries": [
            {
                "view": view,
                "badge": words.badge(view.state),
                "url": reverse("requests:request", args=[view.uid]),
            }
            for view in map(queries.public_view, page)
        ],
        "pagination": {
            "first": page.start_index(),
            "last": page.end_index(),
            "total": page.paginator.count,
            "previous_url": f"{here}?{kept}page={page.previous_page_number()}" if page.has_previous() else "",
            "next_url": f"{here}?{kept}page={page.next_page_number()}" if page.has_next() else "",
        }
        if page.paginator.num_pages > 1
        else None,
    }
    return render(request, "technopole/requests/corrections.html", context)
