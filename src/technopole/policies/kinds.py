"""Policies as a kind of thing: rows to records, records to columns."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from technopole.core import kinds
from technopole.core.kinds import Kind, both
from technopole.core.merge import Record
from technopole.methods import periods
from technopole.policies import vocabulary
from technopole.policies.models import Policy, PolicyInstrument
from technopole.sources import rows


def policy_from_row(row: rows.Row) -> Record:
    """A row of `policies.csv`. Raises `SourceError` naming the field that is wrong."""
    valid_from, valid_to = rows.date_pair(row, "valid_from", "valid_to")
    return rows.stated(
        key=rows.key(row),
        title=rows.required_in_a_language(row, "title"),
        document_number=rows.cell(row, "document_number"),
        issuer=rows.both(row, "issuer"),
        published=rows.partial_date(row, "published"),
        valid_from=valid_from,
        valid_to=valid_to,
        level=rows.choice(row, "level", ("", *vocabulary.LEVELS)),
        area=rows.both(row, "area"),
        topic=rows.cell(row, "topic"),
        instruments=rows.choices(row, "instruments", vocabulary.INSTRUMENTS),
        subject=rows.choice(row, "subject", ("", *vocabulary.SUBJECTS)),
        summary=rows.both(row, "summary"),
        rule_pack=rows.cell(row, "rule_pack"),
        official=rows.yes_or_no(row, "official"),
        sources=rows.sources(row),
    )


READERS: dict[str, tuple[str, Callable[[rows.Row], Record]]] = {"policies.csv": ("policy", policy_from_row)}
"""The files of a centre's folder that this domain reads: {file: (kind, reader of one row)}."""


def columns(merged: Record) -> dict[str, Any]:
    texts = {
        f"{name}_{language}": both(merged.get(name), language)
        for name in ("title", "issuer", "area", "summary")
        for language in ("en", "zh")
    }
    dates = {name: merged.get(name, "") for name in ("published", "valid_from", "valid_to")}
    return {
        "key": merged.get("key", ""),
        **texts,
        **dates,
        "published_on": periods.first_day(dates["published"]) if dates["published"] else None,
        "valid_from_on": periods.first_day(dates["valid_from"]) if dates["valid_from"] else None,
        "valid_to_on": periods.last_day(dates["valid_to"]) if dates["valid_to"] else None,
        **{name: merged.get(name, "") for name in ("document_number", "level", "topic", "subject", "rule_pack")},
        "official": bool(merged.get("official")),
        "sources": merged.get("sources", []),
        "synthetic": bool(merged.get("synthetic")),
    }


def validate(merged: Record) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    if not any((merged.get("title") or {}).values()):
        problems["title"] = ["Give a title in English or Chinese."]
    for name in ("published", "valid_from", "valid_to"):
        try:
            periods.first_day(merged[name]) if merged.get(name) else None
        except (ValueError, TypeError) as error:
            problems[name] = [str(error)]
    start, end = merged.get("valid_from"), merged.get("valid_to")
    if start and end and not problems and periods.last_day(end) < periods.first_day(start):
        problems["valid_to"] = [f"The policy may not end ({end}) before it begins ({start})."]
    for name, allowed in (("level", vocabulary.LEVELS), ("subject", vocabulary.SUBJECTS)):
        if merged.get(name, "") not in ("", *allowed):
            problems[name] = [f"Use one of: {', '.join(allowed)}."]
    if not set(merged.get("instruments", [])) <= set(vocabulary.INSTRUMENTS):
        problems["instruments"] = [f"Use any of: {', '.join(vocabulary.INSTRUMENTS)}."]
    return problems


def _project(things: Mapping[str, Record]) -> None:
    policies = kinds.upsert(Policy, {uid: columns(merged) for uid, merged in things.items()})
    PolicyInstrument.objects.filter(policy_id__in=[policy.pk for policy in policies.values()]).delete()
    PolicyInstrument.objects.bulk_create(
        PolicyInstrument(policy_id=policies[uid].pk, instrument=instrument)
        for uid, merged in things.items()
        for instrument in merged.get("instruments", [])
    )


def _remove(uids: Sequence[str]) -> None:
    Policy.objects.filter(uid__in=uids).delete()


kinds.register(Kind("policy", _project, _remove, validate=validate))
