"""One server, one browser, and a window for each person and language, kept while these tests run."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright
from portal import Portal, prepared, running
from windows import ARGUMENTS, CHROMIUM, Windows

pytest.register_assert_rewrite("looking")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here drives chromium, and says loudly why it does not where there is none."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="chromium is not installed: no page is looked at"))


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory, empty_store: Path) -> Iterator[Portal]:
    """A server for each process of tests; what they serve is prepared by one of them, and copied: it takes half a minute."""
    own = tmp_path_factory.getbasetemp()
    made = prepared(own.parent if "PYTEST_XDIST_WORKER" in os.environ else own, empty_store)
    with running(tmp_path_factory.mktemp("portal"), made) as portal:
        yield portal


@pytest.fixture(scope="package")
def windows(portal: Portal) -> Iterator[Windows]:
    """The browser. Closed when the tests of this folder are done."""
    # playwright leaves a loop in this thread, by which Django thinks that it is asked from asynchronous code; it is
    # not, and tests that come in between, in the same process, need the store
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield Windows(browser, portal)
        browser.close()
