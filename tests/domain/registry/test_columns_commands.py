"""registry resolve and registry check, on a home where ROR was loaded: as people run them, in processes of their own.

Where the process is not what is asked about, the command runs in that of the tests: starting one takes seconds.
"""

import csv
import gzip
import io
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import names_table
import pytest
import ror_files
from ror_files import FUDAN, HOSPITAL

from technopole import cli
from technopole.cli import environment

ROR = "https://ror.org/"
HEADER = ["row", "organisation_id", "probability", "matched_name", "start", "end", "evidence"]


@pytest.fixture(scope="module")
def home(tmp_path_factory, empty_store) -> Path:
    """A home in which ROR was loaded by the command, and nothing else was done."""
    folder = tmp_path_factory.mktemp("resolving")
    (folder / "home").mkdir()
    shutil.copyfile(empty_store, folder / "home" / "store.sqlite3")
    done = run(folder / "home", "load", "ror", str(ror_files.write(folder, "jsonl")))
    assert done.returncode == 0, done.stderr
    return folder / "home"


def command(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "technopole.cli", "registry", *arguments, "--home", str(home)]


def alone() -> dict[str, str]:
    """The environment of a shell that knows nothing of these tests; a command uses the store of its home."""
    return {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "TECHNOPOLE_HOME")}


def run(home: Path, *arguments: str, **more) -> subprocess.CompletedProcess:
    return subprocess.run(command(home, *arguments), capture_output=True, env=alone(), timeout=300, **more)


@pytest.fixture
def here(db: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The home of the tests' own process, with what `home` holds and the table of names."""
    names_table.load()
    monkeypatch.setattr(environment, "set_up", lambda arguments: settings.HOME)
    return Path(settings.HOME)


def run_here(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess:
    """The same command in this process, which does all the work itself."""
    jobs = () if "--jobs" in arguments else ("--jobs", "1")
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    with tempfile.TemporaryFile() as source, pytest.MonkeyPatch.context() as streams:
        source.write(given)
        source.seek(0)
        for name, stream in (("stdin", source), ("stdout", out), ("stderr", err)):
            streams.setattr(sys, name, stream)
        try:
            status = cli.main(["registry", *arguments, *jobs])
        except SystemExit as ended:
            status = int(ended.code or 0)
    return subprocess.CompletedProcess(arguments, status, out.buffer.getvalue(), err.buffer.getvalue())


def resolve_here(content: bytes, *more: str) -> subprocess.CompletedProcess:
    return run_here("resolve", "-", "--column", "affiliation", "--output", "-", *more, given=content)


def answers(done: subprocess.CompletedProcess) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout.decode())))


def refusal(done: subprocess.CompletedProcess) -> str:
    assert (done.returncode, done.stdout) == (2, b""), done.stderr
    assert b"Traceback" not in done.stderr
    return done.stderr.decode()


def test_a_file_is_resolved_and_the_table_of_names_prepared_once(home: Path, tmp_path: Path) -> None:
    (home / "names.npz").unlink(missing_ok=True)
    source, target = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_text('id,affiliation\n1,"Dept. of Physics, Fudan University, Shanghai"\n2,Nowhere\n3,Fudan University\n')
    first = run(home, "resolve", str(source), "--column", "affiliation", "--output", str(target))
    assert (first.returncode, first.stdout) == (0, b"")
    assert b"Preparing the table of names" in first.stderr
    with target.open(newline="") as written:
        assert next(csv.reader(written)) == HEADER
        rows = [row for row in csv.reader(written) if row[1] == ROR + FUDAN]
    assert [row[0] for row in rows] == ["0", "2"]
    number, _, probability, matched, start, end, evidence = rows[0]
    text = "Dept. of Physics, Fudan University, Shanghai"
    assert 0 < float(probability) <= 1 and matched == "Fudan University" and evidence
    assert text[int(start) : int(end)].startswith("Fudan University")
    again = run(home, "resolve", str(source), "--column", "affiliation", "--output", "-")
    assert again.stderr == b""
    assert again.stdout == target.read_bytes()


def test_what_is_compressed_is_read_from_standard_input(here: Path) -> None:
    found = answers(resolve_here(gzip.compress(b"affiliation\nFudan University\n")))
    assert [row["organisation_id"] for row in found] == [ROR + FUDAN]


def test_the_order_of_rows_is_kept_by_any_number_of_processes(home: Path, here: Path) -> None:
    """And what is compressed is read from a pipe, in which nothing can go back."""
    content = "affiliation\n" + "".join("Fudan University\n" if i % 3 else "Zhongshan Hospital Shanghai\n" for i in range(5000))
    asked = ("resolve", "-", "--column", "affiliation", "--output", "-", "--jobs", "3")
    three = run(home, *asked, input=gzip.compress(content.encode()))
    assert resolve_here(content.encode()).stdout == three.stdout
    numbers = [int(row["row"]) for row in answers(three)]
    assert numbers == sorted(numbers) and numbers[-1] == 4999
    assert {row["organisation_id"] for row in answers(three) if int(row["row"]) % 3 == 0} <= {ROR + HOSPITAL}


def test_answers_below_the_least_probability_are_left_out(here: Path) -> None:
    content = b"affiliation\nFudan University\n"
    assert answers(resolve_here(content, "--min-probability", "1.0")) == []
    assert resolve_here(content, "--min-probability", "7").returncode == 2


def test_hostile_cells_are_resolved_like_any(here: Path) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["affiliation"])
    hostile = [
        "Fudan University " + "x" * 10_000_000, "," * 10_000, "\u202eytisrevinU naduF\u202c", "\x01\x02\x1b[31mFudan University\x07",
        "Fudan\u200bUniversity\ufeff", "=cmd|' /C calc'!A0", "\U0001f600" * 5000, "\r\n\t", "(" * 50_000, "ﬁ" * 3000, "а́" * 3000,
    ]  # fmt: skip
    writer.writerows([each] for each in hostile)
    writer.writerow(["Fudan University"])
    found = answers(resolve_here(text.getvalue().encode()))
    assert [row["organisation_id"] for row in found if row["row"] == str(len(hostile))] == [ROR + FUDAN]
    assert [row["organisation_id"] for row in found if row["row"] == "0"] == [ROR + FUDAN]
    for row in found:
        assert 0 <= int(row["start"]) < int(row["end"]) <= len(hostile[0])


def test_a_thousand_seeded_texts_of_any_characters_are_resolved(here: Path) -> None:
    chance = random.Random(7)
    pieces = ["Fudan University", "复旦大学", "Zhongshan", ",", ";", "(", "&amp;", "\u0301", "é", "𠮷", " ", "\t", "Univ.", "of"]
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["affiliation"])
    for _ in range(1000):
        odd = [chr(chance.choice([chance.randrange(1, 0x300), chance.randrange(0x2000, 0x3100), chance.randrange(0x10000, 0x1F000)]))
               for _ in range(chance.randrange(8))]  # fmt: skip
        parts = chance.choices(pieces, k=chance.randrange(12)) + odd
        chance.shuffle(parts)
        writer.writerow(["".join(parts)])
    for row in answers(resolve_here(text.getvalue().encode("utf-8"))):
        assert float(row["probability"]) <= 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "standard input:1: the file is empty"),
        (b"name\nx\n", "field affiliation: there is no such column. The columns are: 'name'."),
        (b"afiliation\nx\n", "Did you mean 'afiliation'?"),
        ("affiliation\n复旦大学\n".encode("gb18030"), "reads as GB 18030"),
        (b'affiliation\n"Fudan\n', "standard input:2: is not well-formed CSV"),
        (b"affiliation\nFudan\x00\n", "standard input:2: holds a NUL character"),
        (b"affiliation,b\nFudan\n", "standard input:2: has 1 cells"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(here: Path, tmp_path: Path, content: bytes, said: str) -> None:
    target = tmp_path / "out.csv"
    done = run_here("resolve", "-", "--column", "affiliation", "--output", str(target), given=content)
    assert said in refusal(done)
    assert not any(path.is_file() for path in tmp_path.iterdir())


def test_bad_rows_are_skipped_and_counted_if_asked(here: Path) -> None:
    content = b"affiliation,b\nFudan University,1\n\xff,2\nNowhere\nFudan University,4\n"
    done = resolve_here(content, "--skip-bad")
    assert [row["row"] for row in answers(done)] == ["0", "3"]
    assert b"2 bad rows were skipped; 2 were read." in done.stderr
    assert b"skipped: standard input:3: is not UTF-8 text" in done.stderr


def test_a_home_without_organisations_says_what_to_load(tmp_path: Path) -> None:
    asked = ("resolve", "-", "--column", "affiliation", "--output", "-")
    assert "no store yet" in refusal(run(tmp_path / "home", *asked, input=b"affiliation\nx\n"))


def test_an_output_that_nobody_reads_any_more_ends_the_command_quietly(home: Path, tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text("affiliation\n" + "Fudan University\n" * 200_000)
    process = subprocess.Popen(
        command(home, "resolve", str(source), "--column", "affiliation", "--output", "-"),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=alone(),
    )  # fmt: skip
    assert process.stdout and process.stderr
    process.stdout.readline()
    process.stdout.close()
    assert process.wait(60) == 0
    assert process.stderr.read() == b""
    process.stderr.close()


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As much work as no command does before it is ended."""
    path = tmp_path_factory.mktemp("long") / "in.csv"
    path.write_text("affiliation\n" + '"Dept. of Physics, Fudan University, Shanghai"\n' * 1_500_000)
    return path


@pytest.mark.parametrize(("told", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)])
def test_whoever_ends_the_command_ends_all_of_its_processes(
    home: Path, long_file: Path, tmp_path: Path, told: int, status: int
) -> None:
    process = subprocess.Popen(
        command(home, "resolve", str(long_file), "--column", "affiliation", "--output", str(tmp_path / "out.csv"), "--jobs", "2"),
        stderr=subprocess.PIPE, env=alone(),
        # whoever runs the tests in the background hands on that interrupts are ignored
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )  # fmt: skip
    try:
        children = wait_for_children(process)
        process.send_signal(told)
        _, said = process.communicate(timeout=120)
    finally:
        process.kill()
    assert process.returncode == status
    assert b"Traceback" not in said
    ends = time.monotonic() + 20
    while any(is_alive(pid) for pid in children) and time.monotonic() < ends:
        time.sleep(0.1)
    assert not any(is_alive(pid) for pid in children)
    if told != signal.SIGKILL:
        assert not any(path.is_file() for path in tmp_path.iterdir())


def wait_for_children(process: subprocess.Popen) -> list[int]:
    """The two processes that work for a command, as soon as it writes."""
    ends = time.monotonic() + 120
    while time.monotonic() < ends and process.poll() is None:
        numbers = map(int, filter(str.isdecimal, os.listdir("/proc")))
        workers = [child for child in numbers if works_for(child, process.pid)]
        if len(workers) == 2:
            time.sleep(0.3)
            return workers
        time.sleep(0.1)
    raise AssertionError("the command started no processes")


def works_for(child: int, pid: int) -> bool:
    try:
        parent = Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[1]
        return int(parent) == pid and b"spawn_main" in Path(f"/proc/{child}/cmdline").read_bytes()
    except OSError:
        return False  # it has ended meanwhile


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_names_and_numbers_are_checked(home: Path) -> None:
    content = f"who\n{FUDAN}\n复旦大学\nNowhere\n{FUDAN[:-2]}00\n".encode()
    found = answers(run(home, "check", "-", "--column", "who", "--output", "-", input=content))
    assert [(row["row"], row["read_as"], row["valid"], row["result"]) for row in found] == [
        ("0", "ror", "yes", "found"), ("1", "name", "", "found"), ("2", "name", "", "unknown"), ("3", "ror", "no", "wrong"),
    ]  # fmt: skip
    assert found[0]["organisation_id"] == found[1]["organisation_id"] == ROR + FUDAN
