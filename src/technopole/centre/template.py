"""An empty centre's folder, ready to be filled with a spreadsheet and to be served at once."""

from __future__ import annotations

from importlib.resources import files as resources
from pathlib import Path

from technopole.centre import works
from technopole.centre.files import FILES, INDICATORS
from technopole.core.errors import Conflict
from technopole.sources import works_csv

_TEXTS = ("centre.toml", "README.md", "vocabularies/types.csv", "vocabularies/sectors.csv")


def make(folder: Path) -> None:
    """Write an empty centre into `folder`. Raises `Conflict` if the folder holds anything already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Conflict(f"{folder} holds something already.", hint="Name a folder that is empty or not there yet.")
    given = resources("technopole.centre") / "template_files"
    for name in _TEXTS:
        _write(folder / name, (given / name).read_text(encoding="utf-8"))
    for name, file in FILES.items():
        if name not in _TEXTS:
            _write(folder / name, ",".join(file.columns) + "\n")
    _write(folder / works.FILE, ",".join(works_csv.COLUMNS) + "\n")
    (folder / INDICATORS).mkdir()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
