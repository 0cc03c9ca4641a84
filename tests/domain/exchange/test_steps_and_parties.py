"""The chain of steps tells what was altered or lost; parties tell who stands behind an offer or a need."""

from types import SimpleNamespace
from typing import Any

import pytest
import things

from technopole.core.errors import Conflict
from technopole.core.sourced import By, put
from technopole.exchange import parties, steps
from technopole.exchange.models import Chain, Step

pytestmark = pytest.mark.django_db


def three(people: SimpleNamespace, uid: str = "abc") -> list[Step]:
    return [
        steps.record("listing", uid, step, people.alice, from_state="a", to_state="b", text="因为", note={"n": number})
        for number, step in enumerate(("create", "submit", "approve"))
    ]


def test_steps_are_numbered_and_each_holds_the_hash_of_the_one_before(people: SimpleNamespace) -> None:
    first, second, third = three(people)
    assert [each.number for each in (first, second, third)] == [1, 2, 3]
    assert (first.previous, second.previous, third.previous) == ("", first.digest, second.digest)
    assert steps.verify("listing", "abc") == []
    assert list(steps.verify_all()) == []


def test_the_actor_of_a_step_stays_known_when_the_account_is_gone(people: SimpleNamespace) -> None:
    uid = people.alice.uid
    three(people)
    people.alice.delete()
    assert {(each.actor, each.by) for each in steps.of("listing", "abc")} == {(None, uid)}
    assert steps.verify("listing", "abc") == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("text", "other"), ("note", {"n": 7}), ("by", "user-99"), ("step", "withdraw"), ("to_state", "published"),
        ("at", "2020-01-01T00:00:00Z"), ("digest", "0" * 64),
    ],
)  # fmt: skip
def test_an_altered_step_is_found_out(people: SimpleNamespace, column: str, value: Any) -> None:
    three(people)
    Step.objects.filter(number=2).update(**{column: value})
    assert steps.verify("listing", "abc")
    assert list(steps.verify_all()) == steps.verify("listing", "abc")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_deleted_step_is_found_out_and_nothing_can_be_added_to_a_cut_chain(people: SimpleNamespace, number: int) -> None:
    three(people)
    Step.objects.filter(number=number).delete()
    assert steps.verify("listing", "abc")
    if number == 3:
        with pytest.raises(Conflict):
            steps.record("listing", "abc", "publish", people.alice)


def test_a_chain_that_is_gone_as_a_whole_is_found_out(people: SimpleNamespace) -> None:
    three(people)
    three(people, "other")
    Step.objects.filter(subject_uid="abc").delete()
    assert list(steps.verify_all()) == ["listing abc: all 3 steps are missing"]
    Chain.objects.filter(subject_uid="other").delete()
    assert len(list(steps.verify_all())) == 2


def test_the_party_of_a_row_of_the_folder_is_the_organisation_it_names() -> None:
    organisation = things.add("organisation", 0)
    party = parties.of("offer", things.add("offer", 0))
    assert party is not None
    assert (party.organisation_uid, party.live, party.reference, party.anonymous) == (organisation, True, False, False)
    assert party.names == {"en": "Institute of Optics 0", "zh": "第0光学研究所"}


def test_a_reference_offer_that_somebody_acted_on_has_its_owner_as_text() -> None:
    record = {"title": {"en": "A filter"}, "profile": "technology_offer", "owner": {"en": "ACME CORP"}}
    uid = next(iter(put("offer", "reference", "patents:1", record, By(label="test")).uids.values()))
    party = parties.of("offer", uid)
    assert party is not None
    assert (party.reference, party.names, party.organisation_uid) == (True, {"en": "ACME CORP"}, "")


def test_there_is_no_party_behind_what_is_not_there() -> None:
    assert parties.of("offer", "0" * 12) is None
    assert parties.of("need", "0" * 12) is None
