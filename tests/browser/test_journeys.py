"""Whole journeys: signing in twice over, registering, changing, correcting; from the form to what everybody reads."""

import time
import uuid
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect
from portal import Portal
from windows import Window, Windows

PASSWORD = "a long enough phrase"  # noqa: S105


def sign_up(window: Window) -> None:
    window.go("/accounts/signup/")
    page = window.page
    name = uuid.uuid4().hex[:8]
    page.fill("[name=email]", f"{name}@example.org")
    for field in ("display_name", "password1", "password2"):
        if page.locator(f"[name={field}]").count():
            page.fill(f"[name={field}]", PASSWORD if "password" in field else f"Person {name}")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()


def decide(window: Window, uid: str, decision: str, reason: str = "") -> None:
    window.go(f"/requests/{uid}/")
    page = window.page
    page.locator(f"#decide input[value={decision}]").check()
    if reason:
        page.fill("#id_reason", reason)
    page.locator("#decide button[type=submit]").click()
    page.wait_for_url("**/inbox/")


def until_found(window: Window, query: str, text: str) -> None:
    """The worker writes the index a moment after the store."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        window.go(f"/search?q={query}")
        if text in window.page.locator("main").inner_text():
            return
        time.sleep(0.5)
    raise AssertionError(f"the search never found {text!r}")


def answer(page: Any, **answers: str) -> None:
    for name, text in answers.items():
        field = page.locator(f"main [name={name}]").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(index=1) if text == "first" else field.select_option(text)
        else:
            field.fill(text)


def test_a_person_adds_a_second_step_and_signs_in_with_it(windows: Windows) -> None:
    with windows.fresh("analyst") as window:
        page = window.page
        window.go("/accounts/2fa/totp/activate/")
        secret = page.locator(".secret").inner_text().strip()

        def code() -> str:
            """Of this half minute; of the next if this one ends before a slow machine has sent it."""
            left = 30 - time.time() % 30
            if left < 12:
                time.sleep(left)
            return format_hotp_value(hotp_value(secret, int(time.time()) // 30))

        page.fill("[name=code]", code())
        page.locator("main form button[type=submit]").click()
        page.wait_for_load_state()
        assert "activate" not in page.url, page.locator("main").inner_text()
    with windows.fresh() as window:
        page = window.page
        window.go("/accounts/login/")
        page.fill("[name=login]", "analyst")
        page.fill("[name=password]", "demo-analyst-demo")
        page.press("[name=password]", "Enter")
        page.wait_for_url("**/2fa/authenticate/**")
        page.fill("[name=code]", "000000")
        page.press("[name=code]", "Enter")
        expect(page.locator(".error-summary")).to_be_visible()
        page.fill("[name=code]", code())
        page.press("[name=code]", "Enter")
        page.wait_for_url("**/my/")
        assert not window.foreign


def test_the_public_suggests_a_correction_and_follows_it_to_the_answer(windows: Windows, portal: Portal) -> None:
    with windows.fresh() as window:
        page = window.page
        window.go(f"/organisations/{portal.facts['organisation']}/")
        page.locator("a[href*='/suggest/organisation/']").first.click()
        page.wait_for_url("**/suggest/**")
        answer(page, about="Established", wrong="The year is off by one.", right="1906")
        time.sleep(3.2)  # what is sent faster than a person can write is refused
        page.locator("main form button[type=submit]").click()
        page.wait_for_url("**/requests/*/")
        status, uid = window.path, window.path.split("/")[2]
        assert "off by one" not in page.locator("main").inner_text(), "what was written is not public"
        decide(windows.of("registrar"), uid, "accept", "Thank you, the year is put right.")
        window.go(status)
        expect(page.locator("main")).to_contain_text("the year is put right")
        window.go("/corrections/")
        expect(page.locator(f"a[href='{status}']")).to_be_visible()


def test_an_organisation_is_drafted_sent_accepted_and_found(windows: Windows) -> None:
    name = f"Lantern Photonics {uuid.uuid4().hex[:6]}"
    with windows.fresh() as window:
        page = window.page
        sign_up(window)
        window.go("/requests/new/organisation.register/")
        answer(page, name_en=name)
        page.locator("main form button[name=later]").click()
        page.wait_for_url("**/my/")
        page.get_by_role("link", name=name).first.click()
        page.wait_for_url("**/edit/")
        expect(page.locator("[name=name_en]")).to_have_value(name)
        page.locator("main form button[type=submit]:not([name=later])").first.click()
        expect(page.locator(".error-summary")).to_be_visible()
        page.locator(".error-summary a").first.press("Enter")
        assert page.evaluate("document.activeElement.closest('form') !== null"), "the summary leads to the question"
        answer(page, type="company", sources="https://lantern.example.org/about", post="Secretary")
        page.locator("main form button[type=submit]:not([name=later])").first.click()
        page.wait_for_url("**/review/")
        expect(page.locator("main")).to_contain_text(name)
        page.locator("main form:not([enctype]) button[type=submit]").last.click()
        page.wait_for_url("**/requests/*/")
        uid = window.path.split("/")[2]
        decide(windows.of("registrar"), uid, "accept")
        window.go("/my/")
        page.locator("main a[href^='/organisations/']").first.click()
        expect(page.locator("h1")).to_contain_text(name)
        until_found(window, name.replace(" ", "+"), name)
        assert not window.foreign


def test_a_representative_changes_the_record_and_everybody_reads_it(windows: Windows, portal: Portal) -> None:
    fresh = f"Beacon {uuid.uuid4().hex[:6]}"
    uid = portal.facts["theirs"]
    with windows.fresh("representative2") as window:
        page = window.page
        window.go(f"/organisations/{uid}/")
        before = page.locator("h1").inner_text()
        window.go(f"/requests/new/organisation.change/{uid}/")
        was = page.locator("[name=aliases]").input_value()
        answer(page, aliases=f"{was}\n{fresh}".strip(), sources="https://example.org/proof")
        page.locator("main form button[type=submit]:not([name=later])").first.click()
        page.wait_for_url("**/review/")
        expect(page.locator("main ins, main td").filter(has_text=fresh).first).to_be_visible()
        page.locator("main form:not([enctype]) button[type=submit]").last.click()
        page.wait_for_url("**/requests/*/")
        request = window.path.split("/")[2]
    reader = windows.of()
    reader.go(f"/organisations/{uid}/")
    assert fresh not in reader.page.locator("main").inner_text(), "nothing is changed before it is decided"
    decide(windows.of("registrar"), request, "accept")
    reader.go(f"/organisations/{uid}/")
    expect(reader.page.locator("main")).to_contain_text(fresh)
    until_found(reader, fresh.replace(" ", "+"), before)
    reader.go(f"/history/organisation/{uid}/")
    expect(reader.page.locator("main")).to_contain_text(fresh)
