"""The addresses of ROR's API: lists, one record, and whether it is alive."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect

from technopole.interop import things
from technopole.interop.public import json, public, tidy
from technopole.interop.ror import affiliations, searching, shapes
from technopole.interop.ror.advanced import NotUnderstood
from technopole.interop.ror.asking import Refused, read, ror_id
from technopole.registry.models import Identifier, Organisation

_OLD_NAMES = ("query.name", "query.names")


@public(seconds=300)
def organizations(request: HttpRequest) -> HttpResponseBase:
    """Organisations with a ROR id: found by words, by id, by conditions, or in an author's address.

    What is wrong with a question is told with status 200, as ROR tells it: its clients look for `errors`.
    """
    parameters = {name: values for name in request.GET if (values := request.GET[name]) is not None}
    for old in _OLD_NAMES:
        if old in parameters:
            parameters["query"] = parameters.pop(old)
            return HttpResponseRedirect(f"{request.path}?{urlencode(parameters)}")
    try:
        if "affiliation" in parameters:
            return json(affiliations.match(parameters))
        found = searching.find(read(parameters))
    except Refused as refused:
        return json({"errors": refused.errors})
    except NotUnderstood as problem:
        return json({"errors": [str(problem)]})
    known = things.read(found.uids)
    relatives = things.relatives(list(known.values()))
    return json(
        {
            "number_of_results": found.total,
            "time_taken": 0,
            "items": [shapes.organization(thing, relatives) for thing in known.values()],
            "meta": found.meta,
        }
    )


@public(seconds=300)
def organization(request: HttpRequest, ror: str) -> HttpResponseBase:
    """One record, by its id in any form."""
    number = ror_id(ror)
    if not number:
        return json({"errors": [f"'{tidy(ror, 200)}' is not a valid ROR ID"]}, status=404)
    uid = Identifier.objects.filter(scheme="ror", value=number).values_list("organisation__uid", flat=True).first()
    known = things.read([uid]) if uid else {}
    if uid not in known:
        return json({"errors": [f"ROR ID '{shapes.ADDRESS}{number}' does not exist"]}, status=404)
    thing = known[uid]
    return json({**shapes.organization(thing, things.relatives([thing])), **_as_asked(thing, number)})


def _as_asked(thing: things.Thing, number: str) -> dict[str, Any]:
    """Of an organisation with two ROR ids (one of them given up) the record bears the one it was asked by."""
    return {"id": shapes.ADDRESS + number} if number in thing.identifiers("ror") else {}


@public(seconds=0)
def heartbeat(request: HttpRequest) -> HttpResponseBase:
    """OK while the store answers."""
    Organisation.objects.exists()
    return HttpResponse("OK", content_type="text/html; charset=utf-8")
