"""Making accounts, the people of the demo, and leaving."""

import json
from types import SimpleNamespace

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import authenticate

from technopole.accounts import queries
from technopole.accounts.models import ApiToken, Grant, Representation, Role, User
from technopole.accounts.services import leaving, people, roles, tokens
from technopole.core import clock
from technopole.core.errors import Conflict, Invalid, NotAllowed
from technopole.core.models import Change
from technopole.core.requests.models import Request
from technopole.core.sourced import By

pytestmark = pytest.mark.django_db
COMMAND = By(label="command line")


def test_the_first_administrator_is_made_by_a_command() -> None:
    user, password = people.create_person("ada", "Ada@Example.org", COMMAND, roles=[Role.ADMINISTRATOR])
    assert len(password) >= 15
    assert authenticate(username="ada", password=password) == user
    assert User.objects.get(username="ada").has_role(Role.ANALYST)
    assert EmailAddress.objects.get(user=user).verified


def test_a_second_account_with_the_same_name_or_address_is_refused(folk: SimpleNamespace) -> None:
    with pytest.raises(Invalid) as refused:
        people.create_person("NOBODY", "nobody@Example.org", COMMAND)
    assert set(refused.value.fields) == {"username", "email"}


def test_a_weak_password_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        people.create_person("ada", "ada@example.org", COMMAND, password="password")
    assert "password" in refused.value.fields


def test_the_demo_has_one_person_of_each_role_and_two_representatives(acme: str, bolt: str) -> None:
    logins = people.demo_people([acme, bolt])
    assert len(logins) == 7
    for login in logins:
        user = authenticate(username=login.username, password=login.password)
        assert isinstance(user, User) and user.is_demo
        if login.role == "representative":
            assert user.represents in ({acme}, {bolt})
        else:
            assert [grant.role for grant in user.grants.all()] == [login.role]


def test_making_the_demo_people_again_changes_nothing(acme: str, bolt: str) -> None:
    first = people.demo_people([acme, bolt])
    lines = Change.objects.count()
    assert people.demo_people([acme, bolt]) == first
    assert Change.objects.count() == lines
    assert Grant.objects.count() == 5


def test_the_demo_puts_right_what_a_visitor_changed(acme: str, bolt: str) -> None:
    login = people.demo_people([acme, bolt])[0]
    user = User.objects.get(username=login.username)
    user.set_password("taken over by somebody")
    user.save()
    people.demo_people([acme, bolt])
    assert authenticate(username=login.username, password=login.password) == user


def test_the_demo_never_takes_the_account_of_a_real_person(acme: str) -> None:
    people.create_person("registrar", "real@example.org", COMMAND)
    with pytest.raises(Conflict):
        people.demo_people([acme])


def test_the_demo_people_are_shut_out_of_a_server_others_can_reach(acme: str, bolt: str) -> None:
    logins = people.demo_people([acme, bolt])
    user = User.objects.get(username="registrar")
    _token, secret = tokens.issue_token(user, "Script", By(user=user))
    assert people.remove_demo_people() == 7
    assert people.remove_demo_people() == 0
    assert all(authenticate(username=login.username, password=login.password) is None for login in logins)
    assert tokens.authenticate_token(secret) is None
    assert not Grant.objects.exists()
    assert not queries.representatives_of(acme).exists()
    people.demo_people([acme, bolt])
    assert authenticate(username="registrar", password=logins[0].password) == user


def test_a_person_gets_all_that_is_held_about_them_but_no_secrets(folk: SimpleNamespace, acme: str) -> None:
    roles.appoint_representative(folk.nobody, acme, By(user=folk.registrar))
    token, secret = tokens.issue_token(folk.nobody, "Script", By(user=folk.nobody))
    key = generate_totp_secret()
    TOTP.activate(folk.nobody, key)
    text = json.dumps(leaving.export(folk.nobody))
    for held in ("nobody@example.org", acme, "Script", "totp", "appointed"):
        assert held in text
    for hidden in (secret, token.digest, folk.nobody.password, key):
        assert hidden not in text


def test_who_leaves_is_erased_and_the_history_stays_without_a_name(folk: SimpleNamespace, acme: str) -> None:
    person = folk.nobody
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    roles.appoint_representative(person, acme, By(user=folk.registrar), "Director Nobody")
    _token, secret = tokens.issue_token(person, "Script", By(user=person))
    TOTP.activate(person, generate_totp_secret())
    leaving.delete_account(person, "correct horse battery")

    left = User.objects.get(pk=person.pk)
    assert str(left) == f"former-{left.pk}"
    assert not left.is_active and not left.email and not left.has_usable_password()
    assert tokens.authenticate_token(secret) is None
    assert not queries.representatives_of(acme).exists()
    assert not ApiToken.objects.filter(user=left).exists()
    assert not EmailAddress.objects.filter(user=left).exists()
    assert not Authenticator.objects.filter(user=left).exists()
    assert [line.action for line in Change.history("user", left.uid)] == ["left", "token_issued", "appointed"]
    assert "obody" not in json.dumps(leaving.export(left))


def test_the_requests_of_who_leaves_stay_without_name_and_address(folk: SimpleNamespace) -> None:
    Request.objects.create(
        uid="req000000001",
        kind="organisation.register",
        title="Register Acme",
        applicant=folk.nobody,
        applicant_name="Nobody",
        applicant_email="nobody@example.org",
        created_at=clock.now(),
    )
    assert leaving.export(folk.nobody)["requests"][0]["title"] == "Register Acme"
    leaving.delete_account(folk.nobody, "correct horse battery")
    row = Request.objects.get()
    assert (row.applicant, row.applicant_name, row.applicant_email) == (folk.nobody, "", "")


def test_nobody_leaves_without_the_password(folk: SimpleNamespace) -> None:
    with pytest.raises(NotAllowed):
        leaving.delete_account(folk.nobody, "wrong")
    assert User.objects.get(pk=folk.nobody.pk).is_active


def test_the_last_administrator_cannot_leave(folk: SimpleNamespace) -> None:
    with pytest.raises(Conflict):
        leaving.delete_account(folk.administrator, "correct horse battery")


def test_an_account_its_owner_deleted_is_not_opened_again(folk: SimpleNamespace) -> None:
    leaving.delete_account(folk.nobody, "correct horse battery")
    with pytest.raises(Conflict):
        roles.restore(User.objects.get(pk=folk.nobody.pk), By(user=folk.administrator))


def test_other_parts_add_what_they_hold_and_forget_it(
    folk: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    forgotten: list[User] = []
    monkeypatch.setattr(leaving, "_held_elsewhere", {})
    monkeypatch.setattr(leaving, "_forgotten_elsewhere", [])
    leaving.holds("letters", lambda user: [user.username])
    leaving.forgets(forgotten.append)
    assert leaving.export(folk.nobody)["letters"] == ["nobody"]
    leaving.delete_account(folk.nobody, "correct horse battery")
    assert forgotten == [folk.nobody]


def test_people_are_found_by_part_of_name_or_address_and_by_role(folk: SimpleNamespace, acme: str) -> None:
    roles.appoint_representative(folk.nobody, acme, By(user=folk.registrar))
    assert list(queries.people("nobo")) == [folk.nobody]
    assert list(queries.people("registrar example.org")) == [folk.registrar]
    assert list(queries.people(role=Role.BROKER)) == [folk.broker]
    assert list(queries.people(role="representative")) == [folk.nobody]
    assert queries.people(role="staff").count() == 5


def test_an_organisation_is_named_as_its_sources_name_it(acme: str) -> None:
    names = queries.organisation_names([acme, "unknownunkno"])
    assert names[acme][0]["value"] == "Acme Instruments"
    assert names["unknownunkno"] == "unknownunkno"


def test_a_demo_person_keeps_what_they_were_granted_when_the_demo_starts_again(acme: str, bolt: str) -> None:
    people.demo_people([acme])
    rosa, by = User.objects.get(username="representative"), User.objects.get(username="registrar")
    Representation.objects.create(user=rosa, organisation_uid=bolt, since=clock.now(), granted_by=by)
    people.demo_people([acme])
    rosa.forget_rights()
    assert rosa.represents == {acme, bolt}
