"""How often one caller may call: a sliding window, counted in the cache.

The window slides by weighing the last minute's count with the part of it that still counts, which needs two
counters a caller and is exact for evenly spread calls. The cache's own addition is atomic.
"""

import math
import time
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache

from technopole.pages.api.callers import Caller
from technopole.pages.api.problems import Problem

WINDOW = 60
"""Seconds."""

DEFAULTS = {
    "anonymous": 300, "signed_in": 1200, "anonymous_write": 20, "signed_in_write": 300,
    "anonymous_batch": 20, "signed_in_batch": 120,
}  # fmt: skip
"""Calls a minute; `API_RATES` in the settings replaces any of them."""

READ, WRITE, BATCH = "", "_write", "_batch"
"""Sorts of call, each counted for itself: a batch may ask a thousand things at once."""


@dataclass(frozen=True)
class Allowance:
    """What is left to a caller, as the RateLimit headers say it."""

    limit: int
    remaining: int
    reset: int

    def headers(self) -> dict[str, str]:
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.reset),
            "RateLimit-Policy": f"{self.limit};w={WINDOW}",
        }


def spend(caller: Caller, sort_of_call: str = READ) -> Allowance:
    """Count one call. Raises 429 when the caller has none left; refused calls are not counted."""
    sort = ("signed_in" if caller.user.is_authenticated else "anonymous") + sort_of_call
    limit = {**DEFAULTS, **getattr(settings, "API_RATES", {})}[sort]
    now = time.time()
    turn, passed = int(now // WINDOW), now % WINDOW
    this, last = (f"api-rate:{caller.key}:{sort}:{number}" for number in (turn, turn - 1))
    counted = cache.get_many([this, last])
    used = counted.get(last, 0) * (1 - passed / WINDOW) + counted.get(this, 0)
    reset = max(1, math.ceil(WINDOW - passed))
    if used + 1 > limit:
        raise Problem(429, headers={"Retry-After": str(reset), **Allowance(limit, 0, reset).headers()})
    if not cache.add(this, 1, timeout=2 * WINDOW):
        try:
            cache.incr(this)
        except ValueError:
            cache.set(this, 1, timeout=2 * WINDOW)  # it lapsed or was culled between the two steps
    return Allowance(limit, max(0, math.floor(limit - used - 1)), reset)
