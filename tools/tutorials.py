"""The tutorials that show the library by itself: Markdown whose Python is run, and the same as notebooks.

    python tools/tutorials.py            run them, write what they print under each block, and write the notebooks
    python tools/tutorials.py --check    say which of them no longer print what stands there

A block of ```python is a cell; a block of ```text right after it is what the cell prints. The Markdown is the original,
the notebook beside it is made of it and never edited.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
NAMES = ("an-index", "clusters-and-regions", "citations")
TUTORIALS = tuple(ROOT / "docs" / "tutorial" / f"{name}.md" for name in NAMES)
_BLOCK = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n(?P<printed>.*?)```\n)?", re.DOTALL)


@dataclass(frozen=True)
class Cell:
    """Text, or code with what it prints."""

    text: str
    printed: str | None = None
    """None: text."""


def cells(markdown: str) -> list[Cell]:
    """A tutorial in parts."""
    found, end = [], 0
    for block in _BLOCK.finditer(markdown):
        found += [Cell(markdown[end : block.start()].strip("\n")), Cell(block["code"], block["printed"] or "")]
        end = block.end()
    return [cell for cell in (*found, Cell(markdown[end:].strip("\n"))) if cell.text]


def run(parts: list[Cell]) -> list[Cell]:
    """The same parts, code with what it prints now. One block sees the names of those before it."""
    names: dict[str, Any] = {}
    done = []
    for number, cell in enumerate(parts, start=1):
        if cell.printed is None:
            done.append(cell)
            continue
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(cell.text, f"block {number}", "exec"), names)
        done.append(Cell(cell.text, out.getvalue()))
    return done


def markdown(parts: list[Cell]) -> str:
    """The tutorial of these parts."""
    texts = []
    for cell in parts:
        if cell.printed is None:
            texts.append(cell.text + "\n")
        else:
            printed = f"\n```text\n{cell.printed}```\n" if cell.printed else ""
            texts.append(f"```python\n{cell.text}```\n{printed}")
    return "\n".join(texts)


def notebook(parts: list[Cell]) -> str:
    """The same as a Jupyter notebook, format 4.5."""
    made = []
    for number, cell in enumerate(parts, start=1):
        common: dict[str, Any] = {"id": f"cell-{number}", "metadata": {}}
        if cell.printed is None:
            made.append({"cell_type": "markdown", **common, "source": _lines(cell.text)})
            continue
        printed = [{"name": "stdout", "output_type": "stream", "text": _lines(cell.printed)}] if cell.printed else []
        code = {"cell_type": "code", **common, "execution_count": None, "outputs": printed}
        made.append({**code, "source": _lines(cell.text.rstrip("\n"))})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def stale(tutorial: Path) -> list[str]:
    """What is no longer so: blocks that print something else, or a notebook that is not made of this text."""
    told = tutorial.read_text("utf-8")
    found = run(cells(told))
    name = tutorial.name
    wrong = [] if markdown(found) == told else [f"{name} prints something else: run python tools/tutorials.py"]
    beside = tutorial.with_suffix(".ipynb")
    if not beside.exists() or beside.read_text("utf-8") != notebook(found):
        wrong.append(f"{beside.name} is not made of {name}: run python tools/tutorials.py")
    return wrong


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        wrong = [line for tutorial in TUTORIALS for line in stale(tutorial)]
        sys.stderr.write("".join(f"{line}\n" for line in wrong))
        return 1 if wrong else 0
    for tutorial in TUTORIALS:
        found = run(cells(tutorial.read_text("utf-8")))
        tutorial.write_text(markdown(found), "utf-8")
        tutorial.with_suffix(".ipynb").write_text(notebook(found), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
