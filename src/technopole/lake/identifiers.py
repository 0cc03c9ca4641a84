"""Texts that name things, such as W2133501143, as 64-bit numbers, and back; a column of them changed by a table."""

from __future__ import annotations

import hashlib
import re
from typing import Any, NamedTuple

import numpy as np

_NUMBERED = "^[A-Z][1-9][0-9]{0,16}$"
_OF_ONE = re.compile("[A-Z][1-9][0-9]{0,16}")
_LONGEST_CHAIN = 20
_HASHED = np.uint64(1) << np.uint64(63)


def numbers(texts: Any) -> np.ndarray:
    """The number of each text of an Arrow array: what stands after a capital letter; else a hash above 2^63."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(texts):
        return np.empty(0, dtype=np.uint64)
    numbered = pc.match_substring_regex(texts, _NUMBERED)
    digits = pc.if_else(numbered, pc.utf8_slice_codeunits(texts, 1), "0")
    found = np.array(digits.cast(pa.uint64()).to_numpy(zero_copy_only=False), dtype=np.uint64)
    for place in np.flatnonzero(~numbered.to_numpy(zero_copy_only=False).astype(bool)):
        found[place] = number(texts[int(place)].as_py() or "")
    return found


def number(text: str) -> int:
    """The number of one text, as `numbers` gives it."""
    if _OF_ONE.fullmatch(text):
        return int(text[1:])
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") | int(_HASHED)


class Became(NamedTuple):
    """What names of one kind became: the letter before them, the old numbers in order, and the new ones."""

    letter: str
    old: np.ndarray
    new: np.ndarray


def became(letter: str, old: np.ndarray, new: np.ndarray) -> Became:
    """Of numbers and what each became, stated in this order: the last statement holds, and what became of what
    something became is followed to its end. Memory: 50 bytes for each."""
    order = np.argsort(old, kind="stable")
    old, new = old[order].astype(np.uint64), new[order].astype(np.uint64)
    last = np.r_[old[1:] != old[:-1], True] if len(old) else np.empty(0, dtype=bool)
    old, new = old[last], new[last]
    for _ in range(_LONGEST_CHAIN):
        place = np.minimum(np.searchsorted(old, new), max(0, len(old) - 1))
        again = (old[place] == new) & (new[place] != new) if len(old) else np.empty(0, dtype=bool)
        if not again.any():
            break
        new = np.where(again, new[place], new)
    return Became(letter, old, new)


def redirected(made: Any, columns: dict[str, Became]) -> Any:
    """The Arrow table with the names in these columns as they are now; the very same table if none has changed."""
    import pyarrow as pa

    for name, known in columns.items():
        place = made.column_names.index(name)
        column = made.column(place).combine_chunks()
        if isinstance(column, pa.ChunkedArray):
            column = column.chunk(0) if column.num_chunks else pa.array([], column.type)
        listed = pa.types.is_list(column.type)
        values = _changed(column.flatten() if listed else column, known)
        if values is not None:
            anew = pa.ListArray.from_arrays(column.offsets, values) if listed else values
            made = made.set_column(place, made.schema.field(place), anew)
    return made


def _changed(values: Any, known: Became) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if not len(known.old) or not len(values):
        return None
    right = pc.fill_null(pc.match_substring_regex(values, f"^{known.letter}[1-9][0-9]{{0,16}}$"), False)
    digits = pc.if_else(right, pc.utf8_slice_codeunits(values, 1), "0").cast(pa.uint64())
    found = digits.to_numpy(zero_copy_only=False)
    place = np.minimum(np.searchsorted(known.old, found), len(known.old) - 1)
    hit = known.old[place] == found
    if not hit.any():
        return None
    anew = [f"{known.letter}{each}" for each in known.new[place[hit]].tolist()]
    return pc.replace_with_mask(values, pa.array(hit), pa.array(anew, type=values.type))
