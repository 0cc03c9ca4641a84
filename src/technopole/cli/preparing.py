"""Everything that must be done before the portal can be served, done in a process of its own.

The server stays a small process that never imports Django: half the memory of one that prepared and then served.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from technopole.cli import environment
from technopole.core.errors import TechnopoleError


def prepare(arguments: argparse.Namespace, *, load: bool = True) -> list[list[str]]:
    """Store, centre, index and demo people made ready; gives the logins of demo people, [[role, name, password]].

    Raises `SystemExit` with the status of the preparing process if that failed, which has said why.
    """
    receiving, sending = os.pipe()
    child = os.fork()
    if not child:
        status = 1
        try:
            os.close(receiving)
            status = _told(arguments, sending, load)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)
    os.close(sending)
    try:
        with os.fdopen(receiving) as answer:
            text = answer.read()
        _, status = os.waitpid(child, 0)
    except KeyboardInterrupt:
        os.waitpid(child, 0)  # the terminal interrupted it too
        raise
    if code := os.waitstatus_to_exitcode(status):
        raise SystemExit(code if code > 0 else 1)
    logins: list[list[str]] = json.loads(text)
    return logins


def _told(arguments: argparse.Namespace, sending: int, load: bool) -> int:
    """Prepare, and answer through the pipe; errors are printed as every command prints them."""
    import traceback

    from technopole.cli import INTERRUPTED, WRONG_USE, tell

    try:
        environment.set_up(arguments)
        logins = make_ready(arguments, load=load)
    except TechnopoleError as error:
        tell(error)
        return WRONG_USE
    except KeyboardInterrupt:
        return INTERRUPTED
    except Exception:
        traceback.print_exc()
        return 1
    with os.fdopen(sending, "w") as answer:
        json.dump(logins, answer)
    return 0


def make_ready(arguments: argparse.Namespace, *, load: bool = True) -> list[list[str]]:
    """The work itself; Django is set up. Does again only what is not done yet."""
    from technopole.cli.centres import say
    from technopole.search.corpora import meaning

    meaning.check()  # a model that cannot be used is told now, not to whoever looks for an offer
    if environment.migrate():
        say("The store is made, or brought up to date.")
    if load:
        load_if_changed(arguments.centre)
        measure_if_changed()
    build_index_if_absent()
    return _demo_people(arguments.host)


def load_if_changed(given: str | None) -> None:
    """Load the centre's folder unless its files are as they were when it was loaded last."""
    from technopole.centre import current, loader, manifest, reading, works
    from technopole.cli.centres import say

    running = current.read_home()
    if given is None and running is not None and not running.demo:
        return
    folder = Path(given) if given else environment.demo_centre()
    if given is None and running is not None and manifest.read(folder).id != running.id:
        return
    if running is None or not folder.is_dir() or reading.digest(folder) != current.digest():
        say(f"Loading {folder} …")
        for line in loader.load(folder, label="technopole up").lines(most=10):
            say(f"  {line}")
    elif works.is_loaded():
        return
    loaded = works.load(folder)
    if loaded is not None and loaded.fresh:
        say(f"  {works.FILE}: {loaded.works:,} works into the lake")


def measure_if_changed() -> None:
    """Compute what is computed from records, where records or definitions changed. What fails is told, and the portal
    is served all the same: pages show what was computed before."""
    from technopole.cli.centres import say
    from technopole.observatory import measuring

    try:
        done = measuring.measure_all(again=False)
    except TechnopoleError as error:
        say(f"Nothing was measured: {error}")
        return
    made = sum(each.status == "measured" for each in done.indicators)
    analyses = sum(each.status == "made" for each in done.analyses)
    if made or analyses:
        say(f"Computed from records: {made:,} indicators, {analyses:,} analyses.")
    failed = [(each.indicator, each.problem) for each in done.indicators if each.status == "failed"]
    failed += [(each.name, each.problem) for each in done.analyses if each.status == "failed"]
    for name, problem in failed:
        say(f"  {name}: {problem}")


def build_index_if_absent() -> None:
    """Build the index if there is none or another version wrote it; what changed since, the worker adds."""
    from technopole.cli.centres import say
    from technopole.search import worker
    from technopole.search.index import IndexBusy, IndexOutdated

    index = worker.open_index()
    try:
        if (index.path / "CURRENT").exists():
            index.view()
            return
    except IndexOutdated:
        pass
    try:
        say(f"The search index holds {worker.rebuild():,} things.")
    except IndexBusy:
        say("A worker is writing the search index.")


def _demo_people(host: str) -> list[list[str]]:
    from technopole.accounts.services import people
    from technopole.centre import current

    if not current.centre().demo or not environment.is_private(host):
        people.remove_demo_people()
        return []
    from technopole.registry.models import Organisation

    listed = Organisation.objects.exclude(key="").order_by("id").values_list("uid", flat=True)
    return [list(login) for login in people.demo_people(list(listed[:2]))]
