"""Letters without case, accents, width and Chinese script variant: what two spellings of one word share."""

from __future__ import annotations

import re
import unicodedata

from technopole.methods import chinese

# Letters that Unicode does not take apart into a base letter and an accent.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ŋ": "n", "ħ": "h", "ʻ": ""}
    | {"'": "", "’": "", "‘": "", "ʼ": "", "`": "", "·": " ", "&": " and "}
)
_ACCENTS = re.compile("[\u0300-\u036f]+")
_ASCII_MARKS = re.compile("['`&]")


def fold(text: str) -> str:
    """The text with differences of case, accent, width and Chinese script removed.

    >>> fold("Université de Genève, 復旦大學 ＦＵＤＡＮ")
    'universite de geneve, 复旦大学 fudan'
    """
    if text.isascii():
        lowered = text.lower()
        return lowered.translate(_PLAIN_LETTERS) if _ASCII_MARKS.search(lowered) else lowered
    text = text.encode("utf-8", "ignore").decode()  # lone surrogates
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFKC", _ACCENTS.sub("", unicodedata.normalize("NFKD", text)))
    return chinese.simplify(text.translate(_PLAIN_LETTERS))
