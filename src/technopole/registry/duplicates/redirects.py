"""The old address of an organisation that became part of another."""

from collections.abc import Callable

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect

from technopole.registry.duplicates import merging


def merged_elsewhere(address: Callable[[str], str], uid: str) -> HttpResponse:
    """To the address of the organisation that this one became part of; asked for anew each time, since a merge may be
    undone. Raises `Http404` if it was not merged."""
    survivor = merging.survivor_of(uid)
    if not survivor:
        raise Http404
    response = HttpResponsePermanentRedirect(address(survivor))
    response["Cache-Control"] = "no-cache"
    return response
