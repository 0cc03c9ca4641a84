"""Names or numbers, many at once: what each is, whether it is known here, and what became of the organisation.

A number is looked up as it is; a name is known when an organisation bears exactly it, letters' case apart. For other
names the resolver says which organisation is meant, if it is sure enough, or what is similar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from django.db.models import Q
from django.db.models.functions import Lower

from technopole.core import ids
from technopole.methods.chinese import simplify
from technopole.methods.recognition import NAME, NOTHING, Reading, read
from technopole.registry import standing
from technopole.registry.duplicates import name_key
from technopole.registry.models import Identifier, Organisation, OrganisationName, Relation
from technopole.registry.standing import Standing

FOUND, SEVERAL, SIMILAR, UNKNOWN, WRONG, PERSON, EMPTY = (
    "found", "several", "similar", "unknown", "wrong", "person", "empty",
)  # fmt: skip
RESULTS = (FOUND, SEVERAL, SIMILAR, UNKNOWN, WRONG, PERSON, EMPTY)

PORTAL = "uid"
"""The scheme of the portal's own identifiers, beside those of `methods.identifiers`."""

MOST_SHOWN = 10
"""Organisations that one line lists."""
_LONGEST_NAME = 500
"""Characters: what the register keeps of a name."""
_SURE = 0.9
"""The resolver's probability from which a name that stands alone counts as known."""
_MOST_SUCCESSIONS = 5
_AT_ONCE = 500
"""Values of one query, well under what SQLite takes."""


class Answered(Protocol):
    """What is used of the resolver's answer."""

    @property
    def uid(self) -> str: ...
    @property
    def probability(self) -> float: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


Resolve = Callable[[Sequence[str]], Sequence[Sequence[Answered]]]


@dataclass(frozen=True)
class Known:
    """An organisation as the answer shows it."""

    uid: str
    organisation_id: str
    """Its ROR address, or the portal's uid where it has none."""
    name: str
    name_en: str
    name_zh: str
    status: str
    reference: bool
    country: str = ""
    """ISO 3166-1: what tells one Ministry of Health from another."""
    successor: Known | None = None
    """Of one that is withdrawn or inactive: the organisation that stands in its place today."""
    standing: tuple[Standing, ...] = ()
    probability: float = 1.0

    @property
    def closed(self) -> bool:
        return self.status != "active" or any(each.closed for each in self.standing)


@dataclass
class Checked:
    """The answer to one line."""

    text: str
    reading: Reading
    result: str
    organisations: list[Known] = field(default_factory=list)
    more: int = 0
    """Further organisations of that name, which are not listed."""

    @property
    def closed(self) -> bool:
        """Is the one organisation that was found no more?"""
        return self.result == FOUND and self.organisations[0].closed


def check(texts: Sequence[str], resolve: Resolve | None = None) -> list[Checked]:
    """The answer to each text. `resolve` asks the resolver; without it the one in this process is asked.

    Cost for 1,000 texts: some tenths of a second, about ten queries for each 500.
    """
    answers = [_begun(text) for text in texts]
    uids: dict[int, list[str]] = {}
    wanted = [(place, answer.reading) for place, answer in enumerate(answers) if answer.result == UNKNOWN]
    _by_number([(place, reading) for place, reading in wanted if reading.scheme != NAME], uids)
    names = [(place, reading.value) for place, reading in wanted if reading.scheme == NAME]
    for place in _by_uid(names, uids):
        answers[place].reading = replace(answers[place].reading, scheme=PORTAL)
    names = [(place, name) for place, name in names if place not in uids]
    _by_name(names, uids)
    sure: dict[int, dict[str, float]] = {}
    _by_resolver([(place, name) for place, name in names if place not in uids], sure, resolve or _in_this_process)
    uids |= {place: list(found) for place, found in sure.items()}
    known = _known({uid for each in uids.values() for uid in each})
    for place, each in uids.items():
        _settle(answers[place], [known[uid] for uid in dict.fromkeys(each) if uid in known], sure.get(place))
    return answers


def _begun(text: str) -> Checked:
    reading = read(text[:_LONGEST_NAME])
    if reading.scheme == NOTHING:
        result = EMPTY
    elif reading.wrong:
        result = WRONG
    else:
        result = PERSON if reading.scheme == "orcid" else UNKNOWN
    return Checked(text, reading, result)


def _by_number(wanted: Sequence[tuple[int, Reading]], uids: dict[int, list[str]]) -> None:
    by_scheme: dict[str, dict[str, list[int]]] = {}
    for place, reading in wanted:
        by_scheme.setdefault(reading.scheme, {}).setdefault(reading.value, []).append(place)
    for scheme, places in by_scheme.items():
        for some in _parts(list(places)):
            rows = Identifier.objects.filter(scheme=scheme, value__in=some)
            for value, uid in rows.values_list("value", "organisation__uid"):
                for place in places[value]:
                    uids.setdefault(place, []).append(uid)


def _by_uid(names: Sequence[tuple[int, str]], uids: dict[int, list[str]]) -> set[int]:
    """Of what was taken for names, the portal's own identifiers; gives their places."""
    letters = set(ids.ALPHABET)
    alike = {place: name for place, name in names if len(name) == ids.LENGTH and set(name) <= letters}
    there: set[str] = set()
    for some in _parts(sorted(set(alike.values()))):
        there |= set(Organisation.objects.filter(uid__in=some).values_list("uid", flat=True))
    found = {place: [name] for place, name in alike.items() if name in there}
    uids |= found
    return set(found)


def _by_name(wanted: Sequence[tuple[int, str]], uids: dict[int, list[str]]) -> None:
    """Organisations that bear the name: one look through all names for each 500, without any index of spellings."""
    places: dict[str, list[int]] = {}
    for place, name in wanted:
        for spelling in {_lower(name), name.lower(), _lower(simplify(name))}:
            places.setdefault(spelling, []).append(place)
    for some in _parts(list(places)):
        rows = OrganisationName.objects.alias(lower=Lower("value")).filter(lower__in=some).order_by("organisation_id")
        for value, uid in rows.values_list("value", "organisation__uid"):
            for place in {*places.get(_lower(value), ()), *places.get(value.lower(), ())}:
                uids.setdefault(place, []).append(uid)


def _lower(text: str) -> str:
    """ASCII letters in lower case only, as SQLite does it."""
    return "".join(character.lower() if character.isascii() else character for character in text)


def _by_resolver(wanted: Sequence[tuple[int, str]], sure: dict[int, dict[str, float]], resolve: Resolve) -> None:
    if not wanted:
        return
    for (place, name), found in zip(wanted, resolve([name for _, name in wanted]), strict=True):
        whole = name_key(name)
        meant = {
            # who stands in only a part of the name may be its parent: similar at most
            each.uid: each.probability if name_key(name[each.start : each.end]) == whole else each.probability * 0.5
            for each in found[:MOST_SHOWN]
        }
        if meant:
            sure[place] = meant


def _in_this_process(texts: Sequence[str]) -> Sequence[Sequence[Answered]]:
    from technopole.registry import resolving

    return resolving.resolve(texts, profile="complete")


def _settle(answer: Checked, found: list[Known], probabilities: dict[str, float] | None) -> None:
    if not found:
        return
    if probabilities is not None:
        found = [replace(each, probability=probabilities[each.uid]) for each in found]
        found.sort(key=lambda each: -each.probability)
        first = found[0].probability >= _SURE and (len(found) == 1 or found[1].probability < _SURE)
        answer.result = FOUND if first else SIMILAR
        answer.organisations = found[:1] if first else found[:MOST_SHOWN]
        return
    found.sort(key=lambda each: (each.reference, each.closed, each.name.casefold(), each.uid))
    answer.result = FOUND if len(found) == 1 else SEVERAL
    answer.organisations, answer.more = found[:MOST_SHOWN], max(0, len(found) - MOST_SHOWN)


def _known(uids: set[str]) -> dict[str, Known]:
    """The organisations with their successors and standing."""
    found = _rows(Q(uid__in=some) for some in _parts(sorted(uids)))
    said = standing.of(found)
    for uid, statements in said.items():
        found[uid] = replace(found[uid], standing=tuple(statements))
    gone = [uid for uid, each in found.items() if each.status != "active"]
    for uid, successor in _successors(gone).items():
        found[uid] = replace(found[uid], successor=successor)
    return found


def _rows(conditions: Iterable[Q]) -> dict[str, Known]:
    found: dict[str, Known] = {}
    for condition in conditions:
        rows = list(
            Organisation.objects.filter(condition).values_list(
                "pk", "uid", "name", "name_en", "name_zh", "status", "reference", "country"
            )
        )
        rors = dict(
            Identifier.objects.filter(organisation__in=[row[0] for row in rows], scheme="ror")
            .order_by("preferred", "-pk")
            .values_list("organisation_id", "value")
        )
        for pk, uid, name, name_en, name_zh, status, reference, country in rows:
            ror = rors.get(pk)
            shown = f"https://ror.org/{ror}" if ror else uid
            found[uid] = Known(uid, shown, name, name_en, name_zh, status, reference, country)
    return found


def _successors(gone: Sequence[str]) -> dict[str, Known]:
    """{uid: who stands in its place}: followed on where a successor is gone as well."""
    last = {uid: uid for uid in gone}
    seen: dict[str, Known] = {}
    for _ in range(_MOST_SUCCESSIONS):
        asked = {uid for uid in last.values() if uid not in seen or seen[uid].status != "active"}
        following = _next(asked)
        if not following:
            break
        seen |= _rows(Q(uid__in=some) for some in _parts(sorted(set(following.values()))))
        last = {uid: following.get(at, at) for uid, at in last.items()}
    return {uid: seen[at] for uid, at in last.items() if at != uid and at in seen}


def _next(uids: set[str]) -> dict[str, str]:
    """{uid: uid of its successor}, as its own record states it."""
    stated = dict(
        Relation.objects.filter(organisation__uid__in=uids, kind="successor", target__startswith="ror:")
        .order_by("-pk")
        .values_list("organisation__uid", "target")
    )
    by_ror = dict(
        Identifier.objects.filter(
            scheme="ror", value__in=[target.removeprefix("ror:") for target in stated.values()]
        ).values_list("value", "organisation__uid")
    )
    found = {uid: by_ror.get(target.removeprefix("ror:")) for uid, target in stated.items()}
    return {uid: successor for uid, successor in found.items() if successor and successor != uid}


def _parts(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))


def as_rows(answer: Checked) -> list[tuple[str, ...]]:
    """The answer as columns of text, one row for each organisation, and one where there is none:

    read_as, value, valid, result, organisation_id, name, status, successor_id, standing.
    """
    reading = answer.reading
    valid = "" if not reading.is_number and reading.scheme != PORTAL else "no" if reading.wrong else "yes"
    head = (reading.scheme, reading.value, valid, answer.result)
    if not answer.organisations:
        return [(*head, "", "", "", "", "")]
    return [
        (
            *head, each.organisation_id, each.name, each.status,
            each.successor.organisation_id if each.successor else "", "|".join(said.code for said in each.standing),
        )
        for each in answer.organisations
    ]  # fmt: skip
