"""The people of the centre, for administrators; registrars see them and appoint representatives."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from technopole.accounts import queries
from technopole.accounts.forms import GrantForm, PersonSearchForm, RepresentationForm, WhyForm
from technopole.accounts.models import ApiToken, Representation, Role, User
from technopole.accounts.rules import is_administrator, is_registrar
from technopole.accounts.services import roles, sessions
from technopole.accounts.services import tokens as token_services
from technopole.core import clock
from technopole.core.errors import TechnopoleError
from technopole.core.order import ordered
from technopole.core.rules import Rule
from technopole.core.sourced import By

View = Callable[..., HttpResponse]
PER_PAGE = 50


def only(rule: Rule) -> Callable[[View], View]:
    """Let only those in for whom the rule holds; others are told so, strangers are asked to sign in."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not rule.allows(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return never_cache(login_required(guarded))

    return decorate


@only(is_registrar)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Find a person."""
    form = PersonSearchForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    paginator = Paginator(queries.people(asked.get("q", ""), asked.get("role", "")), PER_PAGE)
    shown = paginator.get_page(request.GET.get("page"))
    uids = {row.organisation_uid for person in shown for row in person.current_representations}
    names = queries.organisation_names(uids)
    rows = [
        {
            "person": person,
            "roles": [Role(grant.role).label for grant in person.grants.all()],
            "represents": [names[row.organisation_uid] for row in person.current_representations],
        }
        for person in shown
    ]
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "accounts/people.html",
        {"form": form, "rows": rows, "shown": shown, "total": paginator.count, "query": query.urlencode()},
    )


@only(is_registrar)
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles, organisations, sessions, tokens, history."""
    return _person_page(request, get_object_or_404(User, pk=pk))


def _person_page(request: HttpRequest, subject: User, status: int = 200, **forms: Form) -> HttpResponse:
    represented = list(ordered(subject.representations.all(), "ended_at", "-since"))
    names = queries.organisation_names(row.organisation_uid for row in represented)
    may_administer = is_administrator.allows(request.user)
    page = {
        "subject": subject,
        "grants": subject.grants.select_related("granted_by").order_by("granted_at"),
        "represented": [{"row": row, "name": names[row.organisation_uid]} for row in represented],
        "sessions": queries.live_sessions(subject) if may_administer else [],
        "tokens": [t for t in queries.tokens_of(subject) if t.revoked_at is None and t.expires_at > clock.now()],
        "history": queries.history_of(subject),
        "may_administer": may_administer,
        "grant_form": GrantForm(auto_id="grant_%s"),
        "representation_form": RepresentationForm(auto_id="represent_%s"),
        **forms,
    }
    return render(request, "accounts/person.html", page, status=status)


def _done(request: HttpRequest, subject: User, act: Callable[[], Any], said: str) -> HttpResponse:
    """Run a service; what it refuses is said on the page of the person."""
    try:
        act()
    except TechnopoleError as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)
    return redirect("accounts:person", pk=subject.pk)


def _why(request: HttpRequest) -> By:
    form = WhyForm(request.POST)
    return By(user=request.user, why=form.cleaned_data["why"] if form.is_valid() else "")


@only(is_administrator)
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    subject = get_object_or_404(User, pk=pk)
    form = GrantForm(request.POST, auto_id="grant_%s")
    if not form.is_valid():
        return _person_page(request, subject, 422, grant_form=form)
    role = form.cleaned_data["role"]
    return _done(request, subject, lambda: roles.grant_role(subject, role, _why(request)), _("The role is given."))


@only(is_administrator)
@require_POST
def revoke(request: HttpRequest, pk: int, role: str) -> HttpResponse:
    """Take a role back."""
    subject = get_object_or_404(User, pk=pk)
    return _done(
        request, subject, lambda: roles.revoke_role(subject, role, _why(request)), _("The role is taken back.")
    )


@only(is_registrar)
@require_POST
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the person speak for an organisation."""
    subject = get_object_or_404(User, pk=pk)
    form = RepresentationForm(request.POST, auto_id="represent_%s")
    if not form.is_valid():
        return _person_page(request, subject, 422, representation_form=form)
    uid, post = form.cleaned_data["organisation_uid"], form.cleaned_data["post"]
    return _done(
        request,
        subject,
        lambda: roles.appoint_representative(subject, uid, _why(request), post),
        _("The representative is appointed."),
    )


@only(is_registrar)
@require_POST
def end(request: HttpRequest, pk: int, representation: int) -> HttpResponse:
    """The person no longer speaks for the organisation."""
    row = get_object_or_404(Representation, pk=representation, user_id=pk)
    return _done(
        request, row.user, lambda: roles.end_representation(row, _why(request)), _("The representation has ended.")
    )


@only(is_administrator)
@require_POST
def sign_out(request: HttpRequest, pk: int) -> HttpResponse:
    """End all sessions of the person."""
    subject = get_object_or_404(User, pk=pk)
    return _done(
        request, subject, lambda: sessions.end_sessions(subject, _why(request)), _("All devices are signed out.")
    )


@only(is_administrator)
@require_POST
def revoke_token(request: HttpRequest, pk: int, token: int) -> HttpResponse:
    """Stop a token of the person."""
    row = get_object_or_404(ApiToken, pk=token, user_id=pk)
    return _done(
        request, row.user, lambda: token_services.revoke_token(row, _why(request)), _("The token no longer works.")
    )


@only(is_administrator)
@require_POST
def suspend(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the account to its owner."""
    subject = get_object_or_404(User, pk=pk)
    return _done(request, subject, lambda: roles.suspend(subject, _why(request)), _("The account is suspended."))


@only(is_administrator)
@require_POST
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the account again."""
    subject = get_object_or_404(User, pk=pk)
    return _done(request, subject, lambda: roles.restore(subject, _why(request)), _("The account is open again."))
