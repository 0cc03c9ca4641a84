"""Answering the lines of a list: at once for a short one, in turns of the worker for a long one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from itertools import islice
from typing import Any

from django.utils import translation

from technopole.core import clock, jobs
from technopole.registry import checking, resolving, resolving_apart
from technopole.registry.given.answers import Answers
from technopole.registry.given.models import GivenList
from technopole.registry.given.problems import ListProblem
from technopole.registry.given.reading import Upload
from technopole.registry.models import Organisation
from technopole.registry.standing import Standing

Line = tuple[int, str]
Answer = tuple[int, str, Any]
"""Number of the line, sort of answer, the answer itself."""

ANSWERED, UNSURE, NONE = "answered", "unsure", "none"
CLOSED = "closed"
SURE = 0.8
"""The probability of the best answer from which a line is no longer among the unsure ones."""

BATCH = 1_000
A_TURN = 20
"""Batches of one turn of the worker: under a minute, well within the lease, and the index is not kept waiting."""
TASK = "registry.answer_list"

State = GivenList.State


def answers_of(given: GivenList) -> Answers:
    return Answers(given.folder / "answers.sqlite3")


def upload_of(given: GivenList) -> Upload:
    return Upload(given.folder / "given", given.name)


def read_lines(given: GivenList, most: int, problem: ListProblem) -> None:
    """Put the lines of its file into the list. Raises `problem` if there are more than `most`, or none."""
    lines = islice(upload_of(given).lines(given.column), most + 1)
    begin(given, lines, most, problem)


def begin(given: GivenList, lines: Any, most: int, problem: ListProblem) -> None:
    """Put lines into the list."""
    rows = answers_of(given).begin(lines)
    if rows > most:
        raise problem
    if not rows:
        raise ListProblem("no_lines")
    given.rows = rows
    given.save(update_fields=["rows"])


def answer(given: GivenList, batches: int) -> bool:
    """Answer the next lines; True when all are answered. Raises `NotReady` while the table of names is being made."""
    answers = answers_of(given)
    for _ in range(batches):
        lines = answers.unanswered(BATCH)
        if not lines:
            given.counts, given.state, given.done = answers.counts(), State.DONE, given.rows
            given.save(update_fields=["counts", "state", "done"])
            return True
        answers.put(_answered(given, lines))
        given.done = lines[-1][0] + 1
        given.save(update_fields=["done"])
    return False


def fail(given: GivenList, problem: ListProblem) -> None:
    """Say why it cannot be answered."""
    given.state, given.problem = State.FAILED, problem.kept()
    given.save(update_fields=["state", "problem"])


def plan(given: GivenList) -> None:
    """Let the worker answer it."""
    jobs.enqueue(TASK, uid=given.uid)


@jobs.task(TASK)
def take_turn(uid: str) -> None:
    """Read and answer a part of a list, and plan the next turn. Does nothing for a list that is gone or answered."""
    from technopole.registry.given.services import MOST_ROWS

    given = GivenList.objects.filter(uid=uid, state=State.WAITING).first()
    if given is None:
        return
    try:
        if not resolving.is_there():
            resolving_apart.refresh()
        if not given.rows:
            read_lines(given, MOST_ROWS, ListProblem("too_many", most=MOST_ROWS))
        if not answer(given, A_TURN):
            # later, so that the worker looks at the index in between
            jobs.enqueue(TASK, delay=dt.timedelta(seconds=0.5), uid=uid)
    except ListProblem as problem:
        fail(given, problem)


def _answered(given: GivenList, lines: Sequence[Line]) -> list[Answer]:
    texts = [text for _, text in lines]
    if given.purpose == GivenList.Purpose.CHECK:
        checked = checking.check(texts, _resolve)
        return [(number, _sort(each), check_answer(each)) for (number, _), each in zip(lines, checked, strict=True)]
    found = resolving_apart.resolve(texts, given.profile)
    names = names_of({each.uid for some in found for each in some})
    return [
        (number, _sureness(some), {"found": [_found(each, names) for each in some]})
        for (number, _), some in zip(lines, found, strict=True)
    ]


def _resolve(texts: Sequence[str]) -> list[list[resolving.Found]]:
    return resolving_apart.resolve(texts, "complete")


def names_of(uids: set[str]) -> dict[str, dict[str, str]]:
    """{uid: its names in both languages, as far as known}."""
    found: dict[str, dict[str, str]] = {}
    ordered = sorted(uids)
    for at in range(0, len(ordered), 500):
        rows = Organisation.objects.filter(uid__in=ordered[at : at + 500])
        for uid, name, en, zh in rows.values_list("uid", "name", "name_en", "name_zh"):
            found[uid] = {language: text for language, text in (("en", en), ("zh", zh)) if text} or {"": name}
    return found


def _found(each: resolving.Found, names: dict[str, dict[str, str]]) -> dict[str, Any]:
    return {
        "uid": each.uid, "id": each.organisation_id, "name": names.get(each.uid) or {"": each.name},
        "probability": round(each.probability, 4), "matched": each.matched_name, "start": each.start, "end": each.end,
        "evidence": list(each.evidence),
    }  # fmt: skip


def _sureness(found: Sequence[resolving.Found]) -> str:
    if not found:
        return NONE
    return ANSWERED if max(each.probability for each in found) >= SURE else UNSURE


def _sort(checked: checking.Checked) -> str:
    return CLOSED if checked.closed else checked.result


def check_answer(checked: checking.Checked) -> dict[str, Any]:
    """The answer to a checked line, as it is kept."""
    reading = checked.reading
    wrong = (
        {"en": reading.error.explain("en"), "zh": reading.error.explain("zh")} if reading.error is not None else None
    )
    return {
        "read_as": reading.scheme, "value": reading.value[:500], "wrong": wrong, "result": checked.result,
        "organisations": [_known(each) for each in checked.organisations], "more": checked.more,
    }  # fmt: skip


def _known(each: checking.Known) -> dict[str, Any]:
    return {
        "uid": each.uid, "id": each.organisation_id, "name": _names(each), "status": each.status,
        "country": each.country, "probability": round(each.probability, 4), "closed": each.closed,
        "successor": {
            "uid": each.successor.uid, "id": each.successor.organisation_id, "name": _names(each.successor),
            "status": each.successor.status,
        } if each.successor else None,
        "standing": [_standing(said) for said in each.standing],
    }  # fmt: skip


def _standing(said: Standing) -> dict[str, Any]:
    words = {}
    for language, code in (("en", "en"), ("zh", "zh-hans")):
        with translation.override(code):
            words[language] = str(said.words)
    return {"code": said.code, "words": words, "tone": said.tone}


def _names(each: checking.Known) -> dict[str, str]:
    names = {language: text for language, text in (("en", each.name_en), ("zh", each.name_zh)) if text}
    return names or {"": each.name}


@jobs.task("registry.forget_lists", every=dt.timedelta(hours=1))
def forget_old() -> None:
    """Delete lists whose time is over, and folders that no list names any more."""
    from technopole.registry.given.services import delete, sweep

    for given in GivenList.objects.filter(expires_at__lt=clock.now()):
        delete(given)
    sweep()
