"""observatory versions: what the lake holds, version by version."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from pathlib import Path
from typing import Any

from technopole.cli import environment


def add_verb(verbs: Any) -> None:
    versions = verbs.add_parser(
        "versions",
        help="show the lake's datasets and their versions; forget old ones",
        description="Every load makes a version beside the one before, and readers may name an earlier one. Parts that "
        "versions share take room once.",
    )
    versions.add_argument("datasets", metavar="DATASET", nargs="*", help="only these (default: all)")
    versions.add_argument(
        "--keep", type=int, metavar="N", help="forget all but the N newest; the one that readers get always stays"
    )
    environment.add_home(versions)
    versions.set_defaults(run=_versions)


def _versions(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    from technopole.core.errors import TechnopoleError
    from technopole.lake import building, home
    from technopole.lake.datasets import Dataset, NoSuchVersion, datasets

    folder = home.folder()
    names = datasets(folder)
    for name in arguments.datasets:
        if name not in names:
            raise NoSuchVersion(f"There is no dataset {name!r}.", hint=f"There are: {', '.join(names) or 'none'}.")
    if arguments.keep is not None and arguments.keep < 1:
        raise TechnopoleError("At least one version is kept.", hint="Use --keep 1 or more.")
    if not names:
        sys.stdout.write("The lake is empty: technopole observatory load --help\n")
    for name in arguments.datasets or names:
        dataset = Dataset(folder, name)
        if arguments.keep is not None:
            with building.alone(dataset):
                gone = dataset.forget(arguments.keep)
            for version in gone:
                sys.stdout.write(f"{name} {version}: forgotten\n")
        for version in dataset.versions():
            sys.stdout.write("".join(f"{line}\n" for line in _lines(dataset, version)))
    free = shutil.disk_usage(folder if folder.is_dir() else Path(arguments.home or ".")).free
    sys.stdout.write(f"{_room(folder):,} MB in the lake, {free // 1_000_000:,} MB free.\n")
    return 0


def _lines(dataset: Any, version: str) -> list[str]:
    from technopole.lake.datasets import tables_of

    manifest = dataset.manifest(version)
    tables = tables_of(manifest, dataset.name)
    rows = ", ".join(f"{table['rows']:,} {name}" for name, table in tables.items() if table["rows"]) or "no rows"
    about = manifest.get("about", {})
    marks = [mark for mark in ("sample", "synthetic") if about.get(mark)]
    marks += ["current"] if version == dataset.current() else []
    lines = [f"{dataset.name} {version}{' (' + ', '.join(marks) + ')' if marks else ''}: {rows}"]
    lines.append(f"  made {manifest['made_at'][:16].replace('T', ' ')}")
    coverage = about.get("coverage") or {}
    if text := coverage.get("en") or next(iter(coverage.values()), ""):
        lines.append(f"  {text}")
    return lines


def _room(folder: Path) -> int:
    """Megabytes on the disk: a file that several versions share counts once."""
    found: dict[int, int] = {}
    for path in folder.rglob("*"):
        try:
            told = os.lstat(path)
        except OSError:  # it was forgotten meanwhile
            continue
        found[told.st_ino] = told.st_size
    return sum(found.values()) // 1_000_000
