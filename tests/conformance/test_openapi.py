"""The OpenAPI document is valid, and the API does what it says, for whatever may be sent to it."""

import json
import os
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import ninja
import pytest
import schemathesis
from django.core import signals
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS

DEPTH = int(os.environ.get("TECHNOPOLE_CONFORMANCE_DEPTH", "4"))
"""Examples an operation. A thorough run by hand takes 100, and walks the edges of every schema too."""

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", WSGIHandler())
schema.config.generation.update(modes=[GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
schema.config.phases.coverage.enabled = DEPTH > 20
checks = schema.config.checks
checks.positive_data_acceptance.expected_statuses += ["412"]
checks.negative_data_rejection.expected_statuses += ["412", "413"]
checks.missing_required_header.expected_statuses += ["404", "428"]

every_check = CHECKS.get_all()


@pytest.fixture
def world(db: None) -> Iterator[SimpleNamespace]:
    """A small centre, its administrator's token, a draft, a correction, a report under supervision with a paper."""
    ends = (signals.request_started, signals.request_finished)
    for end in ends:  # the test's transaction must outlive the requests made in it
        end.disconnect(close_old_connections)
    yield _world()
    for end in ends:
        end.connect(close_old_connections)


def _world() -> SimpleNamespace:
    import exchange_world
    import supervision_world

    from technopole.accounts.models import Grant, Representation, User
    from technopole.accounts.services.tokens import issue_token
    from technopole.core import clock
    from technopole.core.requests import correction, services
    from technopole.core.sourced import By, edit_locally, put
    from technopole.registry import procedures, resolving
    from technopole.signals.services import following, matching, webhooks
    from technopole.supervision.models import AnnualReport
    from technopole.supervision.services import papers, planned

    by = By(label="test")

    def thing(kind: str, key: str, /, **record: Any) -> str:
        record = {"key": key, "sources": ["https://example.org"], **record}
        return next(iter(put(kind, "centre", key, record, by).uids.values()))

    name = {"en": "Name", "zh": "名称"}
    uids = SimpleNamespace(
        organisation=thing("organisation", "acme", names=[{"value": "Acme", "language": "en", "kind": "display"}],
                           types=["company"], status="active", places=[{"district": "pudong", "hubs": ["zhangjiang"]}]),
        hub=thing("hub", "zhangjiang", name=name, latitude=31.2, longitude=121.6, precision="district"),
        event=thing("event", "fair", name=name, start="2025-07", organisers=[{"role": "host", "organisation": "acme"}]),
        facility=thing("facility", "ring", name=name, operators=[{"label": "Somebody"}], status="operating"),
        showcase=thing("showcase", "robot", name=name, maker={"organisation": "acme"}, shown_at="fair"),
        policy=thing("policy", "act", title=name, published="2024", instruments=["finance"], level="municipal"),
        need=thing("need", "want", kind="technology", statement=name, organisation="acme", status="open"),
        offer=thing("offer", "sell", title=name, profile="technology_offer", trl=6, rights=[{"kind": "patent"}],
                    modes=["transfer"], price_low="5.00", currency="CNY", organisation="acme"),
        service=thing("service", "value", name=name, kinds=["valuation"], organisation="acme"),
        indicator=thing("indicator", "rnd", name=name, unit={"id": "percent"}, direction="up", core=1, place="city"),
        observation=thing("observation", "rnd.2024", indicator="rnd", place="city", period="2024", value="4.4",
                          status="actual", unit="percent"),
    )  # fmt: skip
    for vocabulary, key in (("type", "company"), ("district", "pudong"), ("place", "city")):
        put("term", "centre", f"{vocabulary}:{key}", {"vocabulary": vocabulary, "key": key, "name": name}, by)
    cache.clear()
    admin = User.objects.create_user("admin", "admin@example.org")
    Grant.objects.create(user=admin, role="administrator", granted_at=clock.now())
    answers = {"answers": {"name_en": "New", "type": "company", "sources": ["https://example.org"]}}
    draft = services.create_draft(procedures.REGISTER, admin, answers)
    said = {"subject_names": name, "wrong": "It moved."}
    report = services.apply_at_once(correction.KIND, None, said, subject=("organisation", uids.organisation))
    uids.request, uids.correction = draft.uid, report.uid
    hook, _secret = webhooks.enter(admin, "Import", "https://receiver.example.org/")
    uids.subscription, uids.webhook = following.follow_thing(admin, "organisation", uids.organisation).uid, hook.uid
    edit_locally("organisation", uids.organisation, {"status": "inactive"}, by)
    matching.match()
    uids.delivery = hook.deliveries.get().uid
    Representation.objects.create(user=admin, organisation_uid=uids.organisation, since=clock.now())
    uids.exchange_listing = exchange_world.services.begin(
        "technology_offer", uids.organisation, admin, exchange_world.OFFER, synthetic=False
    ).uid
    supervision_world.register(uids.organisation, "2020-03-10")
    planned.open_duties()
    uids.report = AnnualReport.objects.get(kind="report").uid
    uids.paper = papers.attach("report", uids.report, By(user=admin), None, "audit.txt", b"Synthetic.").uid
    resolving.refresh()
    token = issue_token(admin, "test", By(user=admin), may_write=True)[1]
    return SimpleNamespace(token=token, uids=uids)


PATHS = {
    "organisations": "organisation", "hubs": "hub", "events": "event", "facilities": "facility", "showcase": "showcase",
    "policies": "policy", "needs": "need", "observations": "observation", "requests": "request", "corrections": "correction",
    "offers": "offer", "services": "service", "exchange-listings": "exchange_listing",
    "subscriptions": "subscription", "webhooks": "webhook", "annual-reports": "report", "supervision": "report",
}  # fmt: skip


def test_the_document_is_valid_openapi() -> None:
    schema.validate()
    document = schema.raw_schema
    assert document["openapi"].startswith("3.1")
    assert document["info"]["license"]["identifier"] == "Apache-2.0"


def test_every_operation_is_described_once_and_says_who_may() -> None:
    identifiers = []
    for operations in schema.raw_schema["paths"].values():
        for operation in operations.values():
            identifiers.append(operation["operationId"])
            assert operation["summary"] and operation["x-may"] and operation["x-scope"] in ("read", "write")
            assert {"400", "401", "403", "404", "422", "429"} <= set(operation["responses"])
    assert len(identifiers) == len(set(identifiers)) > 50


# schemathesis closes no answer, so a file that was sent is closed late
@pytest.mark.filterwarnings("ignore:Exception ignored in. <_io.FileIO:pytest.PytestUnraisableExceptionWarning")
@schema.parametrize()
@settings(
    max_examples=DEPTH, deadline=None, database=None, derandomize=True,
    phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck),
)
def test_the_api_does_what_its_document_says(case: Any, world: SimpleNamespace, settings: Any) -> None:
    settings.API_RATES = dict.fromkeys(("anonymous", "signed_in", "anonymous_write", "signed_in_write", "signed_in_batch"), 10**9)
    excluded = []
    if case.meta.generation.mode.is_positive:
        point_at_something(case, world)
        if case.query:
            case.query.pop("cursor", None)  # a text that no list made is refused, and no schema can say which
        if case.method != "GET":
            # check digits, vocabularies and states of requests are beyond a schema
            excluded.append(checks_named("positive_data_acceptance"))
    headers = {"Authorization": f"Bearer {world.token}"}
    response = case.call(headers=headers)
    case.validate_response(response, checks=every_check, excluded_checks=excluded, headers=headers)


def point_at_something(case: Any, world: SimpleNamespace) -> None:
    """Send the request to a thing that is there, so that more than the 404 is tested."""
    kind = PATHS.get(case.path.split("/")[3])
    if kind and "uid" in (case.path_parameters or {}):
        case.path_parameters["uid"] = getattr(world.uids, kind)
    fixed = {"delivery": world.uids.delivery, "paper": world.uids.paper, "kind": "report", "id": "rnd"}
    for name in fixed.keys() & (case.path_parameters or {}).keys():
        case.path_parameters[name] = fixed[name]


def checks_named(name: str) -> Any:
    return next(check for check in every_check if check.__name__ == name)


def test_every_shape_in_the_document_is_of_one_class() -> None:
    """Of two classes of one name the document shows one, for both."""
    classes: dict[str, set[str]] = {}
    waiting = [ninja.Schema]
    while waiting:
        for each in waiting.pop().__subclasses__():
            waiting.append(each)
            if each.__module__.startswith("technopole."):
                classes.setdefault(each.__name__, set()).add(each.__module__)
    shown = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(schema.raw_schema)))
    assert len(shown) > 50
    assert {name: modules for name, modules in classes.items() if name in shown and len(modules) > 1} == {}
