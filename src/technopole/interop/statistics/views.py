"""The addresses of statistical data: SDMX data and structures, and JSON-stat."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language

from technopole.accounts.policy import centre_id
from technopole.core import clock
from technopole.interop.public import base_url, json, public
from technopole.interop.statistics import flows, json_stat, sdmx, structures, tables
from technopole.interop.statistics.flows import FLOWS, Flow
from technopole.interop.statistics.tables import Asked
from technopole.methods import periods
from technopole.observatory.models import Indicator
from technopole.pages.api.problems import Problem

_LONGEST_KEY = 2000


@public()
def data(request: HttpRequest, flow: str, form: str = "", key: str = "") -> HttpResponseBase:
    """A dataflow's rows as SDMX-CSV or SDMX-JSON: by the address's ending, else by what the caller accepts.

    The key names values of each dimension in order, with dots between them and plus signs between alternatives;
    nothing between two dots is everything (`A.rd_gdp_ratio+pct_applications.shanghai`).
    """
    wanted = FLOWS.get(flow)
    if wanted is None:
        raise Http404(f"There is no dataflow {flow!r}; there are {', '.join(FLOWS)}.")
    asked = _asked(request, wanted, key or request.GET.get("key", ""))
    agency = flows.agency(centre_id())
    rows = tables.rows(wanted, asked)
    if (form or _accepted(request)) == "csv":
        response = StreamingHttpResponse(sdmx.as_csv(wanted, agency, rows), content_type=sdmx.CSV)
        response["Content-Disposition"] = f'attachment; filename="{flow.lower()}.csv"'
        return response
    link = f"{base_url(request)}{reverse('interop:sdmx-structure')}"
    message = sdmx.as_json(wanted, agency, rows, structures.codes(), _language(request), clock.now(), link)
    return json(message, media_type=sdmx.JSON)


@public(seconds=3600)
def structure(request: HttpRequest) -> HttpResponseBase:
    """All code lists, concepts, data structures and dataflows."""
    agency = flows.agency(centre_id())
    return json(structures.message(agency, structures.codes(), clock.now()), media_type=structures.MEDIA_TYPE)


@public()
def stat(request: HttpRequest, key: str) -> HttpResponseBase:
    """One indicator as JSON-stat, in the language that is asked for."""
    row = get_object_or_404(Indicator, key=key)
    return json(json_stat.dataset(row, _language(request), clock.now(), request.build_absolute_uri()))


def _language(request: HttpRequest) -> str:
    return "zh" if (request.GET.get("lang") or get_language() or "en").startswith("zh") else "en"


def _accepted(request: HttpRequest) -> str:
    asked = request.GET.get("format", "")
    if asked and asked not in ("csv", "json"):
        raise _wrong("format", "Give csv or json.")
    return asked or ("json" if "json" in request.headers.get("Accept", "") else "csv")


def _asked(request: HttpRequest, flow: Flow, key: str) -> Asked:
    values = {}
    if key and key not in ("all", "*"):
        parts = key[:_LONGEST_KEY].split(".")
        if len(parts) != len(flow.key):
            names = ".".join(each.id for each in flow.key)
            raise _wrong("key", f"The key of {flow.id} has {len(flow.key)} parts: {names}.")
        for dimension, part in zip(flow.key, parts, strict=True):
            if part and part != "*":
                values[dimension.id] = frozenset(part.split("+"))
    return Asked(values, _day(request, "startPeriod", 0), _day(request, "endPeriod", 1))


def _day(request: HttpRequest, name: str, end: int) -> dt.date | None:
    text = request.GET.get(name, "")[:25]
    if not text:
        return None
    try:
        return periods.span(text)[end]
    except ValueError:
        raise _wrong(name, "Give a period such as 2020, 2020-Q3 or 2020-07.") from None


def _wrong(name: str, detail: str) -> Problem:
    return Problem(422, errors=[{"in": "query", "pointer": f"#/{name}", "detail": detail}])
