"""What every public protocol's address has in common: any site may read it, nobody may exhaust it, nothing is a page.

Errors are problems (RFC 9457), as in the API, unless the protocol has a shape of its own.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

import orjson
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from technopole.pages.api import problems
from technopole.pages.api.callers import Caller, address, identify
from technopole.pages.api.problems import Problem
from technopole.pages.api.rates import spend

View = Callable[..., HttpResponseBase]

LONGEST_TEXT = 2000
"""Characters of a question that are read; nobody's name or address is longer."""

_NO_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_CALLBACK = re.compile(r"[A-Za-z_$][\w$.]{0,99}", re.ASCII)
_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def public(*methods: str, seconds: int = 300) -> Callable[[View], View]:
    """An address that any site's scripts may call, with GET and these methods; answers may be kept for some seconds."""
    allowed = ("GET", "HEAD", *methods)

    def decorate(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
            headers: dict[str, str] = {}
            response: HttpResponseBase
            try:
                if request.method == "OPTIONS":
                    response = HttpResponse(status=204)
                elif request.method not in allowed:
                    raise Problem(405, headers={"Allow": ", ".join((*allowed, "OPTIONS"))})
                else:
                    headers = spend(_caller(request)).headers()
                    response = _kept(request, view(request, **arguments), seconds)
            except Exception as error:  # noqa: BLE001 (whatever it is, a program gets an answer it can read)
                response = problems.respond(request, error)
            if hasattr(request, "session"):
                # others on the way have looked at it; the answer does not depend on it, and caches may know that
                request.session.accessed = False
            return _opened(response, {**headers, "Access-Control-Allow-Methods": ", ".join((*allowed, "OPTIONS"))})

        return answer

    return decorate


def _caller(request: HttpRequest) -> Caller:
    """Who asks. Sessions are not looked at: what is public is the same for all, and a cache may keep it for all."""
    if request.headers.get("Authorization"):
        return identify(request)
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    return Caller(f"ip:{hashlib.sha256(address(request).encode()).hexdigest()[:24]}", request.user)


def _kept(request: HttpRequest, response: HttpResponseBase, seconds: int) -> HttpResponseBase:
    """With its ETag and how long it may be kept; 304 for who has it already."""
    if response.status_code != 200:
        return response
    if "Cache-Control" not in response:
        response["Cache-Control"] = f"public, max-age={seconds}" if request.method != "POST" else "no-store"
    if request.method == "POST" or response.streaming or not isinstance(response, HttpResponse):
        return response
    response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=12).hexdigest()}"'
    return unchanged(request, response) or response


def unchanged(request: HttpRequest, response: HttpResponseBase) -> HttpResponse | None:
    """304 if the caller says that it has this very answer, by its ETag."""
    asked = request.headers.get("If-None-Match", "")
    known = _TAG.findall(asked)
    if asked.strip() != "*" and not {*known} & {*_TAG.findall(response["ETag"])}:
        return None
    same = HttpResponse(status=304)
    del same["Content-Type"]
    for name in ("ETag", "Cache-Control", "Last-Modified"):
        if name in response:
            same[name] = response[name]
    return same


def _opened(response: HttpResponseBase, headers: dict[str, str]) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Headers"] = "Authorization, Content-Type, If-None-Match, Accept, Client-Id"
    response["Access-Control-Expose-Headers"] = "ETag, Link, RateLimit-Remaining, RateLimit-Reset, Retry-After"
    for name, value in headers.items():
        if name not in response:
            response[name] = value
    return response


def json(data: Any, *, status: int = 200, media_type: str = "application/json") -> HttpResponse:
    return HttpResponse(orjson.dumps(data), status=status, content_type=media_type)


def json_or_padded(request: HttpRequest, data: Any) -> HttpResponse:
    """JSON, or for old scripts a call of the function they name (JSONP)."""
    callback = request.GET.get("callback", "")
    if not callback:
        return json(data)
    if not _CALLBACK.fullmatch(callback):
        raise Problem(400, "The callback is not the name of a function.")
    # the comment keeps the first bytes out of the caller's hands
    body = b"/**/" + callback.encode() + b"(" + orjson.dumps(data) + b");"
    return HttpResponse(body, content_type="application/javascript; charset=utf-8")


def tidy(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text as it is asked for: without control characters and marks of direction, no longer than is read."""
    return _NO_TEXT.sub(" ", text[:longest]).encode("utf-8", "ignore").decode().strip()


def base_url(request: HttpRequest) -> str:
    """Where the portal is reached, without a slash at the end."""
    return request.build_absolute_uri("/").rstrip("/")
