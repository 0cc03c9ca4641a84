"""All pairs of the whole store, for those who read them as a file or want them kept for registrars."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from technopole.methods.duplicates import batch
from technopole.methods.duplicates.index import Index
from technopole.methods.duplicates.records import Organisation as Compared
from technopole.methods.duplicates.score import PROPOSED, Pair
from technopole.registry.duplicates import pairs, store
from technopole.registry.models import DuplicatePair, Identifier, Organisation

Tell = Callable[[str, int, int | None], None]


def find(least: float = PROPOSED, tell: Tell | None = None) -> list[Pair]:
    """The pairs of score `least` and more, the likeliest first. Two minutes and a gigabyte for 129,000 organisations;
    so this is for a process of its own, never for the one that serves."""
    said = tell or (lambda phase, done, total: None)
    total = Organisation.objects.count()

    def read() -> Iterator[Compared]:
        for done, one in enumerate(store.every(), 1):
            if done % 1000 == 0 or done == total:
                said("reading", done, total)
            yield one

    index = Index.of(read())
    return batch.pairs(index, least=least, tell=lambda done, whole: said("comparing", done, whole))


def keep(found: list[Pair]) -> int:
    """Keep pairs for registrars to decide; gives how many are to be decided. What was dismissed stays so."""
    rows = {
        row.uid: row
        for start in range(0, len(found), 400)
        for row in Organisation.objects.filter(
            uid__in={uid for pair in found[start : start + 400] for uid in (pair.a, pair.b)}
        )
    }
    for pair in found:
        if pair.a in rows and pair.b in rows:
            pairs.remember(rows[pair.a], rows[pair.b], pair.score, pair.evidence)
    return DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN).count()


def addresses(uids: set[str]) -> dict[str, tuple[str, str]]:
    """{uid: (its ROR address, or the uid where it has none; its name)}."""
    wanted = sorted(uids)
    found: dict[str, tuple[str, str]] = {}
    for start in range(0, len(wanted), 400):
        part = wanted[start : start + 400]
        names = dict(Organisation.objects.filter(uid__in=part).values_list("uid", "name"))
        rors = dict(
            Identifier.objects.filter(scheme="ror", organisation__uid__in=part)
            .order_by("-pk")
            .values_list("organisation__uid", "value")
        )
        for uid, name in names.items():
            found[uid] = (f"https://ror.org/{rors[uid]}" if uid in rors else uid, name)
    return found
