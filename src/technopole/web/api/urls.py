"""The addresses under /api/: the documentation, version 1, and a problem for all that is nothing."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path

from technopole.pages.api import problems
from technopole.web.api import documentation
from technopole.web.api.joined import api


def _nothing(request: HttpRequest, **arguments: Any) -> HttpResponse:
    return problems.respond(request, Http404())


_nothing.csrf_exempt = True  # type: ignore[attr-defined]  # there is nothing to forge, and the answer is a problem, not a page

app_name = "api"
urlpatterns = [
    path("", documentation.page, name="documentation"),
    path("v1/openapi.json", documentation.document, name="document"),
    path("v1/", documentation.entrance, name="entrance"),
    path("v1/", api.urls),
    re_path(r"^.*$", _nothing),
]
