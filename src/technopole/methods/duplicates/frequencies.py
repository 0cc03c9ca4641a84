"""In how many organisations' names each word occurs: a table of hashed words that is small enough to keep mapped."""

from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

import numpy

from technopole.methods.duplicates.records import Organisation

_SIZE = 1 << 19


class Frequencies:
    """Counts of words by hash: 2 MB, whatever the number of words; two words rarely share a place."""

    def __init__(self, counts: "numpy.ndarray | None" = None, total: int = 0) -> None:
        self.counts = counts if counts is not None else numpy.zeros(_SIZE, dtype=numpy.uint32)
        self.total = total

    def add(self, one: Organisation, times: int = 1) -> None:
        """Count (or, with -1, discount) the words of an organisation's names."""
        for word in {word for name in one.names for word in name.bag}:
            place = crc32(word.encode()) % _SIZE
            self.counts[place] = max(0, int(self.counts[place]) + times)
        self.total += times

    def __call__(self, word: str) -> int:
        return int(self.counts[crc32(word.encode()) % _SIZE])

    def save(self, path: Path) -> None:
        """Write the table, so that a reader never sees half of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".draft.npy")
        numpy.save(draft, numpy.concatenate([self.counts, numpy.array([self.total], dtype=numpy.uint32)]))
        draft.replace(path)

    @classmethod
    def load(cls, path: Path) -> "Frequencies":
        """The table of a file, mapped and not read: it costs memory only where it is looked at."""
        mapped = numpy.load(path, mmap_mode="r")
        return cls(mapped[:-1], int(mapped[-1]))

    @classmethod
    def of(cls, organisations: Iterable[Organisation]) -> "Frequencies":
        counts = cls()
        for one in organisations:
            counts.add(one)
        return counts
