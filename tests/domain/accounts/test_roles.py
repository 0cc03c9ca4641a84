"""Roles and representation: who may give them, and what ends with them."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser

from technopole.accounts import queries, rules
from technopole.accounts.models import Grant, Representation, Role, User
from technopole.accounts.services import roles
from technopole.core import clock
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.models import Change
from technopole.core.rules import Rule
from technopole.core.sourced import By

pytestmark = pytest.mark.django_db


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_an_administrator_gives_a_role_and_the_history_says_who_and_why(folk: SimpleNamespace) -> None:
    roles.grant_role(folk.nobody, Role.BROKER, By(user=folk.administrator, why="Joins the exchange"))
    assert fresh(folk.nobody).has_role(Role.BROKER)
    line = Change.history("user", folk.nobody.uid).get()
    assert (line.action, line.actor, line.why) == ("role_granted", folk.administrator, "Joins the exchange")
    assert line.diff == {"role": "broker"}


@pytest.mark.parametrize("who", ["nobody", "registrar", "broker", "analyst", "officer"])
def test_only_an_administrator_gives_or_takes_roles(folk: SimpleNamespace, who: str) -> None:
    by = By(user=getattr(folk, who))
    with pytest.raises(NotAllowed):
        roles.grant_role(folk.nobody, Role.ADMINISTRATOR, by)
    with pytest.raises(NotAllowed):
        roles.revoke_role(folk.registrar, Role.REGISTRAR, by)
    assert not fresh(folk.nobody).roles
    assert fresh(folk.registrar).has_role(Role.REGISTRAR)


def test_nobody_in_particular_may_give_a_role(folk: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        roles.grant_role(folk.nobody, Role.BROKER, By())
    with pytest.raises(NotAllowed):
        roles.grant_role(folk.nobody, Role.BROKER, By(user=AnonymousUser()))


def test_a_suspended_administrator_gives_no_roles(folk: SimpleNamespace) -> None:
    folk.administrator.is_active = False
    with pytest.raises(NotAllowed):
        roles.grant_role(folk.nobody, Role.BROKER, By(user=folk.administrator))


def test_a_command_of_the_installation_gives_roles(folk: SimpleNamespace) -> None:
    roles.grant_role(folk.nobody, Role.ADMINISTRATOR, By(label="command line"))
    assert fresh(folk.nobody).has_role(Role.REGISTRAR)


def test_an_unknown_role_is_refused(folk: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        roles.grant_role(folk.nobody, "emperor", By(user=folk.administrator))


def test_giving_a_role_twice_changes_nothing(folk: SimpleNamespace) -> None:
    by = By(user=folk.administrator)
    roles.grant_role(folk.nobody, Role.BROKER, by)
    roles.grant_role(folk.nobody, Role.BROKER, by)
    assert Grant.objects.filter(user=folk.nobody).count() == 1
    assert Change.history("user", folk.nobody.uid).count() == 1


def test_the_last_administrator_keeps_the_role(folk: SimpleNamespace) -> None:
    by = By(user=folk.administrator)
    with pytest.raises(Conflict):
        roles.revoke_role(folk.administrator, Role.ADMINISTRATOR, by)
    roles.grant_role(folk.nobody, Role.ADMINISTRATOR, by)
    roles.revoke_role(folk.administrator, Role.ADMINISTRATOR, by)
    assert not fresh(folk.administrator).roles
    with pytest.raises(Conflict):
        roles.revoke_role(folk.nobody, Role.ADMINISTRATOR, By(user=fresh(folk.nobody)))


def test_a_suspended_administrator_does_not_count_as_one(folk: SimpleNamespace) -> None:
    by = By(user=folk.administrator)
    roles.grant_role(folk.nobody, Role.ADMINISTRATOR, by)
    roles.suspend(folk.nobody, by)
    with pytest.raises(Conflict):
        roles.revoke_role(folk.administrator, Role.ADMINISTRATOR, by)


def test_the_last_administrator_cannot_be_suspended(folk: SimpleNamespace) -> None:
    with pytest.raises(Conflict):
        roles.suspend(folk.administrator, By(label="command line"))


def test_a_registrar_appoints_a_representative(folk: SimpleNamespace, acme: str) -> None:
    roles.appoint_representative(folk.nobody, acme, By(user=folk.registrar, why="Letter of 3 May"), "Director")
    assert fresh(folk.nobody).represents == {acme}
    assert [row.user for row in queries.representatives_of(acme)] == [folk.nobody]
    line = Change.history("user", folk.nobody.uid).get()
    assert (line.action, line.diff) == ("appointed", {"organisation": acme})


@pytest.mark.parametrize("who", ["nobody", "broker", "analyst", "officer"])
def test_others_appoint_nobody(folk: SimpleNamespace, acme: str, who: str) -> None:
    with pytest.raises(NotAllowed):
        roles.appoint_representative(folk.nobody, acme, By(user=getattr(folk, who)))


def test_a_representative_of_an_unknown_organisation_is_refused(folk: SimpleNamespace) -> None:
    with pytest.raises(Invalid):
        roles.appoint_representative(folk.nobody, "zzzzzzzzzzzz", By(user=folk.registrar))


def test_a_representative_whose_time_ended_loses_the_right_at_once(folk: SimpleNamespace, acme: str) -> None:
    row = roles.appoint_representative(folk.nobody, acme, By(user=folk.registrar))
    speaks_for = rules.represents("organisation_uid")
    assert speaks_for.allows(row.user, row)
    roles.end_representation(row, By(user=folk.registrar))
    assert not speaks_for.allows(row.user, row)
    assert fresh(folk.nobody).represents == frozenset()
    assert not queries.representatives_of(acme).exists()


def test_a_representative_may_step_down(folk: SimpleNamespace, acme: str) -> None:
    row = roles.appoint_representative(folk.nobody, acme, By(user=folk.registrar))
    with pytest.raises(NotAllowed):
        roles.end_representation(row, By(user=folk.other))
    roles.end_representation(row, By(user=folk.nobody))
    assert Representation.objects.get(pk=row.pk).ended_at is not None


def test_a_person_may_be_appointed_again_after_the_end(folk: SimpleNamespace, acme: str) -> None:
    by = By(user=folk.registrar)
    roles.end_representation(roles.appoint_representative(folk.nobody, acme, by), by)
    roles.appoint_representative(folk.nobody, acme, by)
    assert Representation.objects.filter(user=folk.nobody).count() == 2
    assert fresh(folk.nobody).represents == {acme}


def test_check_and_filter_of_representation_agree(folk: SimpleNamespace, acme: str, bolt: str) -> None:
    by = By(user=folk.registrar)
    mine = roles.appoint_representative(folk.nobody, acme, by)
    theirs = roles.appoint_representative(folk.other, bolt, by)
    rule = rules.represents("organisation_uid")
    person = fresh(folk.nobody)
    assert list(rule.filter(person, Representation.objects.all())) == [mine]
    assert rule.allows(person, mine) and not rule.allows(person, theirs)
    assert not rule.allows(AnonymousUser(), mine)
    assert not rule.allows(fresh(folk.registrar), mine)


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (rules.is_registrar, "registrar"),
        (rules.is_broker, "broker"),
        (rules.is_analyst, "analyst"),
        (rules.is_programme_officer, "officer"),
        (rules.is_administrator, "administrator"),
    ],
)
def test_a_role_rule_holds_for_its_role_and_the_administrator_only(
    folk: SimpleNamespace, rule: Rule, who: str
) -> None:
    allowed = {name for name, person in vars(folk).items() if rule.allows(person)}
    assert allowed == {who, "administrator"}
    assert not rule.allows(AnonymousUser())


def test_staff_are_all_with_a_role(folk: SimpleNamespace) -> None:
    assert {name for name, person in vars(folk).items() if rules.is_staff.allows(person)} == {
        "registrar",
        "broker",
        "analyst",
        "officer",
        "administrator",
    }


def test_the_uid_of_a_person_fits_the_history_however_many_there_are() -> None:
    assert User(pk=7).uid == "user-7"
    assert len(User(pk=9_999_999).uid) <= 12
    assert len(User(pk=99_999_999_999).uid) <= 12
    assert clock.now().tzinfo is not None
