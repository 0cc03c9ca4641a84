"""Versions of what is read, so that it is neither sent twice nor overwritten unseen (RFC 9110, section 13).

An ETag is `"<version>.<digest of the body>"`. The digest answers If-None-Match: also what is shown of other
things counts. The version answers If-Match: only a change of the thing itself stands against an edit.
"""

import hashlib
import re
from typing import Any

from django.http import HttpRequest, HttpResponse

from technopole.pages.api.problems import Problem

_TAG = re.compile(r'(W/)?"([^"]*)"')


def version_is(request: HttpRequest, version: Any) -> None:
    """Say the version of the thing this response shows."""
    request.api_version = str(version)  # type: ignore[attr-defined]


def must_match(request: HttpRequest, version: Any) -> None:
    """Raise 412 unless If-Match names the present version of the thing that is to be changed."""
    header = request.headers.get("If-Match", "")
    if header.strip() == "*":
        return
    tags = [tag for weak, tag in _TAG.findall(header) if not weak]
    if str(version) not in [tag.split(".", 1)[0] for tag in tags]:
        raise Problem(412)


def tag(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Put the ETag on a successful response, and answer 304 when the caller has it already."""
    digest = hashlib.blake2b(response.content, digest_size=9).hexdigest()
    version = getattr(request, "api_version", "")
    response["ETag"] = f'"{version}.{digest}"'
    if request.method not in ("GET", "HEAD"):
        return response
    asked = request.headers.get("If-None-Match", "")
    if asked.strip() == "*" or f"{version}.{digest}" in [known for _, known in _TAG.findall(asked)]:
        unchanged = HttpResponse(status=304)
        unchanged["ETag"] = response["ETag"]
        del unchanged["Content-Type"]
        return unchanged
    return response
