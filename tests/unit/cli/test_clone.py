"""A clone needs no installation: the package is used where it lies."""

import re
from pathlib import Path

SOURCE = Path(__file__).parents[3] / "src" / "technopole"


def test_no_module_asks_for_the_metadata_of_an_installed_package() -> None:
    pattern = re.compile(r"importlib import metadata|importlib\.metadata|pkg_resources")
    assert [path.name for path in SOURCE.rglob("*.py") if pattern.search(path.read_text(encoding="utf-8"))] == []
