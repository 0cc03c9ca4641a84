"""Windows of a browser onto the portal: what goes wrong in them is noted, and each person keeps their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from shutil import which
from typing import Any
from urllib.parse import urlsplit

import axe
from playwright.sync_api import Browser, BrowserContext, Page, Response
from portal import Portal

CHROMIUM = which("chromium-headless-shell") or which("chromium")
"""The shell is the same browser without a browser's own windows, which cost as much again as the pages in them."""
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
WIDE = {"width": 1280, "height": 900}
NARROW = {"width": 390, "height": 844}
NARROWEST = {"width": 360, "height": 780}
PROVING = "/accounts/reauthenticate/"
LANGUAGES = {"en": "en", "zh-hans": "zh-Hans"}
"""What the language cookie says, and what the page's `lang` is then."""


def password(who: str) -> str:
    """Of one of the people of the demo centre."""
    return f"demo-{who}-demo" if who else ""


@dataclass
class Window:
    """A page in a browser that notes what goes wrong in it."""

    page: Page
    portal: Portal
    password: str = ""
    errors: list[str] = field(default_factory=list)
    """What the console and the scripts complained of since the last `go`."""
    foreign: list[str] = field(default_factory=list)
    """What was asked of other hosts, ever."""
    answer: Response | None = None
    """What the server sent for the last `go`."""

    def __post_init__(self) -> None:
        self.page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", self._note)

    def _note(self, request: Any) -> None:
        asked = urlsplit(request.url)
        if asked.scheme not in ("data", "blob", "about") and asked.netloc != urlsplit(self.portal.url).netloc:
            self.foreign.append(request.url)

    def go(self, path: str) -> int:
        """Open a page of the portal, with the password once more if it wants it; gives the status of the answer."""
        self.errors.clear()
        answer = self.page.goto(self.portal.url + path, wait_until="load")
        if self.password and self.path == PROVING and not path.startswith(PROVING):
            self.page.fill("[name=password]", self.password)
            self.page.press("[name=password]", "Enter")
            self.page.wait_for_url(lambda url: PROVING not in url)
            answer = self.page.goto(self.portal.url + path, wait_until="load")
        assert answer is not None
        self.answer = answer
        return answer.status

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def overflow(self) -> list[str]:
        """What sticks out to the right of the window, if the page can be pushed sideways."""
        return list(self.page.evaluate(
            """() => {
                const width = document.documentElement.clientWidth;
                if (document.documentElement.scrollWidth <= width) return [];
                const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > width + 1);
                return ["the page is " + document.documentElement.scrollWidth + " px wide",
                    ...out.slice(-5).map((e) => e.outerHTML.slice(0, 160))];
            }"""
        ))  # fmt: skip


@dataclass
class Windows:
    """Windows by person and language, each in a browser profile of its own."""

    browser: Browser
    portal: Portal
    kept: dict[tuple[str, str], Window] = field(default_factory=dict)

    def of(self, who: str = "", language: str = "en") -> Window:
        """The window of this demo person (nobody without a name), kept from test to test."""
        if (who, language) not in self.kept:
            self.kept[who, language] = Window(self._context(who, language).new_page(), self.portal, password(who))
        window = self.kept[who, language]
        window.page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        return window

    @contextmanager
    def fresh(self, who: str = "", language: str = "en", **settings: Any) -> Iterator[Window]:
        """A window for one test only."""
        context = self._context(who, language, **settings)
        try:
            yield Window(context.new_page(), self.portal, password(who))
        finally:
            context.close()

    def _context(self, who: str, language: str, **settings: Any) -> BrowserContext:
        signed_in = self.portal.signed_in
        if who and who not in signed_in:
            signed_in[who] = self._sign_in(who)
        state = signed_in.get(who)
        context = self.browser.new_context(viewport=WIDE, storage_state=state, **settings)  # type: ignore[arg-type]
        context.set_default_timeout(15_000)
        context.add_init_script(axe.SOURCE)  # compiled once, where sending it to each page costs as much as the page
        context.add_cookies([{"name": "django_language", "value": language, "url": self.portal.url}])
        return context

    def _sign_in(self, who: str) -> Any:
        context = self.browser.new_context()
        try:
            page = context.new_page()
            page.goto(self.portal.url + "/accounts/login/")
            page.fill("[name=login]", who)
            page.fill("[name=password]", password(who))
            page.press("[name=password]", "Enter")
            page.wait_for_url("**/my/**")
            return context.storage_state()
        finally:
            context.close()
