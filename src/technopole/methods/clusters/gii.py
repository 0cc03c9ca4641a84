"""How the Global Innovation Index of WIPO finds and ranks science and technology clusters, edition by edition.

What is known of it, and how well, is stated with each rule: much is not printed where we could read it, so every
number can be replaced (`dataclasses.replace`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

VERIFIED = "verified on the printed table of 2023"
READ = "read in the source"
REMEMBERED = "from memory: check before use"

PCT, PUBLICATIONS, VENTURE_CAPITAL = "pct_applications", "publications", "venture_capital_deals"


@dataclass(frozen=True)
class Edition:
    """The rules from one edition on."""

    since: int
    radius_km: float
    min_weight: float
    """Inventors (and authors) listed within the radius; what `counting.listed` counts."""
    measures: tuple[str, ...]
    """Whose shares of the world are summed."""
    merge_within_km: float | None = None
    """Clusters whose borders are as near as this are merged if each is the other's strongest tie; None: not merged."""


EDITIONS = (
    Edition(2017, 13.0, 2000.0, (PCT,), 5.0),
    Edition(2018, 15.0, 4500.0, (PCT, PUBLICATIONS)),
    Edition(2025, 15.0, 4500.0, (PCT, PUBLICATIONS, VENTURE_CAPITAL)),
)
"""Whether clusters were merged after 2017 is not known, so they are not."""

KNOWN: Mapping[str, str] = {
    "DBSCAN on geocoded addresses, whatever the administrative borders": READ,
    "radius and minimum density": REMEMBERED,
    "PCT applications of the latest five years; since 2018 articles of five years in SCIE; since 2025 deals": READ,
    "fractional counting, by the share of inventors or authors inside": f"{REMEMBERED}; the table of 2023 agrees",
    "merging within 5 km in 2017": REMEMBERED,
    "points outside every cluster are left out": READ,
    "the score is the sum of the shares of the world in percent, unrounded": VERIFIED,
    "a second ranking by output for each inhabitant": READ,
}
"""Each rule, and how well it is known."""


def edition(year: int) -> Edition:
    """The rules of a year's edition. Raises `ValueError` before 2017, when clusters were first ranked."""
    found = [each for each in EDITIONS if each.since <= year]
    if not found:
        raise ValueError(f"{year}: the first ranking of clusters is that of {EDITIONS[0].since}")
    return found[-1]
