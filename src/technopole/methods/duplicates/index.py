"""An index of organisations in memory that answers "who may be the same as this one?", and can be changed."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from technopole.methods.duplicates import keys as blocks
from technopole.methods.duplicates.evidence import Context
from technopole.methods.duplicates.frequencies import Frequencies
from technopole.methods.duplicates.records import Organisation, prepare


class Index:
    """Organisations by their keys. Some 3 kB of memory an organisation."""

    def __init__(self, records: Iterable[tuple[str, Mapping[str, Any]]] = ()) -> None:
        self.organisations: dict[str, Organisation] = {uid: prepare(uid, record) for uid, record in records}
        self.frequencies = Frequencies.of(self.organisations.values())
        self._by_key: dict[int, str | list[str]] = {}
        self._keys_of: dict[str, tuple[int, ...]] = {}
        for one in self.organisations.values():
            self._enter(one)

    @classmethod
    def of(cls, organisations: Iterable[Organisation]) -> "Index":
        """An index of organisations that are prepared already."""
        index = cls()
        index.organisations = {one.uid: one for one in organisations}
        index.frequencies = Frequencies.of(index.organisations.values())
        for one in index.organisations.values():
            index._enter(one)
        return index

    def __len__(self) -> int:
        return len(self.organisations)

    def add(self, uid: str, record: Mapping[str, Any]) -> Organisation:
        """Enter an organisation, or what it is now in place of what it was."""
        self.remove(uid)
        one = self.organisations[uid] = prepare(uid, record)
        self.frequencies.add(one)
        self._enter(one)
        return one

    update = add

    def remove(self, uid: str) -> None:
        """Forget an organisation; one that is not there is no error."""
        one = self.organisations.pop(uid, None)
        if one is None:
            return
        self.frequencies.add(one, -1)
        for key in self._keys_of.pop(uid):
            held = self._by_key[key]
            if isinstance(held, list):
                held.remove(uid)
                if len(held) == 1:
                    self._by_key[key] = held[0]
            else:
                del self._by_key[key]

    def context(self) -> Context:
        return Context(max(1, self.frequencies.total), self.frequencies, self.sharing)

    def sharing(self, key: str) -> int:
        """How many organisations have this key."""
        held = self._by_key.get(blocks.hashed(key))
        return 0 if held is None else len(held) if isinstance(held, list) else 1

    def candidates(self, one: Organisation) -> set[str]:
        """The organisations that share a key with this one that few enough share."""
        found: set[str] = set()
        for key in blocks.lookups(one, self.frequencies):
            held = self._by_key.get(blocks.hashed(key))
            if held is None:
                continue
            if not isinstance(held, list):
                found.add(held)
            elif len(held) <= blocks.LARGEST_BLOCK.get(blocks.kind_of(key), 20):
                found.update(held)
        found.discard(one.uid)
        return found

    def pairs(self) -> Iterator[tuple[str, str]]:
        """Every two organisations that share a key, each pair once."""
        for uid, one in self.organisations.items():
            for other in self.candidates(one):
                if uid < other:
                    yield uid, other

    def _enter(self, one: Organisation) -> None:
        hashes = tuple(dict.fromkeys(blocks.hashed(key) for key in blocks.keys(one, self.frequencies)))
        self._keys_of[one.uid] = hashes
        for key in hashes:
            held = self._by_key.get(key)
            if held is None:
                self._by_key[key] = one.uid
            elif isinstance(held, list):
                held.append(one.uid)
            else:
                self._by_key[key] = [held, one.uid]
