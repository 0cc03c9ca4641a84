"""How likely people mean a thing when several bear like names: the weight of a document, from 0 to 1."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any


def organisation_prior(record: Mapping[str, Any]) -> float:
    """The weight of an organisation, from its record: how much the world says of it.

    Counted, on a logarithmic scale, are its relations, identifiers and names; a university counts more than its
    parts, and one that no longer exists hardly at all. Partial records, of which less is known, are not punished
    beyond what they lack.
    """
    known = (
        2.0 * math.log1p(len(record.get("relations") or ()))
        + 1.0 * math.log1p(len(record.get("identifiers") or ()))
        + 0.7 * math.log1p(len(record.get("names") or ()))
        + (0.8 if any(link.get("kind") == "wikipedia" for link in record.get("links") or ()) else 0.0)
        + (0.4 if record.get("established") else 0.0)
    )
    types = record.get("types") or ()
    if "education" in types or "university" in types:
        known += 1.0
    weight = min(known / 16.0, 1.0)
    return round(weight * {"withdrawn": 0.1, "inactive": 0.5}.get(record.get("status", "active"), 1.0), 4)
