"""The works that a centre's folder holds as a table, in the lake: until somebody loads works of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from technopole.centre import manifest
from technopole.core.errors import SourceError, SourceErrors
from technopole.sources import works_csv

if TYPE_CHECKING:
    from technopole.observatory.loading.works import Loaded

FILE = "works.csv"


def wrong(folder: Path) -> Iterator[SourceError]:
    """What is wrong with the folder's table of works: of each kind of mistake the first hundred."""
    path = folder / FILE
    if not path.is_file():
        return
    try:
        with path.open("rb") as stream:
            for batch in works_csv.read(stream, FILE):
                yield from batch.bad
    except SourceErrors as several:
        yield from several.errors
    except SourceError as error:
        yield error


def is_loaded() -> bool:
    """Are there works, whoever loaded them?"""
    from technopole.observatory.loading import works

    return works.loaded_from() != ""


def load(folder: Path) -> Loaded | None:
    """Make the folder's works the current version of the dataset `works`; None if there are none to load.

    Nothing is done if they are that already, or if somebody has loaded works of their own, which stay. Cost: the
    table's SHA-256 if nothing changed.
    """
    from technopole.observatory.loading import csv_files, works

    path = folder / FILE
    if not path.is_file() or works.loaded_from() not in ("", works.CENTRE) or not _has_rows(path):
        return None
    centre = manifest.read(folder)
    coverage = {"en": centre.works_coverage_en, "zh": centre.works_coverage_zh}
    says = works.Told(
        {language: text for language, text in coverage.items() if text},
        sample=centre.works_sample, synthetic=centre.synthetic, licence=centre.works_licence,
    )  # fmt: skip
    return works.load(csv_files.given([path], works.CENTRE), says, replace=True)


def _has_rows(path: Path) -> bool:
    with path.open("rb") as stream:
        return any(batch.read for batch in works_csv.read(stream, FILE))
