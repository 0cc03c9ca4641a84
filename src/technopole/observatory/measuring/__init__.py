"""Indicators as code: how an indicator is computed, as its YAML says, the computing, and what came of it.

`definition` reads and checks, `snapshot` puts the centre's own rows into the lake, `engine` measures what changed,
`computing` is one indicator's computation, `queries` reads what was measured.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from technopole.observatory.measuring.everything import Measured


def measure_all(
    only: Iterable[str] | None = None, force: bool = False, again: bool = True,
    told: Callable[[Any], object] | None = None,
) -> Measured:  # fmt: skip
    """Bring all that is computed from the lake up to date: see `everything.measure_all`."""
    from technopole.observatory.measuring import everything  # the parts of it import this package

    return everything.measure_all(only, force, again, told)
