"""The tables and the chart of `exchange_search`, from what it measured."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from typing import Any

import _exchange_peers as peers
import _growth
import _kit
from _exchange_questions import KINDS, Question

Steps = dict[str, Any]
NAMES = {"plain": "2–6 words", "filtered": "words and filters", "need": "a need of some 200 words"}
PEERS = {
    "lucene": "Lucene", "lucene, all cores": "Lucene, all cores", "fts5": "SQLite FTS5", "postgresql": "PostgreSQL",
}  # fmt: skip


def said(steps: Steps, name: str) -> Any:
    return steps.get(name, {}).get("said")


def quantile(times: Sequence[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def markdown(steps: Steps, scales: Sequence[int], offers: int, peer_offers: int, drawn: Sequence[Question]) -> str:
    parts = ["## Searching offers by the million", "", *_ours(steps, offers, drawn)]
    if peer_offers:
        parts += ["", f"### The same {peer_offers:,} offers, asked the same", "", *_peers(steps, peer_offers)]
    if len(scales) > 1:
        parts += ["", "### How it grows", "", *_grown(steps, scales)]
    return "\n".join(parts)


def _ours(steps: Steps, offers: int, drawn: Sequence[Question]) -> list[str]:
    files, load, ours = said(steps, "files"), said(steps, f"load {offers}"), said(steps, f"ours {offers}")
    edits = said(steps, f"edits {offers}")
    begun = steps[f"load {offers}"]["begun"]
    taken_up = "" if begun == 1 else f" (the rest, after {begun - 1} times it was interrupted)"
    rows = [
        ["made up, elapsed", f"{steps['files']['seconds']:.0f} s ({files['offers']:,} offers)"],
        ["loaded into the lake, elapsed", f"{load['lake']:.0f} s{taken_up}"],
        ["indexed, elapsed", f"{load['index']:.0f} s{taken_up}"],
        ["loaded and indexed, processor", f"{load['processor']:.0f} s"],
        ["files, lake, index", " · ".join(_mib(each) for each in (files["bytes"] * offers / files["offers"],
            load["lake_bytes"], load["index_bytes"]))],
        ["index, bytes for an offer", f"{load['index_bytes'] / offers:.0f}"],
        ["memory after all questions: its own, with mapped files",
         f"{ours['memory']['RssAnon']:.0f} MiB, {ours['memory']['VmRSS']:.0f} MiB"],
        ["its own before the first", f"{ours['memory_before']['RssAnon']:.0f} MiB"],
    ]  # fmt: skip
    for kind in KINDS:
        rows.append([f"{NAMES[kind]}: p50 · p95 · p99", _three(ours[kind]["times"])])
    for kind in KINDS[:2]:
        for style in sorted({each["style"] for each in drawn if each["kind"] == kind}):
            some = {each["id"] for each in drawn if each["kind"] == kind and each["style"] == style}
            times = {name: took for name, took in ours[kind]["times"].items() if name in some}
            rows.append([f"– {style} ({len(times)}): p50 · p95 · p99", _three(times)])
    if edits:
        for source, name in (("centre", "an offer that is put"), ("reference", "a reference offer that becomes a row")):
            for step, words in (("shown", "until it is found"), ("gone", "withdrawn, until it is gone")):
                times = edits[f"{source}, {step}"]
                rows.append([f"{name}, {words}: p50 · p95", f"{_s(times, 0.5)} · {_s(times, 0.95)}"])
    head = [f"{offers:,} offers", "Technopole"]
    many = {kind: sum(each["kind"] == kind for each in drawn) for kind in KINDS}
    note = (
        f"*{steps[f'ours {offers}']['end']}. `./technopole bench exchange_search`.* One client, after one pass to "
        f"warm up; ten things with titles and an excerpt, or twenty for a need, with reasons. {many['plain']} "
        f"questions of words, {many['filtered']} with filters, {many['need']} needs, half English, half Chinese, "
        "drawn from the offers. Edits go through the services beside `technopole worker`, which looks for work every "
        "half second; "
        f"{peers_edits(edits)} of each."
    )
    return [*_kit.table(head, rows), "", note]


def peers_edits(edits: Any) -> int:
    return len(edits["centre, shown"]) if edits else 0


def _peers(steps: Steps, offers: int) -> list[str]:
    load, ours = said(steps, f"load {offers}"), said(steps, f"ours {offers}")
    there = {name: said(steps, f"{name} {offers}") for name in PEERS if said(steps, f"{name} {offers}")}
    built: dict[str, Any] = {
        name: said(steps, f"{name.partition(',')[0]} index {offers}") or there[name]["index"] for name in there
    }
    rows = [
        ["indexed, elapsed", f"{load['index']:.0f} s", *(f"{built[name]['wall']:.0f} s" for name in there)],
        ["index with texts", _mib(load["index_bytes"]), *(_mib(built[name]["said"]["bytes"]) for name in there)],
    ]
    for kind in KINDS:
        own = ours[kind]["times"]
        for share, words in ((0.5, "median"), (0.95, "p95")):
            cells = []
            for answers in there.values():
                times = answers[kind]["times"]
                if not times:
                    cells.append("–")
                    continue
                same = [own[name] for name in times]  # those there was time for
                theirs = quantile(list(times.values()), share)
                some = "" if len(times) == answers[kind]["asked"] else f", {len(times)} of {answers[kind]['asked']}"
                cells.append(f"{_ms(theirs)} ({theirs / quantile(same, share):.1f}×{some})")
            rows.append([f"{NAMES[kind]}, {words}", _ms(quantile(list(own.values()), share)), *cells])
        spent = [f"{_ms(answers[kind]['processor'])}" if answers[kind]["times"] else "–" for answers in there.values()]
        rows.append([f"{NAMES[kind]}, processor, mean", _ms(ours[kind]["processor"]), *spent])
    for kind in KINDS:
        cells = [_overlap(ours[kind]["found"], answers[kind]["found"]) for answers in there.values()]
        rows.append([f"{NAMES[kind]}: of our finds, theirs too", "", *cells])
    late = {
        name: sum(took >= peers.PATIENCE * 1000 for kind in KINDS for took in answers[kind]["times"].values())
        for name, answers in there.items()
    }
    note = (
        f"*{_kit.machine()}.* In brackets: how many times as long as ours, for the same questions. One client each. "
        "Ours searches its two halves on two cores at once; so does Lucene where it says all cores. Each gives what "
        "has all the words, best first, and fills up with what has some; titles count twice; with excerpts. Filters "
        "are `FILTER` clauses (Lucene), words of a column that weighs nothing (FTS5), an array in the same GIN index "
        "(PostgreSQL). A need is asked of peers as a bag of its words, without what it states besides; ours ranks its "
        "best anew, in both languages, and says why. Lucene: English analysis and pairs of Chinese characters in one "
        "field, no forced merge, three passes to warm up instead of one; FTS5: `porter unicode61`, pairs cut "
        "beforehand, `bm25()`, `snippet()`, optimised; PostgreSQL: `english` and pairs cut beforehand, GIN, `ts_rank`, "
        f"`ts_headline`, fsync off, default shared buffers. Given up after {peers.PATIENCE:.0f} s: "
        + (", ".join(f"{PEERS[name]} {count}" for name, count in late.items() if count) or "none")
        + "."
    )
    return [*_kit.table(["", "Technopole", *(PEERS[name] for name in there)], rows), "", note]


def _overlap(ours: dict[str, list[str]], theirs: dict[str, list[str]]) -> str:
    shares = [len({*ours[name]} & {*theirs[name]}) / len(ours[name]) for name in theirs if ours.get(name)]
    return f"{statistics.mean(shares):.0%}" if shares else "–"


def _grown(steps: Steps, scales: Sequence[int]) -> list[str]:
    rows = []
    for offers in scales:
        load, ours = said(steps, f"load {offers}"), said(steps, f"ours {offers}")
        cells = [f"{offers:,}", f"{load['lake'] + load['index']:.0f} s", _mib(load["index_bytes"])]
        for kind in KINDS:
            times = list(ours[kind]["times"].values())
            cells.append(f"{_ms(quantile(times, 0.5))} · {_ms(quantile(times, 0.95))}")
        rows.append([*cells, f"{ours['memory']['RssAnon']:.0f} MiB"])
    head = ["Offers", "loaded, indexed", "index", *(f"{NAMES[kind]}, p50 · p95" for kind in KINDS), "own memory"]
    fits = []
    for kind in KINDS:
        powers = " and ".join(f"{exponent(steps, scales, kind, share):.2f}" for share in (0.5, 0.95))
        fits.append(f"{NAMES[kind]} {powers}")
    note = (
        "Time grows with the size of the index to the power of (least squares on logarithms; 1 is in proportion), "
        f"median and p95: {'; '.join(fits)}."
    )
    image = "![Time of an answer by number of offers](images/exchange-growth.svg)"
    return [*_kit.table(head, rows), "", note, "", image]


def exponent(steps: Steps, scales: Sequence[int], kind: str, share: float) -> float:
    sizes = [math.log(said(steps, f"load {offers}")["index_bytes"]) for offers in scales]
    times = [
        math.log(quantile(list(said(steps, f"ours {offers}")[kind]["times"].values()), share)) for offers in scales
    ]
    return statistics.linear_regression(sizes, times).slope


def chart(steps: Steps, scales: Sequence[int]) -> str:
    """Time of an answer by number of offers; solid: median, dashed: p95."""
    lines = []
    for colour, (kind, words) in enumerate((("plain", "words"), ("filtered", "words, filters"), ("need", "a need"))):
        for share, name in ((0.5, "median"), (0.95, "p95")):
            times = {offers: list(said(steps, f"ours {offers}")[kind]["times"].values()) for offers in scales}
            points = [(offers, quantile(took, share)) for offers, took in times.items()]
            lines.append(_growth.Line(f"{words}, {name}", colour, points, dashed=share > 0.5))
    return _growth.chart("Time of an answer by number of offers", lines, sizes="offers", unit="ms")


def _three(times: dict[str, float]) -> str:
    every = list(times.values())
    return " · ".join(_ms(quantile(every, share)) for share in (0.5, 0.95, 0.99))


def _ms(took: float) -> str:
    return f"{took:.1f} ms" if took < 100 else f"{took:,.0f} ms"


def _s(times: Sequence[float], share: float) -> str:
    return f"{quantile(times, share):.2f} s"


def _mib(count: float) -> str:
    return f"{count / 2**20:,.0f} MiB"
