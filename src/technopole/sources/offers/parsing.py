"""Any piece to rows."""

from __future__ import annotations

from technopole.sources.offers import json_lines, patentsview, tables
from technopole.sources.offers.pieces import Cells, Lines, Parsed, Piece


def parse(piece: Piece) -> Parsed:
    """The rows of a piece of whatever format, and what is wrong in it."""
    if isinstance(piece, Lines):
        return json_lines.parse(piece)
    if isinstance(piece, Cells):
        return tables.parse(piece)
    return patentsview.parse(piece)
