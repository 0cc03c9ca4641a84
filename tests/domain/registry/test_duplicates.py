"""Two records of one organisation: found, kept as a pair, dismissed, merged, separated."""

import json
from types import SimpleNamespace
from typing import Any

import pytest
import things

from technopole.core import clock, jobs, sourced
from technopole.core.errors import Conflict, Invalid
from technopole.core.models import Change, Job, OutboxEntry
from technopole.core.sourced import By
from technopole.registry import duplicates, queries
from technopole.registry.duplicates import merging, pairs
from technopole.registry.models import DuplicateKey, DuplicatePair, Merge, Organisation

pytestmark = pytest.mark.django_db


def enter(number: int, name: str, **more: Any) -> str:
    """An organisation of the centre's folder with this name."""
    record = {
        "names": [{"value": name, "language": "en", "kind": "display"}], "relations": [],
        "places": [{"name": "Shanghai", "country": "CN", "latitude": 31.2, "longitude": 121.5}],
        "links": [{"kind": "website", "url": "https://light.example.org"}], **more,
    }  # fmt: skip
    return things.add("organisation", number, **record)


def work() -> None:
    """What the worker does a second later."""
    Job.objects.update(due_at=clock.now())
    jobs.run_due()


@pytest.fixture
def two(db: Any) -> SimpleNamespace:
    """Two entries of one organisation, and the pair that the worker found."""
    a = enter(1, "Shanghai Institute of Coherent Light")
    b = enter(2, "Shanghai Institute for Coherent Light", identifiers=[{"scheme": "isni", "value": "0000000121032683"}])
    work()
    pair = DuplicatePair.objects.get()
    return SimpleNamespace(a=a, b=b, pair=pair)


def exported(*uids: str) -> str:
    """All that the store says of these organisations, as one text."""
    rows = [
        {
            "record": sourced.merged("organisation", uid),
            "row": Organisation.objects.filter(uid=uid).values("uid", "name", "key", "status", "listed_at", "website").get(),
            "identifiers": sorted(
                Organisation.objects.get(uid=uid).identifiers.values_list("scheme", "value")
            ),
            "sources": dict(sourced.statements("organisation", {uid})[uid]),
        }
        for uid in uids
    ]  # fmt: skip
    return json.dumps(rows, sort_keys=True, default=str, ensure_ascii=False)


def merge(two: SimpleNamespace, registrar: Any, survivor: str = "") -> Merge:
    return merging.merge(two.pair.uid, survivor or two.a, By(user=registrar), two.pair.version, "The same address")


def test_an_organisation_entered_twice_is_found_when_it_is_entered(two: SimpleNamespace) -> None:
    assert {two.pair.a, two.pair.b} == {two.a, two.b}
    assert two.pair.score > 0.9
    assert "host_same" in dict(two.pair.evidence)


def test_organisations_of_different_names_are_no_pair(db: Any) -> None:
    enter(1, "Shanghai Institute of Coherent Light")
    enter(2, "Pudong Association of Bakers")
    work()
    assert not DuplicatePair.objects.exists()


@pytest.mark.parametrize("others", [8, 100])
def test_obvious_pairs_are_found_in_a_small_register_as_in_a_larger_one(others: int, db: Any) -> None:
    kinds = ("Institute of Optics", "Association of Bakers", "University", "研究院", "Society of Engineers", "Hospital")
    neighbours = (
        (f"test:n{number}", {
            "names": [{"value": f"Shanghai {kinds[number % 6]} {number}", "language": "en", "kind": "display"}],
            "places": [{"name": "Shanghai", "country": "CN"}], "sources": things.SOURCE,
        })
        for number in range(others)
    )  # fmt: skip
    assert sum(len(done.uids) for done in sourced.put_many("organisation", "centre", neighbours, things.BY)) == others
    entered = [
        frozenset(enter(9000 + 2 * number + half, name, links=[]) for half, name in enumerate(names))
        for number, names in enumerate(
            (
                ("Shanghai Institute of Coherent Light", "Shanghai Institut of Coherent Light"),
                ("Pudong Society of Robot Makers", "Society of Robot Makers of Pudong"),
                ("上海相干光学研究会", "上海相干光學研究會"),
            )
        )
    ]
    work()
    found = [frozenset((pair.a, pair.b)) for pair in DuplicatePair.objects.all()]
    assert sorted(map(sorted, found)) == sorted(map(sorted, entered))


def test_a_parent_and_its_child_are_no_pair(db: Any) -> None:
    enter(1, "Shanghai Institute of Coherent Light")
    enter(
        2, "Shanghai Institute for Coherent Light", relations=[{"kind": "parent", "target": "centre:org1", "label": ""}]
    )
    work()
    assert not DuplicatePair.objects.exists()


def test_a_pair_that_is_renamed_apart_is_forgotten(two: SimpleNamespace) -> None:
    enter(2, "Pudong Association of Bakers", links=[])
    work()
    assert not DuplicatePair.objects.exists()


def test_an_organisation_that_is_withdrawn_leaves_no_pair_and_no_key(two: SimpleNamespace) -> None:
    sourced.withdraw("organisation", "centre", ["test:org2"], things.BY)
    work()
    assert not DuplicatePair.objects.exists()
    assert set(DuplicateKey.objects.values_list("organisation__uid", flat=True)) == {two.a}


def test_merging_leaves_one_record_with_what_both_said(two: SimpleNamespace, people: SimpleNamespace) -> None:
    merge(two, people.registrar)
    assert not Organisation.objects.filter(uid=two.b).exists()
    one = Organisation.objects.get(uid=two.a)
    assert one.name == "Shanghai Institute of Coherent Light"
    assert "Shanghai Institute for Coherent Light" in one.names.values_list("value", flat=True)
    assert one.identifiers.get().value == "0000000121032683"


def test_undoing_a_merge_restores_both_records_exactly(two: SimpleNamespace, people: SimpleNamespace) -> None:
    before = exported(two.a, two.b)
    done = merge(two, people.registrar)
    merging.undo(done.pk, By(user=people.registrar), "Two after all")
    assert exported(two.a, two.b) == before


def test_the_older_record_can_go_and_comes_back_exactly(two: SimpleNamespace, people: SimpleNamespace) -> None:
    before = exported(two.a, two.b)
    done = merge(two, people.registrar, survivor=two.b)
    assert Organisation.objects.get(uid=two.b).name == "Shanghai Institute for Coherent Light"
    merging.undo(done.pk, By(user=people.registrar), "Two after all")
    assert exported(two.a, two.b) == before


def test_what_a_source_says_after_the_merge_arrives_at_the_survivor_and_goes_back_with_its_own(
    two: SimpleNamespace, people: SimpleNamespace
) -> None:
    done = merge(two, people.registrar)
    enter(2, "Shanghai Institute for Coherent Light", established="1960")
    enter(1, "Shanghai Institute of Coherent Light", established="1958")
    assert sourced.merged("organisation", two.a)["established"] == "1958"
    merging.undo(done.pk, By(user=people.registrar), "Two after all")
    assert sourced.merged("organisation", two.b)["established"] == "1960"


def test_merged_twice_over_each_step_is_undone_in_turn(two: SimpleNamespace, people: SimpleNamespace) -> None:
    c = enter(3, "The Shanghai Institute of Coherent Light")
    work()
    before = exported(two.a, two.b, c)
    first = merge(two, people.registrar, survivor=two.b)
    work()
    pair = DuplicatePair.objects.get(state="open")
    second = merging.merge(pair.uid, c, By(user=people.registrar), pair.version, "All one")
    assert merging.survivor_of(two.a) == c
    with pytest.raises(Conflict):
        merging.undo(first.pk, By(user=people.registrar), "No")
    merging.undo(second.pk, By(user=people.registrar), "No")
    merging.undo(first.pk, By(user=people.registrar), "No")
    assert exported(two.a, two.b, c) == before


def test_who_spoke_for_the_one_that_went_speaks_for_the_survivor_until_it_is_undone(
    two: SimpleNamespace, people: SimpleNamespace
) -> None:
    from technopole.accounts.models import Representation

    mine = Representation.objects.get(user=people.alice)
    mine.organisation_uid = two.b
    mine.save()
    done = merge(two, people.registrar)
    mine.refresh_from_db()
    assert mine.organisation_uid == two.a
    merging.undo(done.pk, By(user=people.registrar), "Two after all")
    mine.refresh_from_db()
    assert mine.organisation_uid == two.b


def test_a_row_that_names_the_one_that_went_finds_the_survivor(two: SimpleNamespace, people: SimpleNamespace) -> None:
    child = enter(4, "Laboratory of Lenses", relations=[{"kind": "parent", "target": "centre:org2", "label": "Old"}])
    merge(two, people.registrar)
    parents = queries.relatives(Organisation.objects.get(uid=child))["parent"]
    assert [each.organisation.uid for each in parents if each.organisation] == [two.a]


def test_history_and_outbox_are_written_with_the_merge(two: SimpleNamespace, people: SimpleNamespace) -> None:
    OutboxEntry.objects.all().delete()
    merge(two, people.registrar)
    assert set(OutboxEntry.objects.values_list("uid", flat=True)) == {two.a, two.b}
    actions = Change.objects.filter(uid=two.a, actor=people.registrar).values_list("action", "why")
    assert ("merged", "The same address") in set(actions)
    assert Change.objects.filter(uid=two.b, action="withdrawn", actor=people.registrar).exists()


def test_a_merge_that_fails_on_its_way_changes_nothing(
    two: SimpleNamespace, people: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = exported(two.a, two.b)

    def fail(*_: Any) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(pairs, "decided", fail)
    with pytest.raises(RuntimeError):
        merge(two, people.registrar)
    assert exported(two.a, two.b) == before
    assert not Merge.objects.exists()


@pytest.mark.parametrize("why, survivor", [("", "a"), ("Same", "nobody")])
def test_a_merge_needs_a_reason_and_one_of_the_two(
    two: SimpleNamespace, people: SimpleNamespace, why: str, survivor: str
) -> None:
    with pytest.raises(Invalid):
        merging.merge(two.pair.uid, getattr(two, survivor, "x"), By(user=people.registrar), two.pair.version, why)


def test_two_registrars_do_not_decide_the_same_pair(two: SimpleNamespace, people: SimpleNamespace) -> None:
    pairs.dismiss(two.pair.uid, By(user=people.registrar), two.pair.version, "Two sites")
    with pytest.raises(Conflict):
        merge(two, people.administrator)


def test_a_dismissed_pair_stays_dismissed_while_the_evidence_is_the_same(
    two: SimpleNamespace, people: SimpleNamespace
) -> None:
    pairs.dismiss(two.pair.uid, By(user=people.registrar), two.pair.version, "Two sites")
    enter(
        2,
        "Shanghai Institute for Coherent Light",
        identifiers=[{"scheme": "isni", "value": "0000000121032683"}],
        summary={"en": "x"},
    )
    work()
    assert DuplicatePair.objects.get().state == "dismissed"


def test_a_dismissed_pair_comes_back_when_the_evidence_changes(two: SimpleNamespace, people: SimpleNamespace) -> None:
    pairs.dismiss(two.pair.uid, By(user=people.registrar), two.pair.version, "Two sites")
    for number, name in ((1, "Shanghai Institute of Coherent Light"), (2, "Shanghai Institute for Coherent Light")):
        enter(number, name, identifiers=[{"scheme": "wikidata", "value": "Q42"}])
    work()
    assert DuplicatePair.objects.get().state == "open"


def test_a_dismissed_pair_can_be_opened_again(two: SimpleNamespace, people: SimpleNamespace) -> None:
    pair = pairs.dismiss(two.pair.uid, By(user=people.registrar), two.pair.version, "Two sites")
    assert pairs.reopen(pair.uid, By(user=people.registrar), pair.version).state == "open"


def test_who_registers_is_shown_who_has_the_name_with_evidence(two: SimpleNamespace) -> None:
    found = duplicates.find(["Shanghai institute of coherent light"], {}, "https://light.example.org/en")
    assert {each.organisation.uid for each in found} == {two.a, two.b}
    assert found[0].reasons == ["name", "domain"]
    assert "host_same" in dict(found[0].evidence)


def test_a_name_spelt_otherwise_is_found_too(two: SimpleNamespace) -> None:
    found = duplicates.find(["Institute of Coherent Light, Shangai"], {}, "https://light.example.org")
    assert {each.organisation.uid for each in found} == {two.a, two.b}


@pytest.mark.parametrize(
    "name", ["x" * 10_000_000, "," * 10_000, "a,b " * 10_000, "\x01\x02\u202e\u0000name", "(" * 5000, "复" * 100_000]
)
def test_a_hostile_name_is_answered_at_once(two: SimpleNamespace, name: str) -> None:
    assert len(duplicates.find([name], {"ror": "x" * 100_000}, "http://" + "a" * 100_000)) <= 10
