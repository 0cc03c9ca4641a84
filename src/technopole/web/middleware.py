"""Errors for the person who must act, as pages of the portal."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from technopole.core.errors import Conflict, Invalid, NotAllowed, TechnopoleError

STATUS: dict[type[TechnopoleError], int] = {NotAllowed: 403, Conflict: 409, Invalid: 422}

_BEARS_ANY_TEXT = ("/api/", "/search")
"""The API refuses it by field, as a problem; the search asks the index, not the store."""


class ProblemMiddleware:
    """Turns what services raise into a page that says what was wrong and what to do; the API has its own way."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        nul = "\0" in request.path_info or "%00" in request.META["QUERY_STRING"]
        if nul and not request.path_info.startswith(_BEARS_ANY_TEXT):
            # in no address that we make; PostgreSQL refuses to look for it, SQLite would just not find it
            context = {"message": _("This address holds a character that belongs to no text."), "status": 400}
            return render(request, "technopole/problem.html", context, status=400)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called when a view raises."""
        if not isinstance(exception, TechnopoleError):
            return None
        status = next((code for kind, code in STATUS.items() if isinstance(exception, kind)), 400)
        context = {"message": exception.message, "hint": exception.hint, "status": status}
        return render(request, "technopole/problem.html", context, status=status)
