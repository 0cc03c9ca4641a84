"""A file is there whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from technopole.cli.output import whole
from technopole.core.errors import TechnopoleError


def test_a_file_takes_its_place_when_all_is_written(tmp_path: Path) -> None:
    target = tmp_path / "out.csv"
    target.write_text("before")
    with whole(str(target)) as out:
        out.write(b"after")
        assert target.read_text() == "before"
    assert target.read_text() == "after"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [target.name]
    assert stat.S_IMODE(target.stat().st_mode) & 0o400


@pytest.mark.parametrize("how", [ValueError, KeyboardInterrupt, SystemExit])
def test_nothing_of_it_remains_when_it_ends_badly(tmp_path: Path, how: type[BaseException]) -> None:
    target = tmp_path / "out.csv"
    target.write_text("before")
    with pytest.raises(how), whole(str(target)) as out:
        out.write(b"half")
        raise how
    assert target.read_text() == "before"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [target.name]


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    for name in (str(tmp_path), str(tmp_path / "nowhere" / "out.csv")):
        with pytest.raises(TechnopoleError, match="--output"), whole(name):
            pass


def test_what_is_no_plain_file_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    with whole("/dev/null") as out:
        out.write(b"gone")
    assert not Path("/dev/null").is_file()
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    with whole(str(tmp_path / "pipe")) as out:
        out.write(b"through")
    assert os.read(reader, 10) == b"through"
    os.close(reader)


def test_a_link_keeps_pointing_at_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("before")
    (tmp_path / "link.csv").symlink_to("real.csv")
    with whole(str(tmp_path / "link.csv")) as out:
        out.write(b"after")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text() == "after"
