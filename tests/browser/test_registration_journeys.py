"""The register's journey, end to end, in either language: name, answers, papers, decision by two, certificate, change."""

import uuid
from typing import Any

import axe
import pytest
from playwright.sync_api import expect
from test_journeys import sign_up
from windows import Window, Windows

LETTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


def fresh_word() -> str:
    """A distinctive word that no other run has."""
    return "".join(LETTERS[int(letter, 16)] for letter in uuid.uuid4().hex[:5])


def fill(page: Any, **answers: str) -> None:
    for name, text in answers.items():
        field = page.locator(f"main form.form [name={name}]").first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(text)
        else:
            field.fill(text)


def take(window: Window, step: str) -> None:
    """Press the button of a step; the page of the case comes back."""
    page = window.page
    folded = page.locator(f"details#step-{step}")
    if folded.count():
        folded.locator("summary").click()
    page.locator(f"#step-{step} form button[type=submit]").click()
    page.wait_for_load_state()


def looked_at(window: Window) -> None:
    assert axe.violations(window.page) == []
    assert window.overflow() == []


@pytest.mark.parametrize(("language", "granted", "in_force"), [("en", "Certificate issued", "Valid"), ("zh-hans", "已发证", "有效")])
def test_an_association_is_registered_by_two_registrars_and_its_certificate_can_be_verified(
    windows: Windows, language: str, granted: str, in_force: str
) -> None:
    name = f"上海市{fresh_word()}氢能协会"
    with windows.fresh(language=language) as window:
        page = window.page
        sign_up(window)
        window.go("/registrations/name-check/")
        page.fill("#id_name_zh", name)
        expect(page.locator("#answer .notice.success")).to_be_visible()  # without a press: it answers as one types
        looked_at(window)
        page.locator("#answer a.button").click()
        page.wait_for_url("**/registrations/new/association/**")
        expect(page.locator("[name=name_zh]")).to_have_value(name)
        page.locator("main form button[name=continue]").click()
        expect(page.locator(".error-summary")).to_be_visible()
        looked_at(window)
        fill(
            page, direct_kind="science", authority="shanghai-civil-affairs", address="1 Test Road", area_of_activity="上海市",
            purpose="Research", scope="学术交流", registered_money="30000", legal_representative="Made-up Person",
            staff_full_time="2", person_members="50", unit_members="3", name_en=f"Test {uuid.uuid4().hex[:6]} Association",
        )  # fmt: skip
        page.locator("main form button[name=continue]").click()
        page.wait_for_url("**/registrations/cases/*/")
        case = window.path
        take(window, "check_name")
        page.set_input_files("#id_file", {"name": "charter.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n%%EOF\n"})
        page.select_option("#id_paper", "charter")
        page.locator("form[enctype] button[type=submit]").click()
        page.wait_for_load_state()
        expect(page.locator(".papers a", has_text="charter.pdf")).to_be_visible()
        looked_at(window)
        take(window, "submit")
        registrar = windows.of("registrar", language)
        registrar.go("/registrations/worklist/")
        expect(registrar.page.locator(f"main a[href='{case}']")).to_be_visible()
        registrar.go(case)
        looked_at(registrar)
        take(registrar, "accept")
        expect(registrar.page.locator(".error-summary")).to_be_visible()  # the other papers are missing
        for box in registrar.page.locator("[name=on_paper]").all():
            box.check()
        take(registrar, "accept")
        take(registrar, "start_review")
        registrar.page.select_option("#id_prepare_decision", "register")
        take(registrar, "prepare")
        assert registrar.page.locator("#step-approve").count() == 0, "whoever prepared it does not approve it"
        second = windows.of("administrator", language)
        second.go(case)
        looked_at(second)
        take(second, "approve")
        take(second, "issue_certificate")
        window.go(case)
        expect(page.locator("main")).to_contain_text(granted)
        page.locator("main a[href^='/registrations/5131']").first.click()
        page.wait_for_url("**/registrations/5131*/")
        looked_at(window)
        code = window.path.split("/")[2]
        public = windows.of("", language)
        public.go(f"/registrations/{code}/certificate/")
        expect(public.page.locator(".certificate-standing")).to_contain_text(in_force)
        expect(public.page.locator("article.certificate")).to_contain_text(code)
        looked_at(public)
        assert not window.foreign


def test_a_name_that_is_taken_says_who_has_it_on_the_page(windows: Windows) -> None:
    window = windows.of()
    window.go("/registrations/name-check/?form=association&name_zh=上海市云帆联人工智能协会")
    code = window.portal.facts["code"]
    expect(window.page.locator(f"#answer a[href='/registrations/{code}/']")).to_be_visible()


def test_a_supervisory_unit_consents_and_an_organisation_changes_its_address(windows: Windows) -> None:
    facts = windows.portal.facts
    unit = windows.of("representative2")
    unit.go("/registrations/consents/")
    unit.page.locator(f"main a[href='/registrations/cases/{facts['registration_asked']}/']").click()
    unit.page.fill("#id_consent_number", "T-1")
    take(unit, "consent")
    rosa = windows.of("representative")
    rosa.go(f"/registrations/cases/{facts['registration_asked']}/")
    take(rosa, "submit")
    rosa.go(f"/registrations/{facts['code']}/apply/change/")
    rosa.page.fill("[name=reason]", "It moved")
    rosa.page.fill("[name=address]", "9 Moved Road")
    rosa.page.locator("main form button[name=continue]").click()
    rosa.page.wait_for_url("**/registrations/cases/*/")
    expect(rosa.page.locator("main ins")).to_contain_text("9 Moved Road")
    looked_at(rosa)
    case = rosa.path
    take(rosa, "submit")
    registrar = windows.of("registrar")
    registrar.go(case)
    for box in registrar.page.locator("[name=on_paper]").all():
        box.check()
    for step in ("accept", "start_review"):
        take(registrar, step)
    registrar.page.select_option("#id_prepare_decision", "register")
    take(registrar, "prepare")
    second = windows.of("administrator")
    second.go(case)
    take(second, "approve")
    public = windows.of()
    public.go(f"/registrations/{facts['code']}/")
    expect(public.page.locator("main")).to_contain_text("9 Moved Road")
    assert public.page.locator("main").inner_text().count("021-00000000") == 0, "telephones are not published"
