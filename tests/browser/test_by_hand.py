"""What people do on pages with a keyboard: skip, search, switch language and theme, read maps and charts as lists."""

import re

from playwright.sync_api import expect
from portal import Portal
from windows import Windows


def test_the_first_tab_leads_past_the_header_to_the_content(windows: Windows) -> None:
    window = windows.of()
    window.go("/")
    page = window.page
    page.keyboard.press("Tab")
    skip = page.locator("a.skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_what_has_the_focus_is_seen(windows: Windows) -> None:
    window = windows.of()
    window.go("/organisations/")
    page = window.page
    for _ in range(12):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth + s.boxShadow; }"
        )
        assert "none0px" not in shown.replace("none0pxnone", "none0px") or "rgb" in shown, page.evaluate(
            "document.activeElement.outerHTML.slice(0, 200)"
        )


def test_a_suggestion_is_chosen_with_arrows_and_enter(windows: Windows) -> None:
    window = windows.of()
    window.go("/search")
    page = window.page
    box = page.locator("#search-q")
    box.focus()
    page.keyboard.type("fudan", delay=20)
    first = page.locator("[role=option]").first
    expect(first).to_be_visible()
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(first).to_have_attribute("aria-selected", "true")
    name = first.locator("span").first.inner_text()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/organisations/\w+/"))
    expect(page.locator("main")).to_contain_text(name)
    assert not window.errors


def test_escape_closes_the_suggestions_and_keeps_the_text(windows: Windows) -> None:
    window = windows.of()
    window.go("/search")
    page = window.page
    page.locator("#search-q").focus()
    page.keyboard.type("复旦")
    expect(page.locator("[role=option]").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("[role=listbox]").first).to_be_hidden()
    expect(page.locator("#search-q")).to_have_value("复旦")


def test_the_language_switch_keeps_the_page_and_what_was_asked(windows: Windows) -> None:
    with windows.fresh() as window:
        page = window.page
        window.go("/organisations/?q=optics&status=active")
        page.locator(".site-tools button[lang^=zh]").click()
        page.wait_for_load_state()
        assert page.url.endswith("/organisations/?q=optics&status=active")
        expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
        page.locator(".site-tools button[lang=en]").press("Enter")
        expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_theme_is_kept_from_page_to_page(windows: Windows) -> None:
    with windows.fresh() as window:
        page = window.page
        window.go("/")
        toggle = page.locator("[data-theme-toggle]")
        toggle.press("Enter")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        expect(toggle).to_have_attribute("aria-pressed", "true")
        window.go("/hubs/")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        assert not window.errors


def test_a_map_says_the_same_as_a_list(windows: Windows) -> None:
    window = windows.of()
    window.go("/organisations/?view=map")
    page = window.page
    points = page.evaluate("JSON.parse(document.getElementById('map-points').textContent).length")
    assert points > 10
    expect(page.locator("figure.map .map-list li")).to_have_count(points)


def test_a_map_is_drawn_without_asking_anybody_else(windows: Windows) -> None:
    window = windows.of()
    window.go("/organisations/?view=map")
    figure = window.page.locator("figure.map")
    figure.scroll_into_view_if_needed()
    expect(figure.locator("canvas")).to_be_visible()
    expect(figure.locator(".map-legend")).to_be_visible()
    assert not window.errors
    assert not window.foreign


def test_a_chart_says_the_same_as_a_table_and_turns_interactive_on_demand(windows: Windows, portal: Portal) -> None:
    window = windows.of()
    asked: list[str] = []
    window.page.on("request", lambda request: asked.append(request.url))
    window.go(f"/indicators/{portal.facts['indicator']}/")
    page = window.page
    figure = page.locator("figure.chart[data-spec]").first
    assert page.locator("table.claims tbody tr").count() >= 2
    assert not [url for url in asked if "vega" in url], "nothing of the interactive chart is loaded before it is wanted"
    button = figure.locator("[data-interactive]")
    button.focus()
    page.keyboard.press("Enter")
    expect(figure.locator(".vega-embed svg")).to_be_visible()
    assert [url for url in asked if "vega" in url]
    assert not window.errors
    assert not window.foreign


def test_a_narrow_menu_opens_with_the_keyboard_and_leads_on(windows: Windows) -> None:
    with windows.fresh() as window:
        page = window.page
        page.set_viewport_size({"width": 390, "height": 844})
        window.go("/")
        page.locator(".site-menu summary").press("Enter")
        link = page.locator(".site-menu a[href='/scoreboard/']")
        expect(link).to_be_visible()
        link.press("Enter")
        page.wait_for_url("**/scoreboard/")


def test_text_twice_as_large_fits(windows: Windows) -> None:
    """200 % zoom on 1280 px leaves 640 px."""
    window = windows.of()
    window.page.set_viewport_size({"width": 640, "height": 450})
    for path in ("/", "/organisations/", "/indicators/", "/search?q=university"):
        window.go(path)
        assert not window.overflow(), path
