"""Every page that the public reads, in both languages, wide and narrow; the main ones in the dark and with the menu open."""

import re
from pathlib import Path

import addresses
import axe
import pytest
from catalogue import MAIN_PAGES, NOT_PAGES, PAGES, PUBLIC_PAGES, Page
from looking import look_at
from windows import LANGUAGES, NARROW, Windows

import technopole

STYLES = sorted(Path(technopole.__file__).parent.glob("*/static/*/**/*.css"))
OF_A_LANGUAGE = re.compile(r"[^{}]*:lang\([^{}]*\{([^{}]*)\}")


def test_every_address_is_looked_at_or_said_to_be_no_page() -> None:
    known = {page.name for page in PAGES} | NOT_PAGES.keys()
    there = {name for name in addresses.names() if not name.startswith("api:v1:")}
    assert there - known == set(), "add it to tests/browser/catalogue.py"
    assert known - there == set(), "the portal has no such address any more"


def test_no_colour_depends_on_the_language() -> None:
    """By which the contrasts of a page need not be measured in both."""
    rules = [rule for path in STYLES if "vendor" not in path.parts for rule in OF_A_LANGUAGE.findall(path.read_text("utf-8"))]
    assert len(rules) > 5
    assert not [rule for rule in rules if re.search(r"color|background|opacity|fill|stroke|shadow|--(?!line\b)", rule)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", PUBLIC_PAGES, ids=str)
def test_a_public_page_is_sound(windows: Windows, page: Page, language: str) -> None:
    look_at(windows, page, language)


@pytest.mark.parametrize("page", MAIN_PAGES, ids=str)
def test_a_page_is_legible_in_the_dark(windows: Windows, page: Page) -> None:
    window = windows.of(page.who)
    window.page.emulate_media(color_scheme="dark")
    try:
        window.go(page.address(window.portal.facts))
        found = axe.violations(window.page, "color-contrast", "link-in-text-block")
    finally:
        window.page.emulate_media(color_scheme="light")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("page", MAIN_PAGES, ids=str)
def test_a_narrow_page_with_its_menu_open_shuts_nobody_out(windows: Windows, page: Page) -> None:
    window = windows.of(page.who, "zh-hans")
    window.page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    window.go(page.address(window.portal.facts))
    window.page.locator(".site-menu summary").click()
    found = axe.violations(window.page)
    assert not found, "\n".join(found)
    assert not window.overflow()
