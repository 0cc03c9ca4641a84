"""Every page that people and staff read once they signed in, in both languages, wide and narrow.

In a file of its own, so that the public's pages and these are looked at side by side.
"""

import pytest
from catalogue import GIVEN_PAGES, OWN_PAGES, PAGES, PUBLIC_PAGES, STAFF_PAGES, Page
from looking import look_at
from windows import LANGUAGES, Windows

SIGNED_IN = [*OWN_PAGES, *GIVEN_PAGES, *STAFF_PAGES]


def test_no_page_is_left_out() -> None:
    assert [*PUBLIC_PAGES, *SIGNED_IN] == PAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", SIGNED_IN, ids=str)
def test_a_page_of_people_is_sound(windows: Windows, page: Page, language: str) -> None:
    look_at(windows, page, language)
