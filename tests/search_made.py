"""Corpora made for tests: records drawn from a few words, and a corpus that holds them."""

import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from technopole.core import ids
from technopole.search.corpora import Corpus, Record, build

WORDS = ["battery", "lithium", "anode", "graphene", "membrane", "laser", "sensor", "antibody", "catalyst", "hydrogen", "turbine", "alloy", "polymer", "drone", "radar", "chip", "wafer", "plasma", "protein", "vaccine"]
HAN = ["电池", "锂离子", "石墨烯", "薄膜", "激光", "传感器", "抗体", "催化剂", "氢能", "涡轮", "合金", "无人机", "雷达", "芯片", "晶圆", "蛋白", "疫苗"]
FIELDS = ("H01M 10/05", "H01L 21/02", "G01N 33/53", "B64C 39/02", "C01B 32/18")


def record(number: int, **values: Any) -> Record:
    """The record of this number: always the same one."""
    draw = random.Random(number)
    chinese = draw.random() < 0.5
    words = draw.choices(HAN if chinese else WORDS, weights=[1 / (at + 1) for at in range(len(HAN if chinese else WORDS))], k=14)
    joined = ("，" if chinese else " ").join(words)
    made: Record = {
        "uid": ids.uid_for("offer", f"t:{number}"),
        "id": str(number),
        "kind": "patent",
        "language": "zh" if chinese else "en",
        "title": joined[:18],
        "text": joined,
        "fields": [draw.choice(FIELDS)],
        "owner": f"Owner {draw.randrange(30)} Ltd",
        "country": draw.choice(["CN", "CN", "CN", "CN", "US"]),
        "trl": draw.randint(1, 9),
        "year": draw.randint(2000, 2025),
        "modes": [draw.choice(["transfer", "equity"])],
        "source": "t",
        "synthetic": True,
    }
    return made | values


@dataclass(frozen=True)
class Made:
    """The records of the first so many numbers, as a build reads them."""

    count: int
    name: str = "made"

    @property
    def identity(self) -> str:
        return f"{self.name} {self.count}"

    def __call__(self, shard: int, shards: int, skip: int) -> Iterator[Record]:
        return itertools.islice((record(number) for number in range(shard, self.count, shards)), skip, None)


@dataclass(frozen=True)
class Given:
    """These records, as a build reads them."""

    records: tuple[Record, ...]
    identity: str = "given"

    def __call__(self, shard: int, shards: int, skip: int) -> Iterator[Record]:
        return itertools.islice(self.records[shard::shards], skip, None)


def of_records(path: Path, records: list[Record]) -> Corpus:
    """A corpus of these records."""
    return _built(path, Given(tuple(records)), len(records), 1)


def built(path: Path, count: int, shards: int = 1) -> Corpus:
    """A corpus of one loaded set."""
    return _built(path, Made(count), count, shards)


def _built(path: Path, rows: Made | Given, count: int, shards: int) -> Corpus:
    corpus = Corpus(path)
    fresh = corpus.set("made")
    build(fresh, rows, count, shards=shards)
    generation = fresh.waiting()
    assert generation is not None
    fresh.swap(generation.name)
    return corpus
