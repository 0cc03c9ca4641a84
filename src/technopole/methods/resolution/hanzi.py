"""Names in Chinese characters: the forms in which they are written, and where a text without spaces holds them.

There are no words to tell apart, so that names are looked up at every character, longest first. What follows a name
(学院, 系, 科) belongs to it; what precedes it may be its parent, whose name then is only the beginning of its own.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from operator import itemgetter
from typing import NamedTuple

from technopole.methods import chinese
from technopole.methods.resolution.table import KIND, TYPES, NameTable
from technopole.methods.resolution.written import rows

_NOISE = re.compile(r"(?:简介|_.*|百科|官网|首页|\s*版权所有.*)$")
_JOINED = re.compile(r"[-—–|].*$")
_BRACKETS = str.maketrans("", "", "()（）[]【】〔〕“”\"'《》 \u3000·")
_LEGAL = re.compile(r"(?:[（(]?集团[）)]?)?(?:股份)?(?:有限)?(?:责任)?公司$")
_SEATED = re.compile(r"^(.{2,3}?)(?:省|市)(?=..)")
_UNIVERSITY = (
    ("交通大学", "交大"), ("师范大学", "师大"), ("科学技术大学", "科大"), ("科技大学", "科大"),
    ("理工大学", "理工"), ("理工大学", "理工大"), ("工业大学", "工大"), ("农业大学", "农大"),
    ("医科大学", "医大"), ("财经大学", "财大"), ("外国语大学", "外大"), ("政法大学", "政法"),
    ("石油大学", "石大"), ("海洋大学", "海大"), ("林业大学", "林大"), ("民族大学", "民大"),
)  # fmt: skip
_ACADEMY = "中国科学院"
_SHORT_ACADEMY = "中科院"
_LONGEST_TOPIC = 11
_LABORATORY = ("国家重点实验室", "全国重点实验室")
_TAIL = re.compile(r"^(?:.{0,6}(?:学院|学部|系|所|中心|科|部|实验室|医院)|$)")
_LONGEST_TAIL = 12
"""Characters in which all that `_TAIL` asks for is seen."""
_GENERIC = re.compile(
    r"^(?:(?:第[一二三四五六七八九十]+)?"
    r"(?:附属|人民|中心|儿童|妇幼|肿瘤|口腔|中医|胸科|精神|传染病|解放军|军区|总)*医院|"
    r"(?:市|省|县|区)?.{0,2}"
    r"(?:局|厅|委|部|院|所|系|中心|学院|大学|公司|集团|基金会|学会|协会|图书馆|博物馆|研究院|研究所|实验室))$"
)
_TYPES = {"医院": "healthcare", "大学": "education", "学院": "education", "公司": "company", "集团": "company"}
_SEPARATORS = frozenset(",，;；、。.:：/|\n\r\t&+-—0123456789")


def plain(name: str) -> str:
    """The name as it is looked up: simplified, without brackets, quotes and spaces."""
    return chinese.simplify(name).translate(_BRACKETS)


def forms(name: str, kind: int, *, of_the_academy: bool = True) -> Iterator[tuple[str, int]]:
    """The forms in which a name is written, each with the kind of entry it makes.

    An institute that its record names by topic alone (自动化研究所) may be one of the academy's; `of_the_academy` is
    False where it cannot be.

    >>> sorted(form for form, _ in forms("中国科学院上海硅酸盐研究所", 0))[:3]
    ['上海硅酸盐所', '上海硅酸盐研究所', '中国科学院上海硅酸盐所']
    """
    full = plain(_NOISE.sub("", name))
    if len(full) < 2:
        return
    yield full, kind
    derived = KIND["beginning"]
    if len(head := plain(_JOINED.sub("", name))) >= 4 and head != full:
        yield head, derived
    seated = _SEATED.sub(r"\1", full)
    if seated != full:
        yield seated, derived
    for base in {full, seated}:
        short = _LEGAL.sub("", base)
        if short != base and len(short) >= 4:
            yield short, derived
        for old, new in ((_LABORATORY[0], _LABORATORY[1]), (_LABORATORY[1], _LABORATORY[0])):
            if base.endswith(old):
                yield base.removesuffix(old) + new, derived
    for long, short in _UNIVERSITY:
        if full.endswith(long) and len(full) > len(long) + 1:
            yield full.removesuffix(long) + short, KIND["acronym"]
    if full.startswith(_ACADEMY) and len(full) > len(_ACADEMY) + 3:
        yield from _of_the_academy(full.removeprefix(_ACADEMY))
    elif of_the_academy and full.endswith("研究所") and 6 <= len(full) <= _LONGEST_TOPIC:
        whole = [_ACADEMY + full]
        whole += [_ACADEMY + full.removeprefix(city) for city in _cities() if full.startswith(city)]
        for one in {*whole, *(form for form, _ in _of_the_academy(full))} - {full}:
            yield one, KIND["acronym"]


def _of_the_academy(rest: str) -> Iterator[tuple[str, int]]:
    """Institutes of the academy go by their topic: 中科院硅酸盐所, 上海硅酸盐所, 中科院上海应物所."""
    derived = KIND["beginning"]
    yield _SHORT_ACADEMY + rest, derived
    if not rest.endswith("研究所"):
        return
    if len(rest) >= 7:
        yield rest, derived
    topic = rest.removesuffix("研究所")
    cities = [city for city in _cities() if topic.startswith(city) and len(topic) > len(city) + 1]
    topics = {topic, *(topic.removeprefix(city) for city in cities)}
    for one in topics:
        yield _SHORT_ACADEMY + one + "所", derived
        yield _SHORT_ACADEMY + one + "研究所", derived
        yield _ACADEMY + one + "所", derived
    for city in cities:
        bare = topic.removeprefix(city)
        yield city + bare + "所", derived
        if len(bare) >= 4:
            for short in (bare[:2], bare[0] + bare[2]):
                yield _SHORT_ACADEMY + city + short + "所", derived
                yield city + short + "所", KIND["acronym"]


@cache
def _cities() -> dict[str, str]:
    """Cities and provinces, with the names by which English names of organisations know them."""
    return rows("cities_zh.tsv")


_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
_NUMERALS = "一二三四五六"
_HOSPITALS = (
    ("人民医院", ("People's Hospital of {}", "Renmin Hospital of {}")), ("附属医院", ("Affiliated Hospital of {}",)),
    ("附属肿瘤医院", ("Cancer Hospital of {}", "Affiliated Cancer Hospital of {}", "Affiliated Tumor Hospital of {}")),
    ("附属儿童医院", ("Children's Hospital of {}",)), ("附属中山医院", ("Affiliated Zhongshan Hospital of {}",)),
    ("附属口腔医院", ("Stomatological Hospital of {}", "Affiliated Stomatological Hospital of {}")),
    ("附属妇产科医院", ("Women's Hospital of {}",)), ("医学院", ("School of Medicine of {}", "{} School of Medicine")),
)  # fmt: skip


def translated(chinese_name: str, english: str) -> Iterator[tuple[str, str]]:
    """(Chinese, English) names that the hospitals of a university would have; few are real, and those are looked up."""
    if not chinese_name.endswith(("大学", "学院")):
        return
    for numeral, ordinal in zip(_NUMERALS, _ORDINALS, strict=True):
        for tail in (f"附属第{numeral}医院", f"第{numeral}附属医院", f"医学院附属第{numeral}医院"):
            yield chinese_name + tail, f"{ordinal} Affiliated Hospital of {english}"
        yield chinese_name + f"第{numeral}医院", f"{ordinal} Hospital of {english}"
    for tail, names in _HOSPITALS:
        for name in names:
            yield chinese_name + tail, name.format(english)


@cache
def known_names() -> tuple[tuple[str, str, str], ...]:
    """(Chinese name, English name, country) of organisations whose records have no Chinese one.

    The country is empty for those of countries where Chinese is written.
    """
    named = ((name, *rest.partition("\t")[::2]) for name, rest in rows("chinese_names.tsv").items())
    return tuple((form, english, country) for name, english, country in named for form, _ in forms(name, KIND["alias"]))


_Order = tuple[int, int, int, int, int]


def _begins_there(read: str, start: int, before: int) -> bool:
    """Whether something new begins: after a separator or other letters, or joined to the mention ended `before`."""
    if start == 0 or read[start - 1] in _SEPARATORS or not chinese.has_han(read[start - 1]):
        return True
    return before > 0 and start == before + 1 and read[before] in "和与及"


class Match(NamedTuple):
    """An organisation named by characters start…end-1 of the text."""

    start: int
    end: int
    organisation: int
    name: int
    probability: float
    kind: int


class Finder:
    """Finds names in Chinese characters; made once for a table, in about 50 ms."""

    def __init__(self, table: NameTable) -> None:
        self.table = table
        self.names = table.script_names.tobytes().decode().split("\n") if len(table.script_names) else []
        self.rows: dict[str, list[int]] = defaultdict(list)
        for number, form in enumerate(self.names):
            self.rows[form].append(number)
        for short, full in rows("short_names_zh.tsv").items():
            for number in self.rows.get(full, ()):
                if number not in self.rows[short]:
                    self.rows[short].append(number)
        self.short = frozenset(rows("short_names_zh.tsv"))
        lengths: dict[str, set[int]] = defaultdict(set)
        for form in self.rows:
            lengths[form[:2]].add(len(form))
        self.lengths = {start: sorted(all_of, reverse=True) for start, all_of in lengths.items()}

    def find(self, text: str) -> list[Match]:
        """The organisations a text names, one for each mention; cost: linear in its length."""
        characters: list[str] = []
        origin: list[int] = []
        for at, character in enumerate(chinese.simplify(text)):
            if character.translate(_BRACKETS):
                characters.append(character)
                origin.append(at)
        read = "".join(characters)
        mentions = list(self._mentions(read))
        ranked: dict[str, list[tuple[_Order, int]]] = {}
        found = []
        before = 0  # where a name may begin in the middle of a run: after another, or after the parent of this one
        for number, (start, end) in enumerate(mentions):
            following = mentions[number + 1] if number + 1 < len(mentions) else None
            if following and self._begins(read, start, end, *following):
                before = following[0]
                continue
            form = read[start:end]
            if form not in ranked:
                ranked[form] = self._ranked(read, form)
            match = self._choose(read, start, end, before, ranked[form])
            before = end
            found.append(match._replace(start=origin[start], end=origin[end - 1] + 1))
        return found

    def _mentions(self, read: str) -> Iterator[tuple[int, int]]:
        at = before = 0
        while at < len(read) - 1:
            step = 1
            for length in self.lengths.get(read[at : at + 2], ()):
                form = read[at : at + length]
                if len(form) == length and form in self.rows and self._may_stand(read, at, at + length, before):
                    yield at, at + length
                    step = length
                    before = at + length
                    break
            at += step

    def _may_stand(self, read: str, start: int, end: int, before: int) -> bool:
        """Whether a form may be a mention there: short ones only at the beginning of what a separator parts."""
        length = end - start
        if not chinese.has_han(read[start:end]):
            return False
        begins = _begins_there(read, start, before)
        if length <= 3:
            following = re.split(r"[,，;；\s]", read[end : end + _LONGEST_TAIL])[0]
            return begins and not read.startswith("学", end) and bool(_TAIL.match(following))
        return begins or not _GENERIC.match(read[start:end])

    def _begins(self, read: str, start: int, end: int, next_start: int, next_end: int) -> bool:
        """Whether a mention is only the beginning of the next one's own name: 复旦大学附属中山医院."""
        between = read[end:next_start]
        if any(character in _SEPARATORS for character in between):
            return False
        following = read[next_start:next_end]
        if following.endswith(_LABORATORY) or "重点实验室" in following:
            return False
        if following.endswith("医院"):
            return len(between) <= 6 and ("附属" in between or "医学院" in between or not between)
        return (
            not between
            and read[start:end] in (_ACADEMY, _SHORT_ACADEMY)
            and following.endswith(("所", "中心", "研究院"))
        )

    def _ranked(self, read: str, form: str) -> list[tuple[_Order, int]]:
        """The organisations of one form, the likeliest first; asked for once a text, however often it says the form."""
        table = self.table
        best: dict[int, int] = {}
        for row in self.rows[form]:
            organisation = int(table.script_organisation[row])
            if organisation not in best or table.script_kind[row] < table.script_kind[best[organisation]]:
                best[organisation] = row
        return sorted(((self._order(read, row), row) for row in best.values()), key=itemgetter(0))

    def _choose(self, read: str, start: int, end: int, before: int, ranked: list[tuple[_Order, int]]) -> Match:
        form = read[start:end]
        table = self.table
        order, row = ranked[0]
        organisation, kind = int(table.script_organisation[row]), int(table.script_kind[row])
        probability = {0: 0.96, 1: 0.96, 2: 0.93, KIND["beginning"]: 0.85}.get(kind, 0.8)
        if form in self.short:
            probability = 0.9
        probability /= sum(other[:-1] == order[:-1] for other, _ in ranked) ** 0.7
        begins = start == before or _begins_there(read, start, before)
        if not begins:
            # The name ends a longer one that the register may not have.
            probability *= 0.75 if len(form) >= 6 else 0.5
        return Match(start, end, organisation, int(table.script_name[row]), probability, kind)

    def _order(self, read: str, row: int) -> _Order:
        """What decides between organisations of one name: in use, a place that the text names, the type that the name
        says, a name of its own, many names."""
        table = self.table
        organisation = int(table.script_organisation[row])
        first = int(table.display[organisation])
        names = " ".join(table.name_text(name) for name in range(first, first + int(table.name_count[organisation])))
        named = any(
            city in read and (city in names or (english and english in names)) for city, english in _cities().items()
        )
        return (
            0 if table.status[organisation] == 0 else 1,
            -int(named),
            -int(self._is_what_it_says(row)),
            int(table.script_kind[row]),
            -int(table.name_count[organisation]),
        )

    def _is_what_it_says(self, row: int) -> bool:
        """Whether an organisation is of the type that the name of a row ends with: a hospital is for health care."""
        form = self.names[row]
        told = next((kind for ending, kind in _TYPES.items() if form.endswith(ending)), None)
        return told is not None and bool(self.table.types[self.table.script_organisation[row]] >> TYPES.index(told) & 1)
