"""The portal's own interface, asked within the process by nobody: what is not public is not there."""

import io
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

import orjson
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve, reverse


class Refused(Exception):
    """The portal gave no answer; says why, in words for who asked."""

    def __init__(self, status: int, why: str) -> None:
        self.status = status
        super().__init__(why)


def ask(operation: str, *of: str, **asked: Any) -> dict[str, Any]:
    """The answer of a reading operation of the API, by its name. Raises `Refused`. Costs what the operation costs."""
    path = reverse(f"api:v1:{operation}", args=of)
    given = {name: value for name, value in asked.items() if value not in (None, "", [], {})}
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": urlencode(given, doseq=True),
            "SERVER_NAME": _host(), "SERVER_PORT": "80", "wsgi.input": io.BytesIO(), "wsgi.url_scheme": "http",
            "REMOTE_ADDR": "mcp", "HTTP_ACCEPT": "application/json",
        }
    )  # fmt: skip
    request.user = AnonymousUser()
    found = resolve(path)
    response = found.func(request, *found.args, **found.kwargs)
    if response.status_code == 301:  # it became part of another, whose record says so
        survivor = _uid_in(response.get("Location", ""))
        if survivor and survivor != of[-1]:
            return ask(operation, survivor, **asked)
    content: dict[str, Any] = orjson.loads(response.content) if response.content else {}
    if response.status_code != 200:
        raise Refused(response.status_code, _why(response.status_code, content))
    return content


def absolute(path: str) -> str:
    """Where people reach a page; the path alone where the portal's address is not configured."""
    return f"{settings.PUBLIC_URL.rstrip('/')}{path}" if path.startswith("/") else path


def _host() -> str:
    """A name that the portal answers to, since a page of a list tells where the next one is."""
    known = next(iter(settings.ALLOWED_HOSTS), "*").lstrip(".")
    return "localhost" if known == "*" else known.strip("[]")


def _uid_in(location: str) -> str:
    return urlsplit(location).path.rstrip("/").rpartition("/")[2]


def _why(status: int, content: Mapping[str, Any]) -> str:
    if status == 429:
        return "There were too many questions within a minute; wait a minute and ask again."
    errors = content.get("errors") or []
    told = "; ".join(f"{each.get('pointer', '').strip('/#')}: {each.get('detail', '')}" for each in errors)
    return told or str(content.get("detail") or content.get("title") or f"The portal answered {status}.")
