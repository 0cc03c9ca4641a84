"""A published ranking of clusters as things of a kind: rows of `clusters.csv` to records, records to columns."""

from typing import Any

from technopole.core import kinds
from technopole.core.errors import SourceError
from technopole.core.kinds import both
from technopole.core.merge import Record
from technopole.observatory.models import RankedCluster
from technopole.sources import rows

SHARES = ("pct_share", "publications_share", "total_share")
COUNTS = ("pct_applications", "publications")
_FIRST, _LAST = 1900, 2200


def ranked_cluster_from_row(row: rows.Row) -> Record:
    """A row of `clusters.csv`. Raises `SourceError` naming the field that is wrong."""
    rank, edition = rows.whole_number(row, "rank"), rows.whole_number(row, "edition")
    if not rank:
        raise SourceError("is no rank", field="rank", hint="Ranks are whole numbers from 1.")
    if edition is None or not _FIRST <= edition <= _LAST:
        raise SourceError("is no year", field="edition", hint="Write the year of the edition, such as 2023.")
    economies = rows.several(row, "economy") or []
    for code in economies:
        if not (len(code) == 2 and code.isascii() and code.isupper()):
            raise SourceError(
                f"{code!r} is no code of a country", field="economy", hint="Write two letters, as in CN|HK."
            )
    return rows.stated(
        key=rows.key(row),
        ranking=rows.key(row, "ranking"),
        edition=edition,
        cluster=rows.key(row, "cluster"),
        rank=rank,
        name=rows.required_in_a_language(row, "name"),
        economies=economies,
        **{name: rows.whole_number(row, name) for name in COUNTS},
        **{name: _share(row, name) for name in SHARES},
        **rows.place(row),
        own=rows.yes_or_no(row, "own") or None,
        note=rows.both(row, "note"),
        sources=rows.sources(row),
    )


def _share(row: rows.Row, name: str) -> str | None:
    share = rows.decimal(row, name)
    if share is not None and not 0 <= float(share) <= (200 if name == "total_share" else 100):
        raise SourceError(f"{share} is no share in percent", field=name, hint="Write 4.8 for 4.8 percent of the world.")
    return share


def columns(merged: Record) -> dict[str, Any]:
    return {
        "key": merged.get("key", ""),
        **{name: merged[name] for name in ("ranking", "edition", "cluster", "rank")},
        **{
            f"{name}_{language}": both(merged.get(name), language)
            for name in ("name", "note")
            for language in ("en", "zh")
        },
        "economies": merged.get("economies", []),
        **{name: merged.get(name) for name in (*COUNTS, "latitude", "longitude")},
        **{name: merged.get(name, "") for name in SHARES},
        "own": bool(merged.get("own")),
        "sources": merged.get("sources", []),
        "synthetic": bool(merged.get("synthetic")),
    }


def validate(merged: Record) -> dict[str, list[str]]:
    problems = {
        name: ["May not be empty."] for name in ("ranking", "edition", "cluster", "rank") if not merged.get(name)
    }
    if not any((merged.get("name") or {}).values()):
        problems["name"] = ["Give a name in English or Chinese."]
    return problems


kinds.register(kinds.flat("ranked_cluster", RankedCluster, columns, validate=validate))
