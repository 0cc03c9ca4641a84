"""The tutorials print what they say they print, and the notebooks beside them are made of them."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("tutorials", ROOT / "tools" / "tutorials.py")
    assert spec and spec.loader
    module = sys.modules["tutorials"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


tutorials = _tool()


@pytest.mark.parametrize("tutorial", tutorials.TUTORIALS, ids=lambda path: path.stem)
def test_a_tutorial_prints_what_stands_in_it(tutorial: Path) -> None:
    assert tutorials.stale(tutorial) == []


def test_what_changed_is_told(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# One\n\n```python\nprint(1 + 1)\n```\n\n```text\n3\n```\n\nEnd.\n")
    told = tutorials.stale(page)
    assert told == ["page.md prints something else: run python tools/tutorials.py",
                    "page.ipynb is not made of page.md: run python tools/tutorials.py"]  # fmt: skip
    found = tutorials.run(tutorials.cells(page.read_text()))
    assert tutorials.markdown(found).count("```text\n2\n```") == 1
    cells = json.loads(tutorials.notebook(found))["cells"]
    assert [cell["cell_type"] for cell in cells] == ["markdown", "code", "markdown"]
    assert cells[1]["outputs"][0]["text"] == ["2\n"]
