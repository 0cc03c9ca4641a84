"""All routers as one API."""

import technopole.deals.api
import technopole.exchange.api
import technopole.observatory.api
import technopole.policies.api
import technopole.programme.api
import technopole.registration.api
import technopole.registry.api
import technopole.signals.api
import technopole.supervision.api
from technopole import __version__
from technopole.pages.api import Api
from technopole.web.api import corrections, me, papers, requests, search

api = Api(
    title="Technopole",
    version="1",
    description=(
        "Everything an innovation centre knows, for other programs: organisations, events, facilities, policies, "
        "needs, indicators, and the requests that people make. Reading what is public needs no login. Texts are "
        "always given in both languages, as {\"en\": …, \"zh\": …}."
    ),
    urls_namespace="api:v1",
    openapi_extra={
        "info": {
            "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
            "x-technopole": __version__,
        }
    },
)

for _module in (
    technopole.registry.api,
    technopole.registration.api,
    technopole.supervision.api,
    technopole.programme.api,
    technopole.policies.api,
    technopole.exchange.api,
    technopole.deals.api,
    technopole.observatory.api,
    technopole.signals.api,
    search,
    requests,
    papers,
    corrections,
    me,
):
    for _router in _module.routers:
        api.include(_router)
