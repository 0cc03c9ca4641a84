"""centre.toml: what the centre is called, where it is, and how it wants to be shown."""

from __future__ import annotations

import re
import tomllib
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from technopole.core.errors import SourceError, SourceErrors
from technopole.sources.spelling import nearest

FILE = "centre.toml"
LANGUAGES = ("en", "zh-hans")
SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_CURRENCY = re.compile(r"[A-Z]{3}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True)
class Source:
    """A work the centre's files draw on, with the licence under which it may be shown."""

    name_en: str
    id: str = ""
    name_zh: str = ""
    url: str = ""
    licence: str = ""


@dataclass(frozen=True)
class Centre:
    """A centre as its manifest describes it."""

    id: str
    name_en: str
    name_zh: str = ""
    tagline_en: str = ""
    tagline_zh: str = ""
    about_en: str = ""
    about_zh: str = ""
    area_en: str = ""
    area_zh: str = ""
    languages: tuple[str, ...] = LANGUAGES
    currency: str = ""
    time_zone: str = "UTC"
    contact_name: str = ""
    contact_email: str = ""
    latitude: float | None = None
    longitude: float | None = None
    zoom: float = 9.0
    synthetic: bool = False
    """Everything in the folder is made up; pages say so."""
    demo: bool = False
    """Example people may sign in, on a loopback address only."""
    works_coverage_en: str = ""
    works_coverage_zh: str = ""
    """What part of the world's works `works.csv` is; shown with every figure that is computed from it."""
    works_sample: bool = True
    """Is it a sample? Then every such figure says so."""
    works_licence: str = ""
    sources: tuple[Source, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Centre:
        """The inverse of `to_json`. Fields that this version does not know are passed over."""
        known = {each.name for each in fields(cls)}
        kept = {name: value for name, value in values.items() if name in known}
        kept["languages"] = tuple(kept.get("languages", LANGUAGES))
        kept["sources"] = tuple(Source(**each) for each in kept.get("sources", ()))
        return cls(**kept)


def read(folder: Path) -> Centre:
    """The manifest of a centre's folder. Raises `SourceErrors` naming every field that is wrong."""
    path = folder / FILE
    if not folder.is_dir():
        raise SourceError("no such folder", file=str(folder), hint="`technopole new DIR` makes an empty centre.")
    if not path.exists():
        raise SourceError(
            f"{folder} has no {FILE}, so it is not a centre's folder.",
            hint="`technopole new DIR` makes an empty centre.",
        )
    try:
        values = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise SourceError("is not UTF-8 text", file=FILE, hint="Save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise SourceError(
            f"is not TOML: {error}", file=FILE, line=int(line[1]) if line else None, hint="Write text in double quotes."
        ) from None
    return _Reading(values).centre()


class _Reading:
    """Checks the values of one manifest and collects what is wrong with them."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.values = values
        self.errors: list[SourceError] = []

    def centre(self) -> Centre:
        given = self.values.get("centre")
        for name in self.values.keys() - {"centre", "source"}:
            self.wrong(name, "is no section of this file", "The sections are [centre] and [[source]].")
        if not isinstance(given, dict):
            self.wrong("centre", "the section [centre] is missing", 'Begin with [centre] and id = "my-city".')
            raise SourceErrors(self.errors)
        types: dict[str, Any] = {each.name: each.type for each in fields(Centre) if each.name != "sources"}
        kept: dict[str, Any] = {}
        for name, value in given.items():
            if name not in types:
                self.wrong(name, "unknown field", nearest(name, types) or f"Known are {', '.join(types)}.")
            elif self.fits(name, value, types[name]):
                kept[name] = tuple(value) if isinstance(value, list) else value
        for name in ("id", "name_en"):
            if not given.get(name):
                self.wrong(name, "is missing", "Every centre has an id and a name.")
        self.check(kept)
        sources = self.sources()
        if self.errors:
            raise SourceErrors(self.errors)
        return Centre(**kept, sources=sources)

    def fits(self, name: str, value: Any, wanted: str) -> bool:
        if "tuple" in wanted:
            good = isinstance(value, list) and all(isinstance(each, str) for each in value)
            expected = 'a list of texts, such as ["en", "zh-hans"]'
        elif "float" in wanted:
            good, expected = isinstance(value, int | float) and not isinstance(value, bool), "a number without quotes"
        elif wanted == "bool":
            good, expected = isinstance(value, bool), "true or false without quotes"
        else:
            good, expected = isinstance(value, str), "a text in double quotes"
        if not good:
            self.wrong(name, f"{value!r} is not {expected}", f"Write {expected}.")
        return good

    def check(self, kept: dict[str, Any]) -> None:
        """The rules that go beyond a value's type."""
        if kept.get("id") and not SLUG.fullmatch(kept["id"]):
            self.wrong("id", f"{kept['id']!r} is not an id", "Use small letters, digits and hyphens, such as my-city.")
        for name in kept.get("languages", ()):
            if name not in LANGUAGES:
                self.wrong(
                    "languages", f"{name!r} is not a language of the portal", f"Known are {', '.join(LANGUAGES)}."
                )
        if kept.get("time_zone") and kept["time_zone"] not in available_timezones():
            hint = nearest(kept["time_zone"], available_timezones()) or "Use a name such as Asia/Shanghai."
            self.wrong("time_zone", f"{kept['time_zone']!r} is not a time zone", hint)
        if kept.get("currency") and not _CURRENCY.fullmatch(kept["currency"]):
            self.wrong("currency", f"{kept['currency']!r} is not a currency", "Use its three letters, such as CNY.")
        if kept.get("contact_email") and not _EMAIL.fullmatch(kept["contact_email"]):
            self.wrong(
                "contact_email", f"{kept['contact_email']!r} is not a mail address", "Correct it or leave it out."
            )
        for name, most in (("latitude", 90), ("longitude", 180)):
            if abs(kept.get(name) or 0) > most:
                self.wrong(name, f"{kept[name]} is beyond ±{most} degrees", "Give degrees, such as 31.2 and 121.5.")
        if ("latitude" in kept) != ("longitude" in kept):
            self.wrong("latitude", "latitude and longitude go together", "Give both or neither.")

    def sources(self) -> tuple[Source, ...]:
        known = {each.name for each in fields(Source)}
        found = []
        for number, each in enumerate(self.values.get("source", []), 1):
            unknown = set(each) - known
            if unknown or not each.get("name_en"):
                name = min(unknown) if unknown else "name_en"
                self.wrong(
                    f"source {number}: {name}", "unknown field" if unknown else "is missing", f"Known: {sorted(known)}."
                )
            else:
                found.append(Source(**each))
        return tuple(found)

    def wrong(self, name: str, problem: str, hint: str) -> None:
        self.errors.append(SourceError(problem, file=FILE, field=name, hint=hint))
