"""Without JavaScript: pages are read, searched, filtered and switched, and forms are sent."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect
from portal import Portal
from windows import Window, Windows


@pytest.fixture
def window(windows: Windows) -> Iterator[Window]:
    with windows.fresh(java_script_enabled=False) as window:
        yield window


def test_a_reader_searches_and_opens_what_was_found(window: Window) -> None:
    window.go("/")
    page = window.page
    page.locator("main input[name=q]").first.fill("fudan")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/search?q=fudan*")
    page.locator(".hits a").first.click()
    expect(page.locator("h1")).to_be_visible()
    assert window.path.count("/") >= 3


def test_a_list_is_filtered_sorted_and_downloaded(window: Window) -> None:
    window.go("/organisations/")
    page = window.page
    before = page.locator("h1 .count").inner_text()
    page.locator(".facets a").nth(1).click()
    page.wait_for_load_state()
    assert page.locator("h1 .count").inner_text() != before
    page.locator("th a[href*='sort=']").first.click()
    expect(page.locator("th[aria-sort]")).to_be_visible()
    assert page.locator("a[href*='export.csv']").first.is_visible()


def test_charts_and_maps_are_there_as_drawings_and_lists(window: Window, portal: Portal) -> None:
    window.go(f"/indicators/{portal.facts['indicator']}/")
    page = window.page
    expect(page.locator("figure.chart svg").first).to_be_visible()
    expect(page.locator("[data-interactive]").first).to_be_hidden()
    window.go("/organisations/?view=map")
    expect(page.locator(".map-list a").first).to_be_visible()


def test_menus_and_languages_are_switched(window: Window) -> None:
    page = window.page
    window.go("/hubs/")
    page.locator(".site-tools button[lang^=zh]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert window.path == "/hubs/"
    page.set_viewport_size({"width": 390, "height": 844})
    page.locator(".site-menu summary").click()
    expect(page.locator(".site-menu nav a").first).to_be_visible()


def test_forms_are_sent_by_the_public_and_by_people_who_sign_in(window: Window, portal: Portal) -> None:
    page = window.page
    window.go(f"/suggest/event/{portal.facts['event']}/")
    page.fill("[name=wrong]", "The hall is another one.")
    time.sleep(3.2)
    page.locator("main form button[type=submit]").click()
    page.wait_for_url("**/requests/*/")
    window.go("/accounts/login/?next=/requests/new/organisation.register/")
    page.fill("[name=login]", "broker")
    page.fill("[name=password]", "demo-broker-demo")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/organisation.register/")
    page.fill("[name=name_en]", "A draft without scripts")
    page.locator("main form button[name=later]").click()
    page.wait_for_url("**/my/")
    expect(page.locator("main")).to_contain_text("A draft without scripts")


def test_a_list_is_pasted_answered_and_downloaded(window: Window) -> None:
    window.go("/resolve/")
    page = window.page
    page.get_by_role("textbox").last.fill("Department of Physics, Fudan University, Shanghai\nNowhere at all")
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/lists/*/")
    expect(page.locator("table.given mark").first).to_contain_text("Fudan University")
    expect(page.locator("[data-copy]")).to_be_hidden()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.suggested_filename == "list-resolve.csv"
    page.locator("form[action$='/delete/'] button").click()
    page.wait_for_url("**/resolve/")


def test_the_column_of_a_file_is_chosen_and_its_lines_narrowed(window: Window) -> None:
    window.go("/check/")
    page = window.page
    table = {"name": "who.csv", "mimeType": "text/csv", "buffer": b"id,who\n1,Fudan University\n2,Nowhere at all\n"}
    page.set_input_files("input[type=file]", table)  # type: ignore[arg-type]
    page.locator("main form.form button[type=submit]").click()
    page.wait_for_url("**/lists/*/")
    page.get_by_label("who").check()
    page.locator("main form.form button[type=submit]").click()
    expect(page.locator("table.given tbody tr")).to_have_count(2)
    page.locator(".tabs a").nth(1).click()
    expect(page.locator("table.given tbody tr")).to_have_count(1)
