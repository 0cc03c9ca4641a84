"""The command line: exit statuses, errors for people, progress, folders made."""

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from technopole import cli
from technopole.centre import manifest, template
from technopole.centre.files import FILES
from technopole.cli import environment, server
from technopole.cli.progress import Progress
from technopole.core.errors import Conflict, TechnopoleError


@pytest.fixture(autouse=True)
def _own_store(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run as processes of their own use the store of their home, whatever store the tests use."""
    monkeypatch.delenv("DATABASE_URL", raising=False)


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = cli.main(arguments)
    out, err = capsys.readouterr()
    return status, out, err


def test_new_makes_a_folder_that_is_a_centre(capsys, tmp_path: Path) -> None:
    status, out, _ = run(capsys, "new", str(tmp_path / "city"))
    assert status == 0
    assert "technopole up" in out
    assert manifest.read(tmp_path / "city").id == "my-centre"


def test_new_makes_every_table_with_all_its_columns(tmp_path: Path) -> None:
    template.make(tmp_path / "city")
    for name, file in FILES.items():
        header = (tmp_path / "city" / name).read_text(encoding="utf-8").split("\n")[0]
        assert set(header.split(",")) <= set(file.columns)
        assert "id" in file.columns or name == "observations.csv"


def test_new_refuses_a_folder_that_holds_something(capsys, tmp_path: Path) -> None:
    city = tmp_path / "city"
    city.mkdir()
    (city / "notes.txt").write_text("mine")
    status, out, err = run(capsys, "new", str(city))
    assert (status, out) == (2, "")
    assert "holds something already" in err
    assert list(city.iterdir()) == [city / "notes.txt"]


def test_new_takes_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "city").mkdir()
    template.make(tmp_path / "city")
    with pytest.raises(Conflict):
        template.make(tmp_path / "city")


def test_an_unknown_command_exits_with_2(capsys) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["fly"])
    assert left.value.code == 2


def test_a_mistake_of_the_program_exits_with_1_and_says_where(capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(template, "make", lambda folder: 1 / 0)
    status, _, err = run(capsys, "new", str(tmp_path / "city"))
    assert status == 1
    assert "ZeroDivisionError" in err


def test_an_interrupted_command_exits_with_130_and_no_traceback(capsys, monkeypatch, tmp_path: Path) -> None:
    def interrupt(folder: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(template, "make", interrupt)
    status, _, err = run(capsys, "new", str(tmp_path / "city"))
    assert status == 130
    assert "Traceback" not in err


def test_every_command_says_what_it_does(capsys) -> None:
    for command in ("new", "load", "up", "serve", "worker", "backup", "restore", "verify", "registry", "people"):
        with pytest.raises(SystemExit) as left:
            cli.main([command, "--help"])
        assert left.value.code == 0
        assert "usage: technopole" in capsys.readouterr().out


def test_every_command_stands_in_the_reference() -> None:
    reference = (Path(__file__).parents[3] / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
    (subcommands,) = (each for each in cli.parser()._actions if each.choices)
    for command in subcommands.choices:
        assert f"technopole {command}" in reference


def test_loading_a_wrong_folder_exits_with_2_and_tells_each_place(tmp_path: Path, empty_store: Path) -> None:
    shutil.copyfile(empty_store, tmp_path / "home" / "store.sqlite3")
    template.make(tmp_path / "city")
    (tmp_path / "city" / "hubs.csv").write_text("id,name_en,establisched\n")
    command = [sys.executable, "-m", "technopole.cli", "load", "city", "--home", "home"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 2
    assert "hubs.csv:1, field establisched: unknown column. Did you mean 'established'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_centre_loads_as_it_is_made(tmp_path: Path) -> None:
    template.make(tmp_path / "city")
    command = [sys.executable, "-m", "technopole.cli", "load", "city", "--home", "home"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert "organisations.csv: no rows" in done.stdout


def test_the_worker_refuses_a_home_without_a_store(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "technopole.cli", "worker", "--home", str(tmp_path / "home")]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "no store yet" in done.stderr


def test_a_home_is_readable_by_its_owner_only(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("TECHNOPOLE_HOME", "unused")
    arguments = cli.parser().parse_args(["serve", "--home", str(tmp_path / "own")])
    assert environment.use_home(arguments).stat().st_mode & 0o777 == 0o700


def test_a_second_server_of_one_home_is_refused_by_name(tmp_path: Path) -> None:
    port = _free_port()
    second = server.only_one(tmp_path, "127.0.0.1", _free_port())
    refusal = pytest.raises(TechnopoleError, match=f"served already, by process .* at http://127.0.0.1:{port}/")
    with server.only_one(tmp_path, "127.0.0.1", port), refusal, second:
        pass
    with server.only_one(tmp_path, "127.0.0.1", port):
        pass


def test_a_port_in_use_is_told_before_any_work(tmp_path: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(TechnopoleError, match=f"127.0.0.1:{port} is in use"):
            server.check_free("127.0.0.1", port)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.1.2.3"])
def test_a_loopback_address_is_this_machines_own(host: str, monkeypatch) -> None:
    monkeypatch.delenv("TECHNOPOLE_HOSTS", raising=False)
    monkeypatch.delenv("TECHNOPOLE_HTTPS", raising=False)
    assert environment.is_private(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.7", "example.org"])
def test_any_other_address_is_open_to_others(host: str) -> None:
    assert not environment.is_private(host)


def test_a_portal_published_by_a_proxy_is_open_to_others(monkeypatch) -> None:
    monkeypatch.setenv("TECHNOPOLE_HOSTS", "portal.example.org")
    assert not environment.is_private("127.0.0.1")


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_drawn_on_a_terminal_and_wiped_at_the_end() -> None:
    terminal = _Terminal()
    with Progress("rows", terminal) as progress:
        progress(50, 50)
    assert "rows [##############################] 50 of 50" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_nothing_of_progress_goes_into_a_pipe() -> None:
    pipe = io.StringIO()
    with Progress("rows", pipe) as progress:
        progress(1, 2)
        progress(2, 2)
    assert pipe.getvalue() == ""


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_every_file_and_column_of_a_centre_stands_in_the_reference() -> None:
    reference = (Path(__file__).parents[3] / "docs" / "reference" / "centre-folder.md").read_text(encoding="utf-8")
    for name, file in FILES.items():
        part = reference.partition(f"### `{name}`")[2].partition("###")[0]
        assert [column for column in file.columns if f"| `{column}` |" not in part] == []
