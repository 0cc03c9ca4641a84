"""What people do with signals in a browser: follow with the keyboard, print a summary on one sheet of paper."""

import re

import pytest
from playwright.sync_api import expect
from portal import Portal
from windows import LANGUAGES, NARROW, Windows

PAGES = re.compile(rb"/Type\s*/Page[^s]")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("which", ["organisation", "mine", "theirs"])
def test_a_summary_is_one_sheet_of_paper(windows: Windows, portal: Portal, which: str, language: str) -> None:
    window = windows.of("", language)
    window.go(f"/organisations/{portal.facts[which]}/summary/")
    sheets = PAGES.findall(window.page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1


def test_a_summary_with_as_much_as_can_be_is_still_one_sheet_with_its_mark(windows: Windows, portal: Portal) -> None:
    """Whatever stands above, the foot with address and mark is on the paper."""
    window = windows.of()
    window.go(f"/organisations/{portal.facts['organisation']}/summary/")
    window.page.evaluate(
        """() => {
            const facts = document.querySelector(".sheet-facts");
            for (let i = 0; i < 80; i++) facts.append(facts.children[i % 3].cloneNode(true));
        }"""
    )
    window.page.emulate_media(media="print")
    try:
        foot = window.page.locator(".sheet-foot").bounding_box()
        sheet = window.page.locator(".sheet").bounding_box()
        assert foot is not None and sheet is not None
        assert foot["y"] + foot["height"] <= sheet["y"] + sheet["height"] + 1
        assert len(PAGES.findall(window.page.pdf(prefer_css_page_size=True))) == 1
    finally:
        window.page.emulate_media(media="null")


def test_the_demo_centre_s_longest_summary_is_cut_nowhere(windows: Windows, portal: Portal) -> None:
    """What a list has no room for is counted; nothing is hidden by the end of the paper."""
    window = windows.of()
    window.go(f"/organisations/{portal.facts['organisation']}/summary/")
    window.page.emulate_media(media="print")
    try:
        hidden = window.page.locator(".sheet-body").evaluate("(body) => body.scrollHeight - body.clientHeight")
    finally:
        window.page.emulate_media(media="null")
    assert hidden <= 1


def test_following_with_the_keyboard_alone(windows: Windows, portal: Portal) -> None:
    with windows.fresh("representative2") as window:
        page = window.page
        window.go(f"/organisations/{portal.facts['organisation']}/")
        page.locator("a[href^='/follow/organisation/']").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/follow/organisation/**")
        page.locator("input[name=kinds][value=renamed]").focus()
        page.keyboard.press("Space")
        page.locator("main form.form button[type=submit]").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/my/following/")
        expect(page.locator("table.records tbody tr")).to_have_count(1)
        expect(page.locator("table.records tbody tr")).to_contain_text("Renamed")
        page.set_viewport_size(NARROW)  # type: ignore[arg-type]
        assert not window.overflow()
        page.locator("table.records form button", has_text="Unfollow").press("Enter")
        expect(page.locator(".empty")).to_be_visible()
        assert not window.errors
        assert not window.foreign


def test_a_list_is_followed_as_it_is_narrowed(windows: Windows) -> None:
    with windows.fresh("representative2") as window:
        page = window.page
        window.go("/organisations/?q=university")
        page.locator("a[href^='/follow/list/organisations/']").click()
        expect(page.locator("main")).to_contain_text("university")
        page.locator("main form.form button[type=submit]").click()
        page.wait_for_url("**/my/following/")
        expect(page.locator("table.records")).to_contain_text("university")
        page.locator("table.records form button", has_text="Unfollow").click()


def test_the_address_of_a_private_feed_is_shown_once(windows: Windows) -> None:
    with windows.fresh("representative2") as window:
        page = window.page
        window.go("/my/following/")
        page.get_by_role("button", name="Make the address").click()
        address = page.locator(".secret-address").inner_text()
        assert page.context.request.get(address).status == 200
        page.get_by_role("button", name="Shut the feed").click()
        expect(page.locator(".secret-address")).to_have_count(0)
        assert page.context.request.get(address).status == 404
