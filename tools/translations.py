"""The portal's Chinese: collect what is to be translated, and compile the catalogue that the package ships.

    python tools/translations.py            bring the catalogue up to date with the code, and compile it
    python tools/translations.py --missing  print what has no Chinese yet, one text a line

The catalogue (django.po) is edited by hand; the compiled one (django.mo) is kept beside it, since a bare machine has
no tools to compile it. Babel does the work, so that no gettext programs are needed.
"""

from __future__ import annotations

import ast
import contextlib
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "technopole"
CATALOGUE = SOURCE / "web" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
LOCALE = "zh_Hans"
KEYWORDS: dict[str, tuple[object, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def texts() -> Iterator[tuple[str, int, str | tuple[str, ...], str | None]]:
    """(file, line, text or its plural forms, context) of everything in the code that is to be translated."""
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix == ".py":
            code = path.read_text("utf-8")
        elif path.suffix in (".html", ".txt") and "templates" in path.parts:
            code = _calls(templatize(path.read_text("utf-8")))
        else:
            continue
        stream = io.BytesIO(code.encode())
        found = extract("python", stream, keywords=KEYWORDS, options={"encoding": "utf-8"})
        for line, message, _comments, context in found:
            yield path.relative_to(ROOT).as_posix(), line, message, context


def _calls(template: str) -> str:
    """The gettext calls that Django's reading of a template holds among its filling, one a line."""
    calls = []
    for match in re.finditer(r"\b(?:n?p?gettext|_)\(", template):
        end = match.end()
        while (end := template.find(")", end) + 1) > 0:
            call = template[match.start() : end].replace("\n", " ")
            with contextlib.suppress(SyntaxError):
                ast.parse(call)
                calls.append(call)
                break
    return "\n".join(calls)


def wanted() -> Catalog:
    """A catalogue of everything to be translated, without translations."""
    catalogue = Catalog(locale=LOCALE, project="Technopole", charset="utf-8", fuzzy=False)
    for file, _line, message, context in texts():
        if message and message != ("", ""):
            catalogue.add(message, locations=[(file, 0)], context=context)
    return catalogue


def kept() -> Catalog:
    """The catalogue as it is in the package."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale=LOCALE)


def missing(catalogue: Catalog) -> list[str]:
    """The texts that the code wants and the catalogue has no Chinese for."""
    lacking = []
    for message in wanted():
        if not message.id:
            continue
        known = catalogue.get(message.id, context=message.context)
        strings = known.string if known is not None else ""
        if not (all(strings) if isinstance(strings, tuple | list) else strings):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def compiled(catalogue: Catalog) -> bytes:
    """The catalogue as programs read it."""
    stream = io.BytesIO()
    write_mo(stream, catalogue)
    return stream.getvalue()


def main(arguments: list[str]) -> int:
    catalogue = kept() if CATALOGUE.exists() else Catalog(locale=LOCALE, charset="utf-8")
    if "--missing" in arguments:
        print("\n".join(missing(catalogue)))
        return 1 if missing(catalogue) else 0
    catalogue.update(wanted(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.fuzzy = False
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    with CATALOGUE.open("wb") as file:
        write_po(file, catalogue, sort_output=True, include_lineno=False, width=120)
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(catalogue))
    lacking = missing(catalogue)
    print(f"{len(catalogue)} texts, {len(lacking)} without Chinese")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
