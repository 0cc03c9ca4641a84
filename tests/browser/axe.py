"""axe-core in a window: what it holds against the page."""

from hashlib import sha256
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

_COLOURS_READ_ONCE = """
(() => {
  const colour = axe.commons.color.Color.prototype, read = colour.parseString, known = new Map();
  colour.parseString = function (text) {
    const seen = known.get(text);
    if (seen) [this.r, this.g, this.b, this.alpha] = seen;
    else {
      read.call(this, text);
      known.set(text, [this.r, this.g, this.b, this.alpha]);
    }
    return this;
  };
})();
"""
"""axe reads the same few colours thousands of times a page, which was a third of all its work."""
_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
SOURCE = f"{_AXE};{_COLOURS_READ_ONCE}"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_SHAPE = """
() => {
  const words = new Set(["action", "alt", "aria-label", "content", "d", "datetime", "for", "headers", "id", "name", "placeholder",
    "src", "title", "value"]);
  const attribute = ({ name, value }, of) => {
    if (words.has(name)) return value.trim() ? name : `${name}=`;
    if (name === "href" && of !== "link") return value.startsWith("http") ? "href=http" : name;
    if (name === "lang") return "";
    if (/^aria-(controls|describedby|labelledby|owns)$|^data-(?!theme)/.test(name)) return name;
    return `${name}=${value}`;
  };
  const shape = (element) => {
    const said = [...element.attributes].map((each) => attribute(each, element.localName)).sort().join(" ");
    const within = [...element.childNodes].map((node) =>
      node.nodeType === Node.ELEMENT_NODE ? shape(node) : node.nodeType === Node.TEXT_NODE && node.data.trim() ? "." : "");
    return `${element.localName}[${said}](${within.join("")})`;
  };
  return `${innerWidth} ${matchMedia("(prefers-color-scheme: dark)").matches} ${shape(document.documentElement)}`;
}
"""
"""The elements of a page with their classes and states, and where text stands, but not what it says in which language."""
_WORDS_DECIDE = [
    "html-has-lang", "html-lang-valid", "html-xml-lang-mismatch", "valid-lang", "duplicate-id-aria", "landmark-unique",
    "aria-valid-attr-value", "target-size", "label-title-only", "image-redundant-alt", "scrollable-region-focusable",
]  # fmt: skip
"""Rules that may find something else in a page of the same shape: by its language, by what words say or cover."""
_sound: set[bytes] = set()
"""Shapes of pages that all rules were asked of, and none was broken."""


def violations(page: Page, *rules: str) -> list[str]:
    """One line for each rule broken, with the elements that break it; with rules, only these are asked.

    All rules are asked once for each shape of page, and those that words decide of every page: colours, roles, states
    and whether there is a name at all follow from elements, classes and attributes, not from the words in them or their
    language. Every window has the script from the start (`Windows`).
    """
    shape = sha256(page.evaluate(_SHAPE).encode()).digest()
    only = list(rules) or (_WORDS_DECIDE if shape in _sound else [])
    asked: dict[str, Any] = {"runOnly": {"type": "rule", "values": only} if only else {"type": "tag", "values": TAGS}}
    found = page.evaluate(
        "(asked) => axe.run(document, {...asked, resultTypes: ['violations'], preload: false}).then((r) => r.violations)", asked
    )
    if not found and not rules:
        _sound.add(shape)
    return [
        f"{each['id']} ({each['impact']}): {each['help']}\n" + "\n".join(f"    {_where(node)}" for node in each["nodes"][:4])
        for each in found
    ]


def _where(node: dict) -> str:
    why = " ".join((node.get("failureSummary") or "").split())
    return f"{' '.join(map(str, node['target']))}  {node['html'][:140]}  — {why[:260]}"
