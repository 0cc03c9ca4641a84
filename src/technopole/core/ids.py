"""Public identifiers: twelve characters that stay the same for as long as the centre keeps the thing."""

import hashlib
import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no i, l, o, u, so that a uid read aloud or typed from paper is not misread."""

LENGTH = 12
_DIGITS = str.maketrans(ALPHABET, "0123456789abcdefghijklmnopqrstuv")
PATTERN = f"[{ALPHABET}]{{{LENGTH}}}"


def spell(number: int) -> str:
    """A number of 60 bits as a uid."""
    return "".join(ALPHABET[(number >> (5 * i)) & 31] for i in range(LENGTH))


def uid_for(kind: str, key: str) -> str:
    """The uid of a thing first known by `key` (such as `ror:0220qvk04`): the same on every installation.

    60 bits of SHA-256: among 14 million things of one kind the chance of any collision is under 1 in 10,000,
    and the database refuses one.
    """
    digest = hashlib.sha256(f"{kind}\0{key}".encode()).digest()
    return spell(int.from_bytes(digest[:8], "big"))


def new_uid() -> str:
    """A random uid, for a thing that is first known here."""
    return spell(secrets.randbits(5 * LENGTH))


def number(uid: str) -> int:
    """The number that `spell` makes this uid of.

    >>> number("00000000000z"), spell(number("00000000000z"))
    (1116691496960, '00000000000z')
    """
    return int(uid[::-1].translate(_DIGITS), 32)


def is_uid(text: str) -> bool:
    return len(text) == LENGTH and all(letter in ALPHABET for letter in text)
