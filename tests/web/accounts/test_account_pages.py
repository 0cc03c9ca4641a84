"""Pages of one's own account, tokens, and the people of the centre; each refused to those it is not for."""

import json
import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from technopole.accounts.models import ApiToken, User
from technopole.accounts.services import roles, tokens
from technopole.core.models import Change
from technopole.core.sourced import By

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"  # noqa: S105
Browsers = Callable[..., Client]


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_account_says_what_one_may_and_for_whom_one_speaks(
    folk: SimpleNamespace, browser_of: Browsers, acme: str
) -> None:
    roles.appoint_representative(folk.broker, acme, By(user=folk.registrar), "Director")
    page = text(browser_of(folk.broker).get("/my/account/"))
    for said in ("Exchange broker", "Acme Instruments", "Director", "broker@example.org", "Confirmed"):
        assert said in page


def test_the_language_of_the_profile_is_kept_when_one_signs_in(folk: SimpleNamespace, browser_of: Browsers) -> None:
    browser_of(folk.nobody).post("/my/account/profile/", {"display_name": "No Body", "language": "zh-hans"})
    folk.nobody.refresh_from_db()
    assert (folk.nobody.display_name, folk.nobody.language) == ("No Body", "zh-hans")
    page = browser_of(folk.nobody).get("/my/account/")
    assert page["Content-Language"] == "zh-hans"


def test_a_token_is_shown_once_and_then_only_its_beginning(folk: SimpleNamespace, browser_of: Browsers) -> None:
    browser = browser_of(folk.nobody)
    assert browser.get("/tokens/new/")["Location"].startswith("/accounts/reauthenticate/")
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    form = browser.get("/tokens/new/")
    last_day = form.context["form"]["last_day"].value()
    made = browser.post("/tokens/new/", {"name": "Import", "access": "write", "last_day": f"{last_day}"})
    secret = re.search(r"tp_\w{40}", text(made))
    assert secret and tokens.authenticate_token(secret[0]) == folk.nobody
    assert "no-store" in made["Cache-Control"]
    listed = text(browser.get("/tokens/"))
    assert secret[0] not in listed and secret[0][:8] in listed


def test_a_token_for_longer_than_a_year_is_refused_at_the_field(folk: SimpleNamespace, browser_of: Browsers) -> None:
    browser = browser_of(folk.nobody)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = text(browser.post("/tokens/new/", {"name": "Import", "access": "read", "last_day": "2999-01-01"}))
    assert "id_last_day_error" in page
    assert not ApiToken.objects.exists()


def test_a_person_revokes_their_own_tokens_only(folk: SimpleNamespace, browser_of: Browsers) -> None:
    token, secret = tokens.issue_token(folk.nobody, "Import", By(user=folk.nobody))
    assert browser_of(folk.other).post(f"/tokens/{token.pk}/revoke/").status_code == 404
    assert tokens.authenticate_token(secret)
    browser_of(folk.nobody).post(f"/tokens/{token.pk}/revoke/")
    assert tokens.authenticate_token(secret) is None


def test_ones_data_is_one_file_after_the_password_was_asked(folk: SimpleNamespace, browser_of: Browsers) -> None:
    browser = browser_of(folk.nobody)
    assert browser.get("/my/account/data.json").status_code == 302
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    answer = browser.get("/my/account/data.json")
    assert json.loads(answer.content)["account"]["email"] == "nobody@example.org"
    assert "attachment" in answer["Content-Disposition"]


def test_an_account_is_deleted_with_the_password_and_signed_out(folk: SimpleNamespace, browser_of: Browsers) -> None:
    browser = browser_of(folk.nobody)
    wrong = browser.post("/my/account/delete/", {"password": "wrong", "sure": "on"})
    assert "id_password_error" in text(wrong)
    browser.post("/my/account/delete/", {"password": PASSWORD, "sure": "on"})
    assert browser.get("/my/account/").status_code == 302
    assert not User.objects.filter(email="nobody@example.org").exists()


def test_guessing_the_password_on_the_page_for_leaving_is_limited(folk: SimpleNamespace, browser_of: Browsers) -> None:
    browser = browser_of(folk.nobody)
    codes = [browser.post("/my/account/delete/", {"password": "wrong", "sure": "on"}).status_code for _try in range(11)]
    assert codes[-1] == 429


@pytest.mark.parametrize("who", ["nobody", "broker", "analyst", "officer"])
def test_the_people_are_shown_to_registrars_and_administrators_only(
    folk: SimpleNamespace, browser_of: Browsers, who: str
) -> None:
    browser = browser_of(getattr(folk, who))
    assert browser.get("/staff/people/").status_code == 403
    assert browser.get(f"/staff/people/{folk.other.pk}/").status_code == 403


@pytest.mark.parametrize("who", ["nobody", "broker", "analyst", "officer", "registrar"])
@pytest.mark.parametrize("act", ["grant/", "revoke/administrator/", "sign-out/", "suspend/", "restore/"])
def test_only_administrators_act_on_accounts(
    folk: SimpleNamespace, browser_of: Browsers, who: str, act: str
) -> None:
    subject = folk.administrator
    answer = browser_of(getattr(folk, who)).post(
        f"/staff/people/{subject.pk}/{act}", {"role": "administrator", "why": "Because"}
    )
    assert answer.status_code == 403
    assert not Change.objects.filter(uid=subject.uid).exists()


def test_an_administrator_gives_and_takes_a_role(folk: SimpleNamespace, browser_of: Browsers) -> None:
    browser = browser_of(folk.administrator)
    where = f"/staff/people/{folk.nobody.pk}/"
    browser.post(f"{where}grant/", {"role": "broker", "why": "Joins the exchange"})
    page = text(browser.get(where))
    assert "Exchange broker" in page and "Joins the exchange" in page
    browser.post(f"{where}revoke/broker/", {"why": "Left"})
    assert not User.objects.get(pk=folk.nobody.pk).roles


def test_a_role_without_a_reason_is_not_given(folk: SimpleNamespace, browser_of: Browsers) -> None:
    answer = browser_of(folk.administrator).post(f"/staff/people/{folk.nobody.pk}/grant/", {"role": "broker"})
    assert answer.status_code == 422 and "grant_why_error" in text(answer)
    assert not User.objects.get(pk=folk.nobody.pk).roles


def test_the_page_says_why_the_last_administrator_stays(folk: SimpleNamespace, browser_of: Browsers) -> None:
    browser = browser_of(folk.administrator)
    answer = browser.post(f"/staff/people/{folk.administrator.pk}/revoke/administrator/", {"why": "x"}, follow=True)
    assert "last administrator" in text(answer)


def test_a_registrar_appoints_and_ends_and_it_counts_at_once(
    folk: SimpleNamespace, browser_of: Browsers, acme: str
) -> None:
    browser, theirs = browser_of(folk.registrar), browser_of(folk.nobody)
    where = f"/staff/people/{folk.nobody.pk}/"
    browser.post(f"{where}appoint/", {"organisation_uid": acme, "post": "Director", "why": "Letter"})
    assert "Acme Instruments" in text(theirs.get("/my/account/"))
    row = folk.nobody.representations.get()
    browser.post(f"{where}end/{row.pk}/", {"why": "Retired"})
    assert "Acme Instruments" not in text(theirs.get("/my/account/"))


@pytest.mark.parametrize("who", ["nobody", "broker", "analyst", "officer"])
def test_others_appoint_nobody_by_any_page(
    folk: SimpleNamespace, browser_of: Browsers, acme: str, who: str
) -> None:
    person = getattr(folk, who)
    where = f"/staff/people/{person.pk}/appoint/"
    assert browser_of(person).post(where, {"organisation_uid": acme, "why": "Mine"}).status_code == 403
    assert not person.representations.exists()


def test_an_administrator_ends_the_sessions_and_tokens_of_a_person(
    folk: SimpleNamespace, browser_of: Browsers
) -> None:
    theirs = browser_of(folk.nobody)
    token, secret = tokens.issue_token(folk.nobody, "Import", By(user=folk.nobody))
    browser = browser_of(folk.administrator)
    where = f"/staff/people/{folk.nobody.pk}/"
    assert "Signed in on 1 device." in text(browser.get(where))
    browser.post(f"{where}sign-out/", {"why": "Lost the phone"})
    assert theirs.get("/my/account/").status_code == 302
    browser.post(f"{where}tokens/{token.pk}/revoke/", {"why": "Lost the phone"})
    assert tokens.authenticate_token(secret) is None


def test_a_suspended_person_is_out_at_once_and_may_come_back(folk: SimpleNamespace, browser_of: Browsers) -> None:
    theirs, browser = browser_of(folk.nobody), browser_of(folk.administrator)
    where = f"/staff/people/{folk.nobody.pk}/"
    browser.post(f"{where}suspend/", {"why": "Asked for"})
    assert theirs.get("/my/account/").status_code == 302
    browser.post(f"{where}restore/", {"why": "Asked for"})
    assert browser_of(folk.nobody).get("/my/account/").status_code == 200


def test_the_list_of_people_costs_the_same_reads_however_many_there_are(
    folk: SimpleNamespace, browser_of: Browsers, acme: str, django_assert_max_num_queries: Any
) -> None:
    browser = browser_of(folk.registrar)
    for n in range(60):
        person = User(username=f"many{n}", email=f"many{n}@example.org")
        person.save()
        if n % 2:
            roles.appoint_representative(person, acme, By(user=folk.registrar))
    with django_assert_max_num_queries(8):
        page = text(browser.get("/staff/people/?q=many"))
    assert "60 accounts" in page and 'rel="next"' in page
    assert "Nobody found" in text(browser.get("/staff/people/?q=nothing-like-it"))


def test_an_address_of_a_person_is_changed_only_after_its_link_was_opened(
    folk: SimpleNamespace, browser_of: Browsers
) -> None:
    browser = browser_of(folk.nobody)
    browser.post("/accounts/email/", {"email": "fresh@example.org", "action_add": ""})
    folk.nobody.refresh_from_db()
    assert folk.nobody.email == "nobody@example.org"
    assert "fresh@example.org" in text(browser.get("/accounts/email/"))
