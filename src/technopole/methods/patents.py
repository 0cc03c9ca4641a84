"""Symbols of the patent classifications (IPC, CPC), and numbers of patents, as people write them."""

import re

_SYMBOL = re.compile(r"([A-HY])(?:(\d{2})(?:([A-Z])(?:\s*(\d{1,4})(?:/(\d{2,6}))?)?)?)?")
_NUMBER = re.compile(
    r"(?:ZL\s?)?\d{8,13}(?:\.[\dX])?"  # Chinese applications: 8 or 12 digits and a check digit
    r"|PCT/[A-Z]{2}\d{2,4}/\d{5,6}"
    r"|[A-Z]{2}\s?\d{4,13}(?:\.[\dX])?\s?(?:[A-Z]\d?)?"
    r"|(?:USD|USRE|USPP)\d{5,7}\s?(?:[A-Z]\d?)?"
)


def symbol(text: str) -> str:
    """A symbol in its usual spelling, `H01M 10/0525`; a section, class or subclass alone is one as well.

    Raises `ValueError` for what is none.
    """
    found = _SYMBOL.fullmatch(" ".join(text.upper().split()))
    if found is None:
        raise ValueError(f"{text!r} is no symbol of the patent classification, such as H01M or H01M 10/0525")
    section, group, subclass, main, sub = found.groups()
    head = section + (group or "") + (subclass or "")
    if main is None:
        return head
    return f"{head} {int(main)}" + (f"/{sub}" if sub else "")


def prefixes(text: str) -> list[str]:
    """What a symbol lies in, widest first: `H`, `H01`, `H01M`; itself not, unless it is one of them."""
    head = symbol(text).partition(" ")[0]
    return [head[:length] for length in (1, 3, 4) if len(head) >= length]


def number(text: str) -> str:
    """A number of a patent or application without blanks, hyphens and commas: `CN112345678B`, `ZL201910123456.7`.

    Only its shape is looked at. Raises `ValueError` where that is of no office.
    """
    bare = re.sub(r"[\s,\-]", "", text.upper())
    bare = re.sub(r"^WO(\d{4})/(\d{6})", r"WO\1\2", bare)
    if _NUMBER.fullmatch(bare) is None:
        raise ValueError(f"{text!r} has not the shape of a patent number, such as CN112345678B or ZL201910123456.7")
    return bare
