"""What a page says of a stored analysis: when it was made, from which data, and whether they are a sample."""

from __future__ import annotations

from typing import Any

from technopole.observatory.models import Analysis


def made_of(analysis: Analysis | None) -> dict[str, Any] | None:
    """For observatory/made_of.html: the day, the versions of the data, the coverage of samples, the synthetic mark."""
    if analysis is None:
        return None
    # datasets made of others cover what those cover
    covered = [text for _name, text in sorted(analysis.samples.items())]
    return {
        "at": analysis.made_at.date().isoformat(),
        "data": [{"name": name, "version": version} for name, version in sorted(analysis.data.items())],
        "sample": bool(analysis.samples),
        "coverage": [text for at, text in enumerate(covered) if text and text not in covered[:at]],
        "synthetic": analysis.synthetic,
    }
