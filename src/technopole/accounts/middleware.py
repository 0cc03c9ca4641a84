"""Members of staff whose role asks for a second factor set one up before they do anything else."""

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from technopole.accounts import policy

OPEN_PREFIXES = ("account_", "mfa_", "usersessions_")
OPEN_NAMES = frozenset({"set_language", "accounts:account", "accounts:profile", "accounts:session_end"})
"""The pages of the account itself, signing out and the language switch: without them nobody could comply."""


class SecondFactorMiddleware:
    """Sends a person who must have a second factor and has none to the page where it is set up."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Called when the page is known and before it runs."""
        match = request.resolver_match
        name = match.view_name if match else ""
        if name in OPEN_NAMES or name.startswith(OPEN_PREFIXES) or not policy.must_have_second_factor(request.user):
            return None
        if is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
            return None
        text = _("Your role needs a second step when you sign in. Set it up to go on.")
        if request.path_info.startswith("/api/"):
            problem = {"type": "about:blank", "title": text, "status": 403}
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        messages.warning(request, text)
        return redirect("mfa_index")
