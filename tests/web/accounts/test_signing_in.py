"""Signing up, in and out; the second factor; devices; limits."""

import re
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client

from technopole.accounts.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"  # noqa: S105
Browsers = Callable[..., Client]


def code_of(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["nobody", "nobody@example.org", "Nobody@Example.org"])
def test_one_signs_in_by_user_name_or_address(folk: SimpleNamespace, client: Client, login: str) -> None:
    answer = client.post("/accounts/login/", {"login": login, "password": PASSWORD})
    assert answer.status_code == 302 and answer["Location"] == "/my/"
    assert is_signed_in(client)


def test_a_wrong_password_and_an_unknown_person_get_the_same_answer(folk: SimpleNamespace, client: Client) -> None:
    pages = [
        client.post("/accounts/login/", {"login": login, "password": "wrong"}).content.decode()
        for login in ("nobody", "stranger", "nobody@example.org", "stranger@example.org")
    ]
    for page in pages:
        assert "do not fit together" in page
        assert "error-summary" in page
    assert not is_signed_in(client)


def test_after_five_wrong_passwords_even_the_right_one_waits(folk: SimpleNamespace, client: Client) -> None:
    for _attempt in range(5):
        client.post("/accounts/login/", {"login": "nobody", "password": "wrong"})
    answer = client.post("/accounts/login/", {"login": "nobody", "password": PASSWORD})
    assert "Too many failed attempts" in answer.content.decode()
    assert not is_signed_in(client)


def test_one_address_of_the_network_is_limited_whatever_it_says_of_itself(
    folk: SimpleNamespace, client: Client
) -> None:
    codes = [
        client.post(
            "/accounts/login/",
            {"login": f"guess{attempt}", "password": "wrong"},
            headers={"x-forwarded-for": f"10.0.0.{attempt}"},
        ).status_code
        for attempt in range(31)
    ]
    page = client.post("/accounts/login/", {"login": "guess", "password": "wrong"})
    assert 429 in codes or "Too many" in page.content.decode()


def test_a_new_account_holds_no_role(client: Client) -> None:
    client.post(
        "/accounts/signup/",
        {"email": "new@example.org", "display_name": "New Person", "password1": PASSWORD, "password2": PASSWORD},
    )
    user = User.objects.get(email="new@example.org")
    assert not user.roles and not user.represents and str(user) == "New Person"
    assert "new" not in user.username
    assert "/accounts/confirm-email/" in mail.outbox[0].body


def test_an_address_is_confirmed_by_the_link_in_the_mail(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD})
    link = re.search(r"http://testserver(/accounts/confirm-email/\S+)", mail.outbox[0].body)
    assert link and "Yes, confirm it" in client.get(link[1]).content.decode()
    client.post(link[1])
    assert "Confirmed" in client.get("/my/account/").content.decode()


def test_a_short_password_is_refused_with_the_reason_at_the_field(client: Client) -> None:
    answer = client.post("/accounts/signup/", {"email": "new@example.org", "password1": "short", "password2": "short"})
    assert 'href="#id_password1"' in answer.content.decode()
    assert not User.objects.filter(email="new@example.org").exists()


def test_where_sign_up_is_closed_nobody_makes_an_account(client: Client, settings: Any) -> None:
    settings.SIGNUP = "closed"
    asked = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    answer = client.post("/accounts/signup/", asked)
    assert "Accounts are made by the centre" in answer.content.decode()
    assert not User.objects.exists()
    assert "Create one" not in client.get("/accounts/login/").content.decode()


def test_a_forgotten_password_is_set_by_the_link_in_the_mail(folk: SimpleNamespace, client: Client) -> None:
    client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", mail.outbox[0].body)
    assert link
    form = client.get(link[1], follow=True)
    client.post(form.request["PATH_INFO"], {"password1": "another long one", "password2": "another long one"})
    folk.nobody.refresh_from_db()
    assert folk.nobody.check_password("another long one")
    assert "no longer works" in client.get(link[1], follow=True).content.decode()


def test_asking_for_an_unknown_address_tells_nothing(folk: SimpleNamespace, client: Client) -> None:
    known = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "stranger@example.org"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


def test_a_suspended_person_does_not_get_in(folk: SimpleNamespace, client: Client) -> None:
    folk.nobody.is_active = False
    folk.nobody.save()
    client.post("/accounts/login/", {"login": "nobody", "password": PASSWORD})
    assert not is_signed_in(client)


def test_signing_in_with_an_authenticator_app_from_setting_up_to_recovery(
    folk: SimpleNamespace, browser_of: Browsers
) -> None:
    browser = browser_of(folk.nobody)
    asked = browser.get("/accounts/2fa/totp/activate/")
    assert asked["Location"].startswith("/accounts/reauthenticate/")
    browser.post(asked["Location"], {"password": PASSWORD})
    page = browser.get("/accounts/2fa/totp/activate/").content.decode()
    assert 'src="data:image/svg+xml;base64,' in page
    secret = re.search(r'<p class="secret"[^>]*>(\w+)</p>', page)[1]  # type: ignore[index]
    assert browser.post("/accounts/2fa/totp/activate/", {"code": "000000"}).status_code == 200
    assert browser.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}).status_code == 302
    assert secret not in Authenticator.objects.get(type="totp").data["secret"]
    recovery = re.findall(r"<li>(\d{8})</li>", browser.get("/accounts/2fa/recovery-codes/").content.decode())
    assert len(recovery) == 10

    browser = browser_of(folk.nobody)
    assert not is_signed_in(browser)
    refused = browser.post("/accounts/2fa/authenticate/", {"code": "123456"})
    assert "not correct" in refused.content.decode() and not is_signed_in(browser)
    # The code that set the app up was used; the app shows another one half a minute later.
    Authenticator.objects.filter(type="totp").update(last_used_at=None)
    browser.post("/accounts/2fa/authenticate/", {"code": recovery[0]})
    assert is_signed_in(browser)

    browser = browser_of(folk.nobody)
    browser.post("/accounts/2fa/authenticate/", {"code": recovery[0]})
    assert not is_signed_in(browser), "a recovery code works once"


def test_the_code_of_the_app_signs_in(folk: SimpleNamespace, browser_of: Browsers) -> None:
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(folk.nobody, secret)
    browser = browser_of(folk.nobody)
    assert not is_signed_in(browser)
    browser.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
    assert is_signed_in(browser)


def test_an_administrator_without_a_second_factor_is_sent_to_set_it_up(
    folk: SimpleNamespace, browser_of: Browsers, settings: Any
) -> None:
    settings.REQUIRE_MFA = "administrator"
    settings.CENTRE = ""
    browser = browser_of(folk.administrator)
    for page in ("/staff/people/", "/tokens/", "/tokens/new/", "/my/account/data.json"):
        assert browser.get(page)["Location"] == "/accounts/2fa/"
    for page in ("/my/account/", "/accounts/2fa/", "/accounts/email/", "/accounts/logout/"):
        assert browser.get(page).status_code == 200
    assert browser_of(folk.registrar).get("/staff/people/").status_code == 200
    settings.REQUIRE_MFA = "staff"
    assert browser_of(folk.registrar).get("/staff/people/").status_code == 302
    assert browser_of(folk.nobody).get("/tokens/").status_code == 200


def test_the_demo_asks_its_made_up_people_for_no_second_factor_but_real_ones_it_does(
    folk: SimpleNamespace, browser_of: Browsers, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.REQUIRE_MFA = "staff"
    monkeypatch.setattr("technopole.accounts.policy._centre", lambda: SimpleNamespace(demo=True, name_en="Demo"))
    assert browser_of(folk.administrator).get("/staff/people/").status_code == 302
    folk.administrator.is_demo = True
    folk.administrator.save(update_fields=["is_demo"])
    assert browser_of(folk.administrator).get("/staff/people/").status_code == 200


def test_a_person_signs_another_device_out(folk: SimpleNamespace, browser_of: Browsers) -> None:
    laptop, phone = browser_of(folk.nobody), browser_of(folk.nobody)
    lost = UserSession.objects.get(session_key=phone.session.session_key)
    assert phone.get("/my/account/").status_code == 200
    laptop.post(f"/my/account/sessions/{lost.pk}/end/")
    assert phone.get("/my/account/").status_code == 302
    assert laptop.get("/my/account/").status_code == 200


def test_nobody_signs_a_strangers_device_out(folk: SimpleNamespace, browser_of: Browsers) -> None:
    mine, theirs = browser_of(folk.nobody), browser_of(folk.other)
    session = UserSession.objects.get(session_key=theirs.session.session_key)
    assert mine.post(f"/my/account/sessions/{session.pk}/end/").status_code == 404
    assert theirs.get("/my/account/").status_code == 200


def test_all_other_devices_are_signed_out_at_once(folk: SimpleNamespace, browser_of: Browsers) -> None:
    here, *others = (browser_of(folk.nobody) for _device in range(3))
    here.post("/accounts/sessions/")
    assert here.get("/my/account/").status_code == 200
    assert {browser.get("/my/account/").status_code for browser in others} == {302}


def test_the_list_of_devices_names_them(folk: SimpleNamespace, browser_of: Browsers) -> None:
    firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0"
    browser = browser_of(folk.nobody, headers={"user-agent": firefox})
    assert "Firefox on Windows" in browser.get("/accounts/sessions/").content.decode()


def test_no_page_about_signing_in_holds_a_script_of_its_own(folk: SimpleNamespace, browser_of: Browsers) -> None:
    browser = browser_of(folk.nobody)
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    pages = [Client().get(path) for path in ("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/")]
    own = ("/accounts/2fa/", "/accounts/2fa/webauthn/add/", "/accounts/email/", "/accounts/sessions/", "/tokens/new/")
    for page in [*pages, *(browser.get(path) for path in own)]:
        text = page.content.decode()
        assert page.status_code == 200
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.S):
            assert "src=" in attributes or 'type="application/json"' in attributes, body
        assert not re.search(r"<[^>]+\s(on\w+|style)=", text)


@pytest.mark.parametrize("path", ["/my/account/", "/accounts/email/", "/accounts/2fa/", "/tokens/", "/staff/people/"])
def test_a_stranger_is_asked_to_sign_in_and_comes_back(client: Client, db: Any, path: str) -> None:
    assert client.get(path)["Location"] == f"/accounts/login/?next={path}"
