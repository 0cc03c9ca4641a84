"""What is given to a load of OpenAlex: its files, the ids that are gone, and what part of the world's works it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from technopole.observatory.loading import units
from technopole.observatory.loading.settling import Gone
from technopole.observatory.loading.works import Given, gone_of
from technopole.sources.openalex import gone, layout
from technopole.sources.openalex.layout import Layout
from technopole.sources.openalex.wanted import Wanted


def given(paths: Sequence[Path | str], wanted: Wanted) -> Given:
    """Raises `SourceError` or `SourceErrors` for what is not there, or is not what its manifest says."""
    found = layout.find(paths)
    files = [*found.deleted, *(path for _, path in found.merged)]
    return Given(
        kind="openalex", units=found.units, reader=units.reader, arguments=(wanted,), filters=wanted.told(),
        gone=lambda: _gone(found), gone_files=files, released=found.released, unread=found.unread,
        coverage=coverage(wanted, found.released),
    )  # fmt: skip


def _gone(found: Layout) -> Gone:
    deleted = (each.id for path in found.deleted for each in gone.deleted(path))
    merged = ((table, each.id, each.into) for table, path in found.merged for each in gone.merged(path))
    return gone_of(deleted, merged)


def coverage(wanted: Wanted, released: str) -> dict[str, str]:
    """What part of the world's works this is, told by what was asked for."""
    english = ["works of OpenAlex" + (f", release of {released}" if released else "")]
    chinese = ["OpenAlex 收录的论著" + (f"（{released} 发布）" if released else "")]
    if places := sorted({*wanted.institutions, *wanted.rors}):
        some = ", ".join(places[:5]) + (f" and {len(places) - 5} more" if len(places) > 5 else "")
        english.append(f"with an author at {some}")
        chinese.append("作者单位：" + "、".join(places[:5]) + (f" 等 {len(places)} 家" if len(places) > 5 else ""))
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
