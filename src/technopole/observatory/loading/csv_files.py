"""What is given to a load of works from tables made with a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from technopole.core.errors import SourceError
from technopole.observatory.loading import units
from technopole.observatory.loading.settling import Gone
from technopole.observatory.loading.works import Given
from technopole.sources.openalex.layout import Unit

KIND = "csv"


def given(paths: Sequence[Path], kind: str = KIND) -> Given:
    """`kind` is `works.CENTRE` for a centre's own table. Raises `SourceError` for what is no file."""
    pieces = []
    for path in paths:
        if not path.is_file():
            raise SourceError("no such file", file=str(path), hint="Name the tables themselves.")
        pieces.append(Unit(str(path), path.name, "works", "", path.stat().st_size, "lines"))
    names = ", ".join(path.name for path in paths[:3]) + (" …" if len(paths) > 3 else "")
    return Given(
        kind=kind, units=pieces, reader=units.csv_reader, arguments=(), filters={}, gone=Gone,
        coverage={"en": f"The works of {names}", "zh": f"{names} 所列论著"},
    )  # fmt: skip
