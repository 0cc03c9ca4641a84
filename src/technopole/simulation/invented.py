"""Words that nobody uses, in the manner of product names, models and chemicals: the long tail of any collection."""

from __future__ import annotations

from functools import cache

_ONSETS = (
    "b", "br", "d", "dr", "f", "g", "gl", "k", "kr", "l", "m", "n", "p", "qu", "r", "s", "sk", "t", "tr", "v", "z",
)  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u", "ae", "io")
_ENDS = ("l", "n", "r", "s", "x", "th", "lm", "rn")
_CHARACTERS = "澄岚泓翊珩屿棠砚霁瀚曜沐岑衡璟朔芷煦昀骁颢蔚铄澔郁晞旻樾泽麓钧屹昱滢笙栩"

_GROUPS = (
    ("methyl", "甲基"), ("ethyl", "乙基"), ("phenoxy", "苯氧基"), ("chloro", "氯"), ("fluoro", "氟"),
    ("amino", "氨基"), ("hydroxy", "羟基"), ("benzyl", "苄基"), ("vinyl", "乙烯基"), ("nitro", "硝基"),
    ("butyl", "丁基"), ("silyl", "硅基"),
)  # fmt: skip
_STEMS = (
    ("imidazole", "咪唑"), ("pyridine", "吡啶"), ("butanamide", "丁酰胺"), ("siloxane", "硅氧烷"),
    ("acrylate", "丙烯酸酯"), ("quinoline", "喹啉"), ("carbazole", "咔唑"), ("phosphonate", "膦酸酯"),
    ("thiophene", "噻吩"), ("glycidyl ether", "缩水甘油醚"),
)  # fmt: skip


def word(number: int) -> str:
    """An English-looking word of two or three syllables; small numbers give short ones."""
    number, onset = divmod(number, len(_ONSETS))
    number, vowel = divmod(number, len(_VOWELS))
    number, end = divmod(number, len(_ENDS))
    made = _ONSETS[onset] + _VOWELS[vowel]
    while number:
        number, onset = divmod(number, len(_ONSETS))
        number, vowel = divmod(number, len(_VOWELS))
        made += _ONSETS[onset] + _VOWELS[vowel]
    return (made + _ENDS[end]).capitalize()


def characters(number: int) -> str:
    """A Chinese-looking name of two characters or more."""
    number, first = divmod(number, len(_CHARACTERS))
    number, second = divmod(number, len(_CHARACTERS))
    made = _CHARACTERS[first] + _CHARACTERS[second]
    while number:
        number, following = divmod(number, len(_CHARACTERS))
        made += _CHARACTERS[following]
    return made


@cache
def chemicals() -> list[tuple[str, str]]:
    """Chemical names, English and Chinese, that are spelled as such but were put together blindly."""
    return [
        (
            _joined(first, second, group, other, "di") + stem,
            _joined(first, second, group_zh, other_zh, "二") + stem_zh,
        )
        for stem, stem_zh in _STEMS
        for group, group_zh in _GROUPS
        for other, other_zh in _GROUPS
        for first in (1, 2, 3)
        for second in (4, 5, 6)
    ]


def _joined(first: int, second: int, group: str, other: str, two: str) -> str:
    return f"{first},{second}-{two}{group}" if group == other else f"{first}-{group}-{second}-{other}"
