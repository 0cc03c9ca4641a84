"""What is asked of every page: it answers, complains of nothing, asks nobody else, shuts nobody out."""

import axe
from catalogue import Page
from windows import LANGUAGES, NARROW, NARROWEST, Window, Windows

UNTRANSLATED = """
(source) => {
  const page = new DOMParser().parseFromString(source, "text/html");
  const chrome =
    "nav a, nav span, h1, h2, h3, legend, label, button, summary, th[scope=col], dt, footer a, footer p, .button, .hint, .badge";
  const own = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll("[lang]:not([lang^=zh]), code, input, select, textarea, .number, svg, script")
      .forEach((part) => part.remove());
    return copy.textContent.replace(/\\s+/g, " ").trim();
  };
  return [...page.querySelectorAll(chrome)]
    .filter((element) => { const at = element.closest("[lang]"); return !at || at.lang.startsWith("zh"); })
    .map(own)
    .filter((text) => /[A-Za-z]{3,}/.test(text) && !/\\p{Script=Han}/u.test(text));
}
"""
NEED_NO_TRANSLATION = {
    "CSV", "JSON", "Parquet", "Technopole", "API", "ROR", "ISNI", "GRID", "Wikidata", "LEI", "OpenAPI", "ROR ID", "iCalendar",
    "URL", "TOTP", "Apache 2.0", "Open SDG", "Rosa Park (demo)", "people.csv", "Pudong", "Shanghai",
}  # fmt: skip
"""Names that stand in Chinese pages as they are."""


def untranslated(window: Window) -> list[str]:
    """Texts without a Chinese character around the facts of the page, as the server sent it."""
    assert window.answer is not None
    return sorted(set(window.page.evaluate(UNTRANSLATED, window.answer.text())) - NEED_NO_TRANSLATION)


def look_at(windows: Windows, page: Page, language: str) -> None:
    """Open the page as its person reads it, in this language, wide and narrow."""
    window = windows.of(page.who, language)
    address = page.address(window.portal.facts)
    assert window.go(address) == page.status
    assert window.path == address.split("?")[0], "led elsewhere"
    asked_for_it = "Failed to load resource" if page.status == 404 else None
    errors = [error for error in window.errors if not (asked_for_it and asked_for_it in error)]
    assert not errors
    assert not window.foreign
    assert window.page.locator("html").get_attribute("lang") == LANGUAGES[language]
    if language == "zh-hans" and page.name != "api:documentation":  # which is in the language of programs
        assert not untranslated(window), "what surrounds the facts of a Chinese page is not Chinese"
    found = axe.violations(window.page)
    assert not found, "\n".join(found)
    for size in (NARROW, NARROWEST):
        window.page.set_viewport_size(size)  # type: ignore[arg-type]
        assert not window.overflow()
