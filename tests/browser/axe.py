"""axe-core in a window: what it holds against the page."""

from pathlib import Path

import axe_playwright_python
from playwright.sync_api import Page

SOURCE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page: Page, *rules: str) -> list[str]:
    """One line for each rule broken, with the elements that break it; with rules, only these are asked.

    Every window has the script from the start (`Windows`).
    """
    only = {"type": "rule", "values": list(rules)} if rules else {"type": "tag", "values": TAGS}
    found = page.evaluate(
        "(only) => axe.run(document, {runOnly: only, resultTypes: ['violations']}).then((r) => r.violations)", only
    )
    return [
        f"{each['id']} ({each['impact']}): {each['help']}\n" + "\n".join(f"    {_where(node)}" for node in each["nodes"][:4])
        for each in found
    ]


def _where(node: dict) -> str:
    why = " ".join((node.get("failureSummary") or "").split())
    return f"{' '.join(map(str, node['target']))}  {node['html'][:140]}  — {why[:260]}"
