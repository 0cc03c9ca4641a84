"""What somebody typed: as it is kept, and refused where it is missing."""

from collections.abc import Mapping
from typing import Any

from technopole.core.errors import Invalid


def clean(text: Any, most: int | None = None) -> str:
    """A text without space around it and without the NUL characters that some programs leave in what is pasted, and
    PostgreSQL refuses; at most its first characters. Nothing is an empty text."""
    return str(text or "").replace("\0", "").strip()[:most]


def text(said: Mapping[str, Any], name: str, missing: Any = "", most: int = 4000) -> str:
    """What was said under a name; raises `Invalid` with `missing` if that was nothing."""
    found = clean(said.get(name), most)
    if missing and not found:
        raise Invalid(str(missing), fields={name: [str(missing)]})
    return found
