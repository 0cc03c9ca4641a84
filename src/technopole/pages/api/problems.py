"""Errors as RFC 9457 problems: one shape for whatever goes wrong, and nothing of the inside of the program."""

import logging
import secrets
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db.utils import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import get_script_prefix
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from ninja.errors import HttpError, ValidationError

from technopole.core import errors

logger = logging.getLogger("technopole.api")

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Sort:
    """A sort of problem: its name in the documentation, what it is called, and what it means."""

    slug: str
    title: str
    meaning: str


SORTS: dict[int, Sort] = {
    400: Sort("bad-request", _("The request cannot be read"),
              _("The body is not JSON, or a cursor was not made here or belongs to another list.")),
    401: Sort("not-signed-in", _("Sign in first"),
              _("Send a token as “Authorization: Bearer tp_…”, or sign in to the portal. A wrong, expired or revoked "
                "token is refused too.")),
    403: Sort("not-allowed", _("You may not do this"),
              _("The role, the organisation or the scope of the token does not reach this operation.")),
    404: Sort("not-found", _("There is nothing here"), _("No such address, or no such thing that you may see.")),
    405: Sort("method-not-allowed", _("This address has no such method"), _("The Allow header names those it has.")),
    409: Sort("conflict", _("This cannot be done in the present state"),
              _("Somebody was faster, or the same Idempotency-Key is still being worked on. Read again, then repeat.")),
    412: Sort("changed-meanwhile", _("It was changed since you read it"),
              _("The ETag in If-Match is not the present one. Read again, then repeat the change.")),
    413: Sort("too-large", _("The request is too large"), _("Send less at once.")),
    415: Sort("wrong-media-type", _("This media type is not understood"),
              _("Bodies are application/json; attachments are multipart/form-data.")),
    422: Sort("invalid", _("Some values do not fit"), _("`errors` names each wrong value and why.")),
    428: Sort("if-match-needed", _("Say which version you change"),
              _("Send If-Match with the ETag you read, so that nobody’s change is overwritten unseen.")),
    429: Sort("too-many-requests", _("Too many requests"), _("Wait as many seconds as Retry-After says.")),
    500: Sort("internal", _("Something went wrong here"),
              _("Not your fault. Tell the centre the `reference`; its log has the details.")),
    503: Sort("busy", _("The store is busy"), _("Try again after a few seconds.")),
}


@dataclass
class Problem(Exception):
    """A refusal with its status; `errors` is [{"in", "pointer", "detail"}]."""

    status: int
    detail: str = ""
    errors: list[dict[str, str]] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.status} {self.detail}"


def respond(request: HttpRequest, error: Any) -> HttpResponse:
    """The response that tells `error` to the caller."""
    problem = _as_problem(request, error)
    sort = SORTS.get(problem.status) or SORTS[400]
    body: dict[str, Any] = {
        "type": f"{get_script_prefix()}api/#problem-{sort.slug}",
        "title": gettext(sort.title),
        "status": problem.status,
        "detail": problem.detail or gettext(sort.meaning),
        **problem.extra,
    }
    if problem.errors:
        body["errors"] = problem.errors
    response = HttpResponse(orjson.dumps(body), status=problem.status, content_type=MEDIA_TYPE)
    for name, value in problem.headers.items():
        response[name] = value
    response["Cache-Control"] = "no-store"
    return response


def _as_problem(request: HttpRequest, error: Any) -> Problem:
    match error:
        case Problem():
            return error
        case ValidationError():
            return _of_validation(error)
        case errors.NotAllowed() | PermissionDenied():
            return refusal(request, str(error))
        case errors.Conflict():
            return Problem(409, str(error))
        case errors.Invalid():
            return Problem(422, str(error), _of_fields(error.fields))
        case errors.TechnopoleError():
            return Problem(422, str(error))
        case Http404() | ObjectDoesNotExist():
            return Problem(404)
        case RequestDataTooBig():
            return Problem(413)
        case SuspiciousOperation():
            return Problem(400)
        case HttpError():
            return Problem(error.status_code if error.status_code in SORTS else 400)
        case OperationalError() if "locked" in str(error):
            return Problem(503, headers={"Retry-After": "5"})
    reference = secrets.token_hex(6)
    logger.error("%s %s failed, reference %s", request.method, request.path, reference, exc_info=error)
    return Problem(500, extra={"reference": reference})


def refusal(request: HttpRequest, detail: str = "") -> Problem:
    """401 for a caller who might be allowed once known, 403 for one who is known and is not."""
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        return Problem(403, detail)
    return Problem(401, headers={"WWW-Authenticate": 'Bearer realm="technopole"'})


def _of_validation(error: ValidationError) -> Problem:
    places = [tuple(item["loc"]) for item in error.errors]
    if all(place[0] == "path" for place in places):
        return Problem(404)  # an address that cannot name a thing names none
    found = []
    for item, place in zip(error.errors, places, strict=True):
        # a body or a group of parameters is declared as one argument, whose own name the caller never wrote
        steps = place[2:] if place[0] in ("body", "query", "form") and len(place) > 1 else place[1:]
        if place[0] in ("query", "form", "header") and not steps:
            steps = place[1:]
        found.append({"in": place[0], "pointer": pointer(*steps), "detail": item["msg"]})
    return Problem(422, errors=found)


def _of_fields(fields: dict[str, list[str]]) -> list[dict[str, str]]:
    return [
        {"in": "body", "pointer": "#" if name in ("", "__all__") else pointer(*name.split(".")), "detail": str(reason)}
        for name, reasons in fields.items()
        for reason in reasons
    ]


def pointer(*steps: Any) -> str:
    """A JSON pointer in its form as a URI fragment (RFC 6901, section 6)."""
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps)
