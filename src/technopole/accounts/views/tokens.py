"""One's API tokens: list, make, revoke."""

# mypy: disable-error-code="untyped-decorator"
# because the decorators of allauth have no types

import datetime as dt

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from technopole.accounts import queries
from technopole.accounts.forms import TokenForm
from technopole.accounts.models import ApiToken
from technopole.accounts.services import tokens as services
from technopole.accounts.views.who import me
from technopole.core import clock
from technopole.core.errors import Invalid
from technopole.core.sourced import By


@login_required
@require_GET
@never_cache
def tokens(request: HttpRequest) -> HttpResponse:
    """One's tokens, those that work first."""
    return render(request, "accounts/tokens.html", {"tokens": queries.tokens_of(me(request)), "now": clock.now()})


@login_required
@never_cache
@reauthentication_required
def token_new(request: HttpRequest) -> HttpResponse:
    """Make a token; the page that answers shows its secret, this once."""
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["last_day"]
        until = timezone.make_aware(dt.datetime.combine(day, dt.time(23, 59, 59)))
        try:
            token, secret = services.issue_token(
                me(request),
                form.cleaned_data["name"],
                By(user=me(request)),
                may_write=form.cleaned_data["access"] == "write",
                expires_at=until,
            )
        except Invalid as refused:
            form.add_error(None, refused.message)
        else:
            return render(request, "accounts/token_made.html", {"token": token, "secret": secret})
    return render(request, "accounts/token_new.html", {"form": form})


@login_required
@require_POST
def token_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop a token of one's own."""
    token = get_object_or_404(ApiToken, pk=pk, user=me(request))
    services.revoke_token(token, By(user=me(request)))
    messages.success(request, _("The token no longer works."))
    return redirect("accounts:tokens")
