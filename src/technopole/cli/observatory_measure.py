"""observatory measure: the indicators that are computed from records, and the analyses of the lake."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from technopole.cli import environment

_WORDS = {"measured": "measured", "made": "made", "unchanged": "unchanged", "waiting": "waits", "absent": "waits"}


def add_verb(verbs: Any) -> None:
    verb = verbs.add_parser(
        "measure",
        help="compute the indicators and analyses whose data or definition changed",
        description="Puts what the centre publishes into the lake, computes every indicator that says how under "
        "`measure:` and every analysis, where data or definition changed, and keeps the records behind each value.",
    )
    verb.add_argument("indicators", metavar="INDICATOR", nargs="*", help="only these indicators, and no analysis")
    verb.add_argument("--force", action="store_true", help="also what did not change")
    verb.add_argument("--list", action="store_true", help="show what was measured, and measure nothing")
    verb.add_argument("--schema", action="store_true", help="print the JSON Schema of an indicator's YAML, for editors")
    environment.add_home(verb)
    verb.set_defaults(run=_measure)


def _measure(arguments: argparse.Namespace) -> int:
    environment.set_up(arguments)
    if arguments.schema:
        from technopole.observatory.measuring import schema

        sys.stdout.write(schema.text())
        return 0
    environment.migrate()
    if arguments.list:
        return _list()
    from technopole.cli import WRONG_USE
    from technopole.observatory.measuring import measure_all

    done = measure_all(arguments.indicators or None, arguments.force, told=_tell)
    if not done.indicators and not done.analyses:
        sys.stdout.write("No indicator says how it is computed.\n")
    return WRONG_USE if done.failed else 0


def _tell(outcome: Any) -> None:
    """A line for each as it ends; what failed goes to standard error."""
    name = getattr(outcome, "indicator", "") or outcome.name
    if outcome.status == "failed":
        sys.stderr.write(f"{name}: failed. {outcome.problem}\n")
        return
    said = _WORDS[outcome.status]
    if outcome.status == "measured":
        said = f"{outcome.values:,} values of {outcome.records:,} records in {outcome.seconds:.1f} s"
    elif outcome.status == "made":
        said = f"made in {outcome.seconds:.1f} s"
    elif outcome.problem:
        said = f"{said}. {outcome.problem}"
    sys.stdout.write(f"{name}: {said}\n")
    sys.stdout.flush()


def _list() -> int:
    from technopole.observatory.measuring import queries
    from technopole.observatory.models import Indicator, Measuring

    keys = list(Indicator.objects.exclude(measure={}).order_by("key").values_list("key", flat=True))
    found = queries.newest(keys)
    failed = {each.indicator: each for each in Measuring.objects.filter(status=Measuring.FAILED)}
    for key in keys:
        made = found.get(key)
        said = "not measured yet"
        if made is not None:
            data = ", ".join(f"{name} {version}" for name, version in sorted(made.data.items()))
            marks = "".join([", sample" if made.samples else "", ", synthetic" if made.synthetic else ""])
            said = f"{made.measured_at:%Y-%m-%d %H:%M}, {made.records:,} records, from {data}{marks}"
        failure = failed.get(key)
        if failure is not None and (made is None or failure.pk > made.pk):
            said = f"{said}; failed {failure.measured_at:%Y-%m-%d %H:%M}: {failure.problem}"
        sys.stdout.write(f"{key}: {said}\n")
    return 0
