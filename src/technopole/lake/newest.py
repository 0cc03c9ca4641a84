"""Which rows are not the newest statement of their id, in bounded memory however many rows there are.

Several files of the same table, in the order in which they were stated; of rows with one id that with the latest date
stands, of the same date that which was stated last. The rows are dealt into buckets by their ids' numbers, and each
bucket is sorted by itself, so that what is held at a time is a bucket.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from technopole.core.errors import TechnopoleError
from technopole.lake import identifiers

_AT_ONCE = 4_000_000
_ROW = np.dtype([("key", "<u8"), ("day", "<i4"), ("file", "<u4"), ("row", "<u4")])


class Outdated(NamedTuple):
    """What does not stand."""

    rows: list[np.ndarray | None]
    """Of each file, whether each row does not stand, eight to a byte (`numpy.packbits`); None if all stand."""
    older: int
    """Rows for which there is a newer statement."""
    gone: int
    """Rows whose id is gone."""


def outdated(
    files: Sequence[Path], gone: np.ndarray, spool: Path, *, key: str = "id", day: str = "updated"
) -> Outdated:
    """The rows that do not stand. `gone` are numbers of ids, sorted, that nothing may say anything of any more.

    `spool` is a folder for the buckets. Memory: some 200 MB, and a bit a row. Disk: 20 bytes a row if there are more
    than four million. Time: about 2 seconds for a million rows.
    """
    import pyarrow.parquet as pq

    counts = [pq.read_metadata(path).num_rows for path in files]
    buckets = max(1, -(-sum(counts) // _AT_ONCE))
    bits: list[np.ndarray | None] = [None] * len(files)
    older = lost = 0
    dealt = (_rows(number, path, key, day) for number, path in enumerate(files))
    for rows in _by_bucket(dealt, buckets, spool):
        order = np.lexsort((rows["row"], rows["file"], rows["day"], rows["key"]))
        rows = rows[order]
        late = np.empty(len(rows), dtype=bool)
        late[-1:] = False
        late[:-1] = rows["key"][1:] == rows["key"][:-1]
        over = _among(rows["key"], gone)
        older += int((late & ~over).sum())
        lost += int(over.sum())
        wrong = rows[late | over]
        wrong = wrong[np.argsort(wrong["file"], kind="stable")]
        for number in np.unique(wrong["file"]).tolist():
            start, end = np.searchsorted(wrong["file"], [number, number + 1])
            mask = np.unpackbits(_packed(bits[number], counts[number]), count=counts[number])
            mask[wrong["row"][start:end]] = 1
            bits[number] = np.packbits(mask)
    return Outdated(bits, older, lost)


def _packed(given: np.ndarray | None, count: int) -> np.ndarray:
    return np.zeros(-(-count // 8), dtype=np.uint8) if given is None else given


def _among(keys: np.ndarray, known: np.ndarray) -> np.ndarray:
    if not len(known) or not len(keys):
        return np.zeros(len(keys), dtype=bool)
    place = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    found: np.ndarray = known[place] == keys
    return found


def _rows(number: int, path: Path, key: str, day: str) -> np.ndarray:
    """The rows of a file, without what they say."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    try:
        made = pq.read_table(path, columns=[key, day])
        days = pc.replace_substring(made.column(day), "-", "")
        stated = pc.if_else(pc.match_substring_regex(days, "^[0-9]{8}$"), days, "0").cast(pa.int32())
        rows = np.empty(made.num_rows, dtype=_ROW)
        rows["key"] = identifiers.numbers(made.column(key).combine_chunks())
    except (OSError, pa.ArrowException) as error:
        raise TechnopoleError(f"{path} cannot be read: {error}.", hint="Load everything anew with --replace.") from None
    rows["day"], rows["file"], rows["row"] = stated.to_numpy(), number, np.arange(len(rows))
    return rows


def _by_bucket(dealt: Iterator[np.ndarray], buckets: int, spool: Path) -> Iterator[np.ndarray]:
    if buckets == 1:
        every = list(dealt)
        yield np.concatenate(every) if every else np.empty(0, dtype=_ROW)
        return
    paths = [spool / f"bucket-{number:04d}" for number in range(buckets)]
    with contextlib.ExitStack() as stack:
        handles = [stack.enter_context(path.open("wb")) for path in paths]
        for rows in dealt:
            of = rows["key"] % np.uint64(buckets)
            rows = rows[np.argsort(of, kind="stable")]
            ends = np.searchsorted(np.sort(of), np.arange(buckets, dtype=np.uint64), side="right")
            start = 0
            for handle, end in zip(handles, ends.tolist(), strict=True):
                handle.write(rows[start:end].tobytes())
                start = end
    for path in paths:
        yield np.fromfile(path, dtype=_ROW)
        path.unlink()
