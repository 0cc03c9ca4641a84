"""What happens to a registered organisation: changes, charter, branches, and its end."""

import datetime as dt
from typing import Any

import pytest
import registration_factory as factory

from technopole.core import clock
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.registration import certificates, services
from technopole.registration.models import Registration, Status, TakenName
from technopole.registry.models import Organisation

pytestmark = pytest.mark.django_db


def change(who: Any, made: Registration, **asked: str) -> Registration:
    case = services.begin_about(made, "change", who.applicant, {"reason": "Decided by the members", **asked})
    case = factory.decide(factory.send(case, who), who)
    assert case.state == "granted"
    return Registration.objects.get(pk=made.pk)


def end(who: Any, made: Registration, **more: str) -> Any:
    """A deregistration as far as the end of its liquidation."""
    today = str(clock.today())
    said = {
        "reason": "Its purpose is fulfilled", "liquidation_head": "Synthetic Person", "liquidation_members": "Two persons",
        "liquidation_from": today, "liquidation_to": today, **more,
    }  # fmt: skip
    case = services.begin_about(made, "deregister", who.applicant, said)
    case = factory.take(case, "begin_liquidation", who.applicant)
    return factory.take(case, "end_liquidation", who.applicant)


@pytest.mark.parametrize(
    ("asked", "new_certificate"),
    [
        ({"name_zh": "上海市新名字氢能协会", "name_en": "Renamed Association"}, True),
        ({"address": "1 New Road"}, True),
        ({"premises_source": "rented"}, False),
        ({"purpose": "Another purpose"}, True),
        ({"legal_representative": "Synthetic Successor"}, True),
        ({"registered_money": "200000"}, True),
        ({"supervisory_unit": "sast"}, True),
    ],
)
def test_a_change_is_carried_out_and_supersedes_the_certificate_it_concerns(who, asked, new_certificate):
    made = factory.registered(who)
    first = made.certificates.get()
    changed = change(who, made, **asked)
    for name, value in asked.items():
        assert (getattr(changed, name) if hasattr(changed, name) else changed.details[name]) == value
    first.refresh_from_db()
    assert certificates.standing(first, clock.today()) == ("superseded" if new_certificate else "valid")
    assert changed.certificates.count() == (2 if new_certificate else 1)
    assert changed.valid_to == made.valid_to, "a change does not prolong the validity"


def test_a_new_name_is_checked_reaches_the_directory_and_frees_the_old_one(who):
    made = factory.registered(who)
    old = made.name_zh
    changed = change(who, made, name_zh="上海市新名字氢能协会", name_en="Renamed Association")
    assert changed.former_names == [old, made.name_en]
    organisation = Organisation.objects.get(uid=made.organisation_uid)
    assert organisation.name_zh == "上海市新名字氢能协会"
    assert organisation.names.get(value=old).kind == "former"
    assert list(TakenName.objects.filter(released_at=None).values_list("name_zh", flat=True)) == ["上海市新名字氢能协会"]


def test_a_change_of_the_english_name_alone_keeps_the_chinese_one(who):
    made = factory.registered(who)
    changed = change(who, made, name_en="Renamed in English")
    assert changed.name_zh == made.name_zh and changed.name_en == "Renamed in English"
    kept = TakenName.objects.get(released_at=None)
    assert kept.registration == changed and kept.key_zh


def test_a_change_to_another_s_name_is_refused(who):
    made, other = factory.registered(who), factory.registered(who, number=1)
    case = services.begin_about(made, "change", who.applicant, {"reason": "x", "name_zh": other.name_zh})
    with pytest.raises(Invalid, match=other.code):
        factory.take(case, "check_name", who.applicant)


def test_a_change_that_changes_nothing_is_not_sent(who):
    made = factory.registered(who)
    case = services.begin_about(made, "change", who.applicant, {"reason": "x", "address": made.details["address"]})
    with pytest.raises(Invalid):
        factory.take(case, "submit", who.applicant)


def test_only_a_representative_applies_for_an_organisation(who):
    made = factory.registered(who)
    with pytest.raises(NotAllowed):
        services.begin_about(made, "change", who.stranger, {"reason": "x", "address": "Mine now"})


def test_two_changes_at_once_are_not_begun(who):
    made = factory.registered(who)
    services.begin_about(made, "change", who.applicant, {"reason": "x", "address": "1 New Road"})
    with pytest.raises(Conflict):
        services.begin_about(made, "change", who.applicant, {"reason": "x", "address": "2 New Road"})


def test_a_supervised_organisation_asks_its_unit_before_it_changes(who):
    made = factory.registered(who, supervisory_unit="sast")
    case = services.begin_about(made, "change", who.applicant, {"reason": "x", "address": "1 New Road"})
    with pytest.raises(Conflict):
        factory.take(case, "submit", who.applicant)
    assert factory.send(case, who).state == "submitted"


def test_a_charter_is_approved_and_a_branch_filed(who):
    made = factory.registered(who)
    said = {"charter_adopted_on": "2026-01-05", "charter_changes": "Article 3"}
    factory.decide(factory.send(services.begin_about(made, "charter", who.applicant, said), who), who)
    branch = {"branch_kind": "branch", "branch_name_zh": "上海市星河联氢能协会浦东分会"}
    factory.decide(factory.send(services.begin_about(made, "branch", who.applicant, branch), who), who)
    made.refresh_from_db()
    assert made.charter_approved_on == clock.today()
    assert made.branches.get().name_zh == branch["branch_name_zh"]


def test_an_organisation_ends_by_liquidation_and_then_deregistration(who):
    made = factory.registered(who)
    case = end(who, made)
    made.refresh_from_db()
    assert made.status == Status.LIQUIDATING
    assert made.liquidation["apply_by"] == str(clock.today() + dt.timedelta(days=15))
    factory.decide(factory.send(case, who), who)
    made.refresh_from_db()
    assert made.status == Status.DEREGISTERED and made.deregistered_on == clock.today()
    assert certificates.standing(made.certificates.first(), clock.today()) == "cancelled"
    organisation = Organisation.objects.get(uid=made.organisation_uid)
    assert organisation.status == "inactive" and organisation.closed == str(clock.today())
    assert not TakenName.objects.filter(released_at=None).exists()
    again = services.begin("association", who.applicant, factory.answers("association"), synthetic=True)
    with pytest.raises(Invalid, match="has this name"):
        factory.take(again, "check_name", who.applicant)


def test_a_liquidation_that_is_given_up_leaves_an_active_organisation(who):
    made = factory.registered(who)
    factory.take(end(who, made), "withdraw", who.applicant)
    made.refresh_from_db()
    assert made.status == Status.ACTIVE and made.liquidation == {}


@pytest.mark.parametrize("wrong", [{"liquidation_from": "2999-01-01"}, {"liquidation_from": "1990-01-01"}])
def test_a_liquidation_begins_neither_in_the_future_nor_before_the_registration(who, wrong):
    with pytest.raises(Invalid) as refused:
        end(who, factory.registered(who), **wrong)
    assert "liquidation_from" in refused.value.fields


def test_nothing_else_is_asked_for_while_an_organisation_is_liquidated(who):
    made = factory.registered(who)
    end(who, made)
    for kind in ("change", "charter", "branch"):
        with pytest.raises(Conflict, match="“In liquidation”; this can only be done"):
            services.begin_about(made, kind, who.applicant, {})


def test_no_liquidation_begins_while_another_application_is_open(who):
    made = factory.registered(who)
    services.begin_about(made, "change", who.applicant, {"reason": "x", "address": "1 New Road"})
    with pytest.raises(Conflict, match="is open: .*withdraw it first"):
        end(who, made)


def test_a_certificate_expires_on_the_day_after_its_last(who):
    made = factory.registered(who)
    issued = made.certificates.get()
    assert (issued.valid_to + dt.timedelta(days=1)).year == issued.valid_from.year + 5
    assert certificates.standing(issued, issued.valid_to) == "valid"
    assert certificates.standing(issued, issued.valid_to + dt.timedelta(days=1)) == "expired"
