"""Things of every kind in the store of a test: as many as asked for, each put there as any source would."""

from types import SimpleNamespace
from typing import Any

from technopole.core.sourced import By, put

BY = By(label="test")
SOURCE = ["https://example.org/register"]


def organisation(number: int, **more: Any) -> dict[str, Any]:
    """An organisation with names in both languages, a place, sectors, identifiers and a parent."""
    return {
        "key": f"org{number}",
        "names": [
            {"value": f"Institute of Optics {number}", "language": "en", "kind": "display"},
            {"value": f"第{number}光学研究所", "language": "zh-Hans", "kind": "label"},
            {"value": f"IO{number}", "language": None, "kind": "acronym"},
        ],
        "types": ["research_institute"],
        "sectors": ["photonics", "chips"],
        "status": "active",
        "established": "1998",
        "places": [
            {"district": "pudong", "hubs": ["hub0"], "latitude": 31.2, "longitude": 121.5, "precision": "exact"}
        ],
        "links": [{"kind": "website", "url": f"https://io{number}.example.org"}],
        "relations": [{"kind": "parent", "target": "org0", "label": "Institute of Optics 0"}] if number else [],
        "summary": {"en": "Optics.", "zh": "光学。"},
        "sources": SOURCE,
        **more,
    }


def hub(number: int) -> dict[str, Any]:
    return {
        "key": f"hub{number}", "name": {"en": f"Hub {number}", "zh": f"第{number}园区"}, "kind": "hub", "district": "pudong",
        "latitude": 31.2, "longitude": 121.6, "precision": "exact", "focus": ["photonics"],
        "summary": {"en": "A hub.", "zh": "园区。"}, "sources": SOURCE,
    }  # fmt: skip


def event(number: int) -> dict[str, Any]:
    return {
        "key": f"event{number}", "name": {"en": f"Forum {number}", "zh": f"第{number}届论坛"},
        "series": {"en": "Forum", "zh": "论坛"}, "start": "2025-06-01", "end": "2025-06-02",
        "place": {"en": "Hall", "zh": "会堂"}, "hubs": ["hub0"], "districts": ["pudong"],
        "latitude": 31.2, "longitude": 121.5, "precision": "exact", "status": "closed",
        "organisers": [{"role": "host", "organisation": f"org{number}"}, {"role": "partner", "label": "A partner"}],
        "sources": SOURCE,
    }  # fmt: skip


def facility(number: int) -> dict[str, Any]:
    return {
        "key": f"facility{number}", "name": {"en": f"Light source {number}", "zh": f"第{number}光源"},
        "type": {"en": "Light source", "zh": "光源"}, "operators": [{"organisation": f"org{number}"}],
        "hub": "hub0", "district": "pudong", "status": "operating", "opened": "2009",
        "latitude": 31.2, "longitude": 121.5, "precision": "exact", "sources": SOURCE,
    }  # fmt: skip


def showcase(number: int) -> dict[str, Any]:
    return {
        "key": f"item{number}", "name": {"en": f"Robot {number}", "zh": f"第{number}机器人"}, "maker": {"organisation": f"org{number}"},
        "scenario": {"en": "Care", "zh": "护理"}, "summary": {"en": "It helps.", "zh": "帮忙。"}, "shown_at": f"event{number}",
        "sectors": ["photonics"], "sources": SOURCE,
    }  # fmt: skip


def policy(number: int) -> dict[str, Any]:
    return {
        "key": f"policy{number}", "title": {"en": f"Measures {number}", "zh": f"第{number}号办法"},
        "issuer": {"en": "City", "zh": "市政府"}, "published": "2024-05-01", "valid_from": "2024-06-01",
        "valid_to": "2029-05-31", "level": "municipal", "instruments": ["finance", "research"],
        "summary": {"en": "Measures.", "zh": "办法。"}, "official": True, "sources": SOURCE,
    }  # fmt: skip


def need(number: int) -> dict[str, Any]:
    return {
        "key": f"need{number}", "kind": "technology", "statement": {"en": f"Better lenses {number}", "zh": f"更好的镜头{number}"},
        "organisation": f"org{number}", "stated_on": "2025-03-01", "fields": ["optics"], "status": "open", "sources": SOURCE,
    }  # fmt: skip


def offer(number: int) -> dict[str, Any]:
    return {
        "key": f"offer{number}", "profile": "technology_offer", "title": {"en": f"Thin lens {number}", "zh": f"薄透镜{number}"},
        "summary": {"en": "A lens.", "zh": "一种透镜。"}, "organisation": f"org{number}", "trl": 6, "fields": ["G02B 3/08"],
        "sectors": ["photonics"], "country": "CN", "rights": [{"kind": "patent", "number": "CN112345678B", "status": "granted"}],
        "modes": ["transfer"], "price_low": "100000.00", "currency": "CNY", "published_on": "2025-03-01", "status": "live",
        "sources": SOURCE,
    }  # fmt: skip


def service(number: int) -> dict[str, Any]:
    return {
        "key": f"service{number}", "name": {"en": f"Valuation {number}", "zh": f"第{number}评估"}, "organisation": f"org{number}",
        "kinds": ["valuation"], "summary": {"en": "Values patents.", "zh": "评估专利。"}, "sources": SOURCE,
    }  # fmt: skip


def indicator(number: int) -> dict[str, Any]:
    return {
        "key": f"share{number}", "name": {"en": f"Share {number}", "zh": f"占比{number}"},
        "definition": {"en": "A share.", "zh": "占比。"}, "unit": {"id": "percent", "en": "%", "zh": "%"},
        "direction": "up", "place": "city0", "frequency": "annual", "group": "inputs", "sources": SOURCE,
        "baseline": {"period": "2020", "value": "4.0"}, "target": {"period": "2030", "operator": ">=", "value": "5.5"},
    }  # fmt: skip


def observation(number: int, indicator: int | None = None, year: int = 2023) -> dict[str, Any]:
    of = number if indicator is None else indicator
    return {
        "key": f"share{of}.city0.{year}.{number}", "indicator": f"share{of}", "place": "city0", "period": str(year),
        "value": "4.4", "unit": "percent", "status": "actual", "published": "2024-03-01", "sources": SOURCE,
    }  # fmt: skip


MAKERS = {
    "organisation": organisation, "hub": hub, "event": event, "facility": facility, "showcase": showcase,
    "policy": policy, "need": need, "offer": offer, "service": service, "indicator": indicator, "observation": observation,
}  # fmt: skip


def add(kind: str, number: int, **more: Any) -> str:
    """Put one thing into the store; gives its uid."""
    record = MAKERS[kind](number, **more)
    return next(iter(put(kind, "centre", f"test:{record['key']}", record, BY).uids.values()))


def add_terms() -> None:
    """The vocabularies that the things above speak of."""
    for vocabulary, key in (
        ("type", "research_institute"), ("type", "company"), ("sector", "photonics"), ("sector", "chips"),
        ("district", "pudong"),
    ):  # fmt: skip
        record = {"vocabulary": vocabulary, "key": key, "name": {"en": key.title(), "zh": "词"}}
        put("term", "centre", f"{vocabulary}:{key}", record, BY)


def people() -> SimpleNamespace:
    """One person of each kind, as the fixture of this name tells."""
    from django.contrib.auth.models import AnonymousUser

    from technopole.accounts.models import Grant, Representation, User
    from technopole.core import clock

    def person(name: str, *roles: str) -> User:
        user = User.objects.create_user(name, f"{name}@example.org", "correct horse battery", display_name=name.title())
        for role in roles:
            Grant.objects.create(user=user, role=role, granted_at=clock.now())
        return user

    def firm(key: str, name: str) -> str:
        record = {
            "key": key,
            "names": [{"value": name, "language": "en", "kind": "display"}],
            "types": ["company"],
            "status": "active",
            "sources": ["https://example.org/register"],
        }
        return next(iter(put("organisation", "centre", f"test:{key}", record, By(label="test")).uids.values()))

    acme, bolt = firm("acme", "Acme Instruments"), firm("bolt", "Bolt Sensors")
    alice, bob = person("alice"), person("bob")
    Representation.objects.create(user=alice, organisation_uid=acme, since=clock.now())
    Representation.objects.create(user=bob, organisation_uid=bolt, since=clock.now())
    return SimpleNamespace(
        public=AnonymousUser(),
        visitor=person("visitor"),
        alice=alice,
        bob=bob,
        acme=acme,
        bolt=bolt,
        registrar=person("registrar", "registrar"),
        broker=person("broker", "broker"),
        analyst=person("analyst", "analyst"),
        officer=person("officer", "programme_officer"),
        administrator=person("administrator", "administrator"),
    )
