"""Simulated records as the lines of files, in pieces that any process can make."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import orjson

from technopole.lake import compressed
from technopole.simulation import offers, owners


class Block(NamedTuple):
    """Some records of one kind, and the file in which they stand."""

    file: str
    kind: str
    number: int
    records: int


def blocks(counts: dict[str, int], files: int, plain: bool) -> Iterator[Block]:
    """All that is to be made, in the order of the files; offers are spread over `files` files, block by block."""
    for kind in ("organisations", "people", "offers"):
        # offers are many, and what loads them reads both
        ending = "jsonl" if plain else "jsonl.zst" if kind == "offers" else "jsonl.gz"
        total = -(-counts[kind] // offers.BLOCK)
        in_file = max(1, -(-total // files))
        for number in range(total):
            name = f"{kind}-{number // in_file:02d}" if kind == "offers" else kind
            yield Block(f"{name}.{ending}", kind, number, min(offers.BLOCK, counts[kind] - number * offers.BLOCK))


def maker(seed: int, organisations: int) -> Callable[[Block], bytes]:
    """What gives the bytes of a block; those of a file one after the other are the file, compressed or not."""

    def made(block: Block) -> Iterator[dict[str, Any]]:
        if block.kind == "offers":
            return offers.block(seed, block.number, block.records)
        first = block.number * offers.BLOCK
        if block.kind == "organisations":
            return owners.organisations(first, first + block.records)
        return owners.people(first, first + block.records, organisations, seed)

    def make(block: Block) -> bytes:
        lines = b"".join([orjson.dumps(record) + b"\n" for record in made(block)])
        if block.file.endswith(".zst"):
            return compressed.packed(lines)
        return gzip.compress(lines, compresslevel=1, mtime=0) if block.file.endswith(".gz") else lines

    return make
