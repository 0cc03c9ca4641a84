"""A portal moves from SQLite to PostgreSQL and back by a backup, and every row arrives as it was."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from django.db import connection

pytestmark = [
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs DATABASE_URL to name a PostgreSQL"),
    pytest.mark.django_db(transaction=True),
]
CENTRE = Path(__file__).parents[2] / "centres" / "shanghai"
RUN = """
import sys
from technopole import cli
for line in sys.argv[1:]:
    if cli.main(line.split()):
        sys.exit(1)
"""


def commands(home: Path, url: str | None, *lines: str) -> None:
    """Run commands on a home and a store (None: SQLite), in a process of their own."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"TECHNOPOLE_HOME": str(home), "DJANGO_SETTINGS_MODULE": "technopole.settings"}
    if url:
        environment["DATABASE_URL"] = url
    lines = tuple(f"{line} --home {home}" for line in lines)
    done = subprocess.run([sys.executable, "-c", RUN, *lines], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The URL of a new database on the server of the tests, gone afterwards."""
    said = connection.settings_dict
    name = f"{said['NAME']}_moved"
    create: Callable[[str], object] = connection.cursor().execute
    create(f'DROP DATABASE IF EXISTS "{name}"')
    create(f'CREATE DATABASE "{name}" TEMPLATE template0')
    who = quote(said["USER"]) + (f":{quote(said['PASSWORD'])}" if said["PASSWORD"] else "")
    yield f"postgresql://{who}@{said['HOST']}:{said['PORT']}/{name}"
    create(f'DROP DATABASE "{name}"')


def tables(backup: Path) -> dict[str, list[object]]:
    """What a backup holds. PostgreSQL does not keep the order of keys in JSON, so rows are compared as values."""
    with zipfile.ZipFile(backup) as archive:
        names = [name for name in archive.namelist() if name.startswith("tables/")]
        return {name: [json.loads(line) for line in archive.read(name).splitlines()] for name in names}


def test_a_portal_moves_to_postgresql_and_back(tmp_path: Path, empty_database: str, empty_store: Path) -> None:
    (tmp_path / "first").mkdir()
    shutil.copyfile(empty_store, tmp_path / "first" / "store.sqlite3")
    kept = [tmp_path / f"{number}.zip" for number in range(3)]
    account = "people add mei mei@example.org --role registrar"
    commands(tmp_path / "first", None, f"load {CENTRE}", account, f"backup {kept[0]}")
    commands(tmp_path / "second", empty_database, f"restore {kept[0]}", "verify --all", f"backup {kept[1]}")
    commands(tmp_path / "third", None, f"restore {kept[1]}", f"backup {kept[2]}")
    first = tables(kept[0])
    assert len(first["tables/registry.organisation.jsonl"]) > 100
    assert tables(kept[1]) == first
    assert tables(kept[2]) == first
