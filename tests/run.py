"""What `./technopole test`, `check` and `bench` do. Standard library only; runs in .venv.

test   style, types, arrows, then all tests on SQLite, then those that use the store on PostgreSQL;
       with arguments, only pytest with these arguments, on SQLite
check  style, types, arrows
bench  every script of benchmarks/, or those named; what begins with - and all after it goes to the script
"""

from __future__ import annotations

import contextlib
import glob
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
# On PostgreSQL is run what may differ there: what domains ask of the store and write to it, and the pages and protocols
# with queries of their own. What SQLite holds whole is not run twice: commands, files that no store knows, a process
# beside the portal, steps that are refused and so write nothing, walks by chance and crowds through the same steps, and
# who gets in, what is refused and how it is worded on all other pages.
NOT_TWICE = [
    "registry/test_columns_commands.py", "registry/test_duplicates_command.py", "registry/test_resolving_apart.py",
    "registry/test_wrong_ror_files.py", "registration/test_random_walks.py", "registration/test_illegal_steps.py",
    "registration/test_a_whole_register.py", "centre/test_what_is_refused.py", "deals/test_steps_of_deals.py",
    "exchange/test_anonymous_words.py", "exchange/test_reference_offers.py", "exchange/test_corpora_follow_the_store.py",
    "supervision/test_lives_of_organisations.py", "supervision/test_refusals_of_supervision.py",
]  # fmt: skip
QUERIES_OF_THEIR_OWN = [
    "api/test_api_reading.py", "api/test_api_registry.py", "interop/test_oai.py", "interop/test_ror_queries.py",
    "interop/test_whole_register.py", "observatory", "programme/test_domain_lists.py",
    "registration/test_register_pages.py", "registry/test_counts_and_hubs.py", "registry/test_directory.py",
    "registry/test_directory_twins.py", "registry/test_duplicate_pages.py", "signals/test_feeds.py",
    "supervision/test_supervision_pages.py", "test_characters_of_no_text.py", "test_query_counts.py",
]  # fmt: skip
ON_POSTGRESQL = [
    "tests/domain", *(f"--ignore=tests/domain/{name}" for name in NOT_TWICE),
    *(f"tests/web/{name}" for name in QUERIES_OF_THEIR_OWN), "-m", "not sqlite_only and not slow",
]  # fmt: skip
# files begin in the order of tests/conftest.py, which knows what takes long; pytest-xdist would begin those of one long
# test last, and one process would be busy with them while the others have nothing to do
IN_PARALLEL = ["-n", str(max(2, os.cpu_count() or 2)), "--dist", "loadfile", "--no-loadscope-reorder"]
CJK_FONTS = "/usr/share/fonts/**/*CJK*"


def main() -> int:
    verb, *arguments = sys.argv[1:]
    os.chdir(ROOT)
    if verb == "bench":
        return bench(arguments)
    if verb == "check":
        return close("check", check())
    return close("test", test(arguments))


def check() -> list[str]:
    """Style, types and arrows between packages, side by side; gives a line for each, failed ones marked."""
    steps = {
        "style (ruff)": ["ruff", "check", "--quiet", "."],
        "types (mypy)": ["mypy", "--no-error-summary"],
        "arrows (import-linter)": ["lint-imports"],
    }
    say(f"{', '.join(steps)}, side by side")
    joined: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    running = {name: subprocess.Popen([str(BIN / tool), *rest], **joined) for name, (tool, *rest) in steps.items()}
    lines = []
    for name, process in running.items():
        said, _ = process.communicate()
        if process.returncode:
            print(said)
        lines.append(f"{'FAILED' if process.returncode else 'passed'}: {name}")
    return lines


def test(arguments: list[str]) -> list[str]:
    if arguments:
        return [pytest("tests chosen", arguments, {})]
    with ThreadPoolExecutor() as pool:  # it waits for a network while the checks keep the processor busy
        installed = pool.submit(install_what_tests_need)
        lines = check()
        absent = installed.result()
    lines.append(pytest("all tests, SQLite", ["tests", *IN_PARALLEL], {}))
    if "postgresql" in absent:
        lines.append("SKIPPED: tests of store and pages, PostgreSQL: not installed, and only root may install it")
    else:
        with postgresql() as url:
            lines.append(
                pytest("tests of store and pages, PostgreSQL", [*ON_POSTGRESQL, *IN_PARALLEL], {"DATABASE_URL": url})
            )
    for name in absent:
        if name != "postgresql":
            lines.append(f"SKIPPED: tests that need {name}: not installed, and only root may install it")
    return lines


def pytest(name: str, arguments: list[str], environment: dict[str, str]) -> str:
    say(name)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", f"--junitxml={report}", *arguments]
        failed = subprocess.call(command, env=_environment() | environment)
        counts = count(report) if report.exists() else "no report"
        if report.exists():
            print(f"most time, in seconds: {slowest(report)}")
    return f"{'FAILED' if failed else 'passed'}: {name}: {counts}"


def _environment() -> dict[str, str]:
    """Ours, but modules are compiled once: not by each of the many processes that tests start, nor for each store."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def count(report: Path) -> str:
    suite = ET.parse(report).getroot().find("testsuite")
    assert suite is not None
    numbers = {key: int(suite.get(key, 0)) for key in ("tests", "failures", "errors", "skipped")}
    bad = numbers["failures"] + numbers["errors"]
    parts = [f"{numbers['tests'] - bad - numbers['skipped']} passed"]
    parts += [f"{bad} failed"] if bad else []
    parts += [f"{numbers['skipped']} skipped"] if numbers["skipped"] else []
    return ", ".join(parts)


def slowest(report: Path, many: int = 12) -> str:
    """The test files that took most time, so that whoever waits knows for what."""
    seconds: dict[str, float] = {}
    for case in ET.parse(report).iter("testcase"):
        name = case.get("classname", "").removeprefix("tests.")
        seconds[name] = seconds.get(name, 0.0) + float(case.get("time", 0))
    first = sorted(seconds.items(), key=lambda item: -item[1])[:many]
    return ", ".join(f"{name} {time:.0f}" for name, time in first)


def install_what_tests_need() -> list[str]:
    """Debian packages that tests use, installed when we may; gives the names of those that stay absent."""
    present: dict[str, Callable[[], object]] = {
        "chromium-headless-shell": lambda: shutil.which("chromium-headless-shell") or shutil.which("chromium"),
        "fonts-noto-cjk": lambda: glob.glob(CJK_FONTS, recursive=True),
        "postgresql": lambda: glob.glob("/usr/lib/postgresql/*/bin/initdb"),
    }
    absent = [name for name, found in present.items() if not found()]
    if absent and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"installing {', '.join(absent)}")
        quiet: dict[str, Any] = {
            "stdout": subprocess.DEVNULL,
            "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
        }
        subprocess.call(["apt-get", "update", "-qq"], **quiet)
        # a server that Debian would start at once is not wanted: tests start their own
        policy = Path("/usr/sbin/policy-rc.d")
        kept = policy.exists()
        if not kept:
            policy.write_text("#!/bin/sh\nexit 101\n")
            policy.chmod(0o755)
        try:
            install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *absent]
            subprocess.call(install, **quiet)
        finally:
            if not kept:
                policy.unlink()
    return [name for name in absent if not present[name]()]


@contextlib.contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL of our own on a free loopback port, gone at the end; gives its DATABASE_URL."""
    programs = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
    folder = Path(tempfile.mkdtemp(prefix="technopole-pg-"))
    as_owner: list[str] = []
    if os.geteuid() == 0:  # it refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    data, log, port = folder / "data", folder / "log", free_port()
    settings = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off -c max_connections=60"
    quiet: dict[str, Any] = {"stdout": subprocess.DEVNULL, "cwd": folder}
    initdb = [f"{programs}/initdb", *f"-D {data} -U technopole -A trust -E UTF8 --locale=C.UTF-8".split()]
    control = [*as_owner, f"{programs}/pg_ctl", "-D", str(data), "-s", "-w"]
    try:
        subprocess.run([*as_owner, *initdb], check=True, **quiet)
        subprocess.run([*control, "-l", str(log), "-o", settings, "start"], check=True, **quiet)
        try:
            yield f"postgresql://technopole@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def bench(arguments: list[str]) -> int:
    folder = ROOT / "benchmarks"
    known = {path.stem: path for path in sorted(folder.glob("*.py")) if not path.stem.startswith("_")}
    first = next((at for at, argument in enumerate(arguments) if argument.startswith("-")), len(arguments))
    arguments, options = arguments[:first], arguments[first:]
    unknown = [name for name in arguments if name not in known]
    if unknown or not known:
        sys.stderr.write(f"technopole: no benchmark {', '.join(unknown)}; known: {', '.join(known) or 'none yet'}\n")
        return 2
    return max(subprocess.call([sys.executable, str(known[name]), *options]) for name in arguments or known)


def close(verb: str, lines: list[str]) -> int:
    """The closing lines: what passed, failed and was skipped, and in the last one the verdict."""
    failed = sum(line.startswith("FAILED") for line in lines)
    skipped = sum(line.startswith("SKIPPED") for line in lines)
    print("\n" + "\n".join(lines))
    verdict = f"{failed} of {len(lines)} steps failed" if failed else f"all {len(lines) - skipped} steps passed"
    print(f"technopole {verb}: {verdict}{f', {skipped} skipped' if skipped else ''}")
    return 1 if failed else 0


def say(words: str) -> None:
    print(f"── {words}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
