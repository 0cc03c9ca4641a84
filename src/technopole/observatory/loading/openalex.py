"""What is given to a load of OpenAlex: its files, the ids that are gone, and what part of the world's works it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from technopole.observatory.loading import units
from technopole.observatory.loading.settling import Gone
from technopole.observatory.loading.works import Given, dataset, gone_of
from technopole.sources.openalex import gone, layout, places
from technopole.sources.openalex.layout import Layout
from technopole.sources.openalex.wanted import Wanted

if TYPE_CHECKING:  # it asks the store, which a load without a place needs nothing of
    from technopole.observatory.loading.placing import Placed


def given(
    paths: Sequence[Path | str], wanted: Wanted, asked: Sequence[str] = (),
    told: Callable[[Placed], object] = lambda _: None,
) -> Given:  # fmt: skip
    """`asked` are places, which `told` hears with the institutions that lie there. Of a ROR id the parts are wanted,
    too, where the institution itself is among what is given.

    Raises `SourceError` or `SourceErrors` for what is not there, or is not what its manifest says, and for places in
    which no institution is known. Cost: with places or RORs, what may hold institutions is read once more.
    """
    found = layout.find(paths)
    files = [*found.deleted, *(path for _, path in found.merged)]
    known = found.of("institutions")
    placed = None
    if asked:
        from technopole.observatory.loading import placing

        wanted, placed = placing.placed(wanted, asked, known, dataset())
        told(placed)
    return Given(
        kind="openalex", units=found.units, reader=units.reader, arguments=(places.with_ids(wanted, known),),
        filters=wanted.told(), gone=lambda: _gone(found), gone_files=files, released=found.released,
        unread=found.unread, coverage=coverage(wanted, found.released, placed),
    )  # fmt: skip


def _gone(found: Layout) -> Gone:
    deleted = (each.id for path in found.deleted for each in gone.deleted(path))
    merged = ((table, each.id, each.into) for table, path in found.merged for each in gone.merged(path))
    return gone_of(deleted, merged)


def coverage(wanted: Wanted, released: str, placed: Placed | None = None) -> dict[str, str]:
    """What part of the world's works this is, told by what was asked for."""
    english = ["works of OpenAlex" + (f", release of {released}" if released else "")]
    chinese = ["OpenAlex 收录的论著" + (f"（{released} 发布）" if released else "")]
    if named := sorted({*wanted.institutions, *wanted.rors}):
        some = ", ".join(named[:5]) + (f" and {len(named) - 5} more" if len(named) > 5 else "")
        english.append(f"with an author at {some}")
        chinese.append("作者单位：" + "、".join(named[:5]) + (f" 等 {len(named)} 家" if len(named) > 5 else ""))
    if placed is not None:
        english.append(f"with an author at an institution in {' or '.join(placed.names['en'])}")
        chinese.append("作者单位所在地：" + "、".join(placed.names["zh"]))
    if wanted.countries:
        english.append(f"with an address in {', '.join(sorted(wanted.countries))}")
        chinese.append("地址所在国家或地区：" + "、".join(sorted(wanted.countries)))
    if wanted.first_year and wanted.last_year:
        english.append(f"published {wanted.first_year}–{wanted.last_year}")
        chinese.append(f"发表年份：{wanted.first_year}—{wanted.last_year}")
    elif wanted.first_year:
        english.append(f"published from {wanted.first_year}")
        chinese.append(f"发表年份：{wanted.first_year} 年起")
    elif wanted.last_year:
        english.append(f"published to {wanted.last_year}")
        chinese.append(f"发表年份：{wanted.last_year} 年止")
    if wanted.types:
        english.append(f"of type {', '.join(sorted(wanted.types))}")
        chinese.append("类型：" + "、".join(sorted(wanted.types)))
    said = ", ".join(english)
    return {"en": said[0].upper() + said[1:], "zh": "；".join(chinese)}
