"""One's own account: the hub, the profile, the sessions, the data, leaving."""

# mypy: disable-error-code="untyped-decorator"
# because the decorators of allauth have no types

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import consume, respond_429
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from technopole.accounts import policy, queries
from technopole.accounts.adapter import LANGUAGE_COOKIE
from technopole.accounts.forms import DeleteAccountForm, ProfileForm
from technopole.accounts.services import leaving, sessions
from technopole.accounts.views.who import me
from technopole.core import clock
from technopole.core.errors import Conflict, NotAllowed
from technopole.core.sourced import By


@login_required
@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """The hub: what the account is, and the way to everything one can change."""
    user = me(request)
    current = list(user.representations.filter(ended_at=None).order_by("since"))
    names = queries.organisation_names(row.organisation_uid for row in current)
    factors = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    page: dict[str, Any] = {
        "email": EmailAddress.objects.filter(user=user, primary=True).first(),
        "grants": user.grants.order_by("granted_at"),
        "represented": [{"row": row, "name": names[row.organisation_uid]} for row in current],
        "has_second_factor": bool(factors & {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}),
        "must_have_second_factor": policy.must_have_second_factor(user),
        "sessions": len(queries.live_sessions(user)),
        "tokens": user.api_tokens.filter(revoked_at=None, expires_at__gt=clock.now()).count(),
    }
    return render(request, "accounts/account.html", page)


@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    """Name and language."""
    form = ProfileForm(request.POST or None, instance=me(request))
    if request.method == "POST" and form.is_valid():
        form.save()
        response = redirect("accounts:account")
        if language := form.cleaned_data["language"]:
            translation.activate(language)
            response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, **LANGUAGE_COOKIE)
        messages.success(request, _("Saved."))
        return response
    return render(request, "accounts/profile.html", {"form": form})


@login_required
@require_POST
def session_end(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign one of one's devices out."""
    session = get_object_or_404(UserSession, pk=pk, user=me(request))
    is_here = session.session_key == request.session.session_key
    if is_here:
        return redirect("account_logout")
    sessions.end_session(session, By(user=me(request)))
    messages.success(request, _("The device is signed out."))
    return redirect("usersessions_list")


@login_required
@require_GET
@never_cache
@reauthentication_required
def export(request: HttpRequest) -> HttpResponse:
    """All that is held about the person, as a JSON file."""
    response = JsonResponse(
        leaving.export(me(request)), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = f'attachment; filename="account-{me(request).uid}.json"'
    return response


@login_required
@never_cache
def delete(request: HttpRequest) -> HttpResponse:
    """Leave for good."""
    form = DeleteAccountForm(request.POST or None)
    if request.method == "POST":
        if not consume(request, action="reauthenticate", app="allauth.account", user=me(request)):
            response: HttpResponse = respond_429(request)
            return response
        if form.is_valid():
            try:
                leaving.delete_account(me(request), form.cleaned_data["password"])
            except NotAllowed as refused:
                form.add_error("password", refused.message)
            except Conflict as refused:
                form.add_error(None, refused.message)
            else:
                logout(request)
                messages.success(request, _("Your account is deleted."))
                return redirect(settings.LOGOUT_REDIRECT_URL or "/")
    return render(request, "accounts/delete.html", {"form": form})
