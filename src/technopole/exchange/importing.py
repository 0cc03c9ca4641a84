"""Many listings from a table: XLSX or CSV, its columns matched to questions by their headings in either language.

Nothing is created before every row was tried: `dry_run` says of each what would be made or what is wrong and where;
`create` makes the drafts in one transaction.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from technopole.core.errors import Invalid, SourceError
from technopole.core.turns import alone
from technopole.exchange import answers, services
from technopole.exchange.answers import Content
from technopole.exchange.models import Listing
from technopole.exchange.questions import DAY, LEVEL, LINES, MONEY, SEVERAL, TICK, Question, questions
from technopole.exchange.rights import MORE_WORDS
from technopole.methods.folding import fold
from technopole.registry import vocabulary as centre
from technopole.sources.spreadsheets import Sheet

MOST_ROWS, MOST_BYTES, MOST_COLUMNS = 500, 4 * 2**20, 100
_ZIP = b"PK\x03\x04"
_SEVERAL = re.compile(r"\s*[|;；、\n]\s*")
_LINES = re.compile(r"\s*[|\n]\s*")
_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T].*)?")
_LEVEL = re.compile(r"(?:TRL)?\s*([1-9])(?:\s*级)?", re.I)
_YES = frozenset({"yes", "true", "1", "x", "y", "是", "√", "✓"})

HEADINGS: dict[str, tuple[str, ...]] = {
    "title_zh": ("名称", "成果名称", "技术名称", "需求名称", "题目", "标题"),
    "title_en": ("title", "name", "english title", "英文名称", "英文标题"),
    "summary_zh": ("摘要", "简介", "成果简介", "技术简介"),
    "summary_en": ("summary", "abstract", "英文摘要"),
    "statement_zh": ("需求", "需求描述", "技术难题", "问题"),
    "statement_en": ("problem", "statement", "need"),
    "description_zh": ("描述", "详细介绍", "技术描述", "详细说明", "说明"),
    "description_en": ("description", "details"),
    "advantages_zh": ("优势", "创新点", "技术优势", "先进性"),
    "advantages_en": ("advantages", "innovation"),
    "applications_zh": ("应用", "应用领域", "应用场景", "市场前景"),
    "applications_en": ("applications", "markets"),
    "targets_zh": ("指标", "技术指标", "目标值", "考核指标"),
    "targets_en": ("targets", "target values", "requirements"),
    "sectors": ("领域", "行业", "所属行业", "技术领域", "sector", "industry"),
    "fields": ("ipc", "cpc", "分类号", "专利分类号", "ipc分类号"),
    "trl": ("trl", "成熟度", "技术成熟度", "技术就绪度", "readiness"),
    "trl_evidence_zh": ("成熟度证据", "证明材料"),
    "rights": ("知识产权", "专利", "专利号", "ip", "ipr", "rights", "patents", "intellectual property"),
    "modes": ("合作方式", "转化方式", "交易方式", "mode", "cooperation", "licence"),
    "price_low": ("价格", "报价", "转让价格", "最低价", "price"),
    "price_high": ("最高价", "price max"),
    "budget_low": ("预算", "最低预算", "budget"),
    "budget_high": ("最高预算", "budget max"),
    "currency": ("币种", "货币"),
    "deadline": ("截止日期", "期限", "deadline"),
    "country": ("国家", "国别"),
    "region": ("地区", "省市", "所在地", "city"),
    "year": ("年份", "完成年份"),
    "contact_name": ("联系人", "contact"),
    "contact_email": ("邮箱", "电子邮箱", "email", "e-mail"),
    "contact_phone": ("电话", "联系电话", "手机", "phone", "telephone"),
}
"""Headings in use besides the names and labels of the questions."""

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "modes": {
        "transfer": ("转让", "技术转让", "专利转让", "权利转让", "assignment"),
        "licence_exclusive": ("独占许可", "exclusive license", "exclusive"),
        "licence_sole": ("排他许可", "sole license", "sole"),
        "licence_non_exclusive": ("普通许可", "许可", "licence", "license", "non-exclusive license"),
        "equity": ("作价入股", "作价投资", "入股", "joint venture"),
        "codevelopment": ("合作开发", "联合开发", "合作研发", "委托开发", "co-development", "cooperation"),
        "service": ("技术服务", "技术咨询", "services"),
        "sale": ("产品销售", "销售", "sales"),
        "investment": ("融资", "投资", "financing"),
    },
    "rights_wanted": MORE_WORDS,
}
"""Words for keys in use besides their labels: {question: {key: words}}."""

Mapped = dict[str, int]
"""{question: the number of the column that answers it, from 0}"""


@dataclass(frozen=True)
class Tried:
    """What would come of one row."""

    number: int
    """As a spreadsheet counts it: the header is row 1."""
    title: str
    content: Content
    wrong: dict[str, list[str]] = field(default_factory=dict)
    """Why it cannot be made: {question: reasons}."""
    missing: dict[str, list[str]] = field(default_factory=dict)
    """What has to be answered before it can be handed in; no hindrance to a draft."""


# --- reading ---------------------------------------------------------------------------------------------------


def read(name: str, data: bytes) -> tuple[list[str], list[list[str]]]:
    """(header, rows) of a table as text. Raises `Invalid` with what is wrong with the file."""
    if len(data) > MOST_BYTES:
        raise Invalid(_("The file is larger than 4 MB."))
    header, rows = _of_workbook(name, data) if data.startswith(_ZIP) else _of_text(data)
    header = [" ".join(cell.split())[:200] for cell in header][:MOST_COLUMNS]
    if not any(header):
        raise Invalid(_("The file has no header: its first row names the columns."))
    kept = [(row + [""] * len(header))[: len(header)] for row in rows if any(cell.strip() for cell in row)]
    if not kept:
        raise Invalid(_("The file has a header and no rows."))
    if len(kept) > MOST_ROWS:
        raise Invalid(_("The file has %(count)d rows; at most %(most)d are taken at once.") % {
            "count": len(kept), "most": MOST_ROWS,
        })  # fmt: skip
    return header, [[cell.replace("\0", "").strip() for cell in row] for row in kept]


def _of_workbook(name: str, data: bytes) -> tuple[list[str], list[list[str]]]:
    try:
        sheet = Sheet(io.BytesIO(data), name)
        return list(sheet.header), [row for row, _number in zip(sheet.read(), range(MOST_ROWS + 1), strict=False)]
    except SourceError:
        raise Invalid(_("The workbook cannot be read. Save it again as XLSX or CSV.")) from None


def _of_text(data: bytes) -> tuple[list[str], list[list[str]]]:
    text = None
    for encoding in ("utf-8-sig", "gb18030"):  # what a spreadsheet on a Chinese computer saves is GB 18030
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    if text is None or "\0" in text:
        raise Invalid(_("The file is neither XLSX nor CSV text."))
    first = text.partition("\n")[0]
    separator = max((",", ";", "\t"), key=first.count)
    try:
        table = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise Invalid(_("The file is neither XLSX nor CSV text.")) from None
    return (table[0], table[1:]) if table else ([], [])


# --- matching --------------------------------------------------------------------------------------------------


def suggest(profile: str, header: Sequence[str]) -> Mapped:
    """Which column answers which question, by its heading: the name of the question, its label in either language, or
    another heading in use. A column answers one question at most."""
    known: dict[str, str] = {}
    bare: dict[str, str] = {}
    asked = questions(profile)
    for name in asked:
        for heading in HEADINGS.get(name, ()):
            bare.setdefault(_bare(heading), name)
    for name, question in asked.items():
        bare[_bare(name)] = name
        for language in ("en", "zh-hans"):
            with translation.override(language):
                known[_whole(str(question.label))] = bare[_bare(str(question.label))] = name
    found: Mapped = {}
    for place, heading in enumerate(header):
        # what stands in brackets may tell two questions apart, 标题（中文） and 标题（英文）, or be but a unit
        matched = known.get(_whole(heading)) or bare.get(_bare(heading))
        if matched is not None and matched not in found:
            found[matched] = place
    return found


def _whole(heading: str) -> str:
    return re.sub(r"[\W_]+", "", fold(heading))


def _bare(heading: str) -> str:
    return _whole(re.sub(r"[(（].*?[)）]", "", heading))


def answers_of(profile: str, row: Sequence[str], mapped: Mapping[str, int]) -> Content:
    """What a row answers; words of vocabularies become their keys."""
    given: dict[str, Any] = {}
    for name, question in questions(profile).items():
        place = mapped.get(name)
        if place is not None and 0 <= place < len(row) and row[place].strip():
            given[name] = _answer(name, question, row[place].strip())
    return answers.tidy(profile, given)


def _answer(name: str, question: Question, cell: str) -> Any:
    if question.kind == TICK:
        return cell.casefold() in _YES
    if question.kind == SEVERAL:
        return [_key(name, question, part) for part in _SEVERAL.split(cell) if part]
    if question.kind == LINES:
        parts = _SEVERAL.split(cell) if name == "fields" else _LINES.split(cell)
        return [_as_right(part) if name == "rights" else part for part in parts if part]
    if question.kind == LEVEL:
        found = _LEVEL.match(cell)
        return found[1] if found else cell
    if question.kind == DAY:
        day = _DAY.fullmatch(cell)
        return f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}" if day else cell
    if question.kind == MONEY:
        return re.sub(r"[,，\s]|元$|yuan$|\.0+$", "", cell)
    if name == "country":
        return _key(name, question, cell)
    return cell.upper() if name == "currency" and len(cell) == 3 else cell


def _as_right(part: str) -> str:
    """A number alone is taken for a patent's: so tables with a column of patent numbers can be read."""
    known = {word.casefold() for words in MORE_WORDS.values() for word in words} | set(MORE_WORDS)
    first = re.split(r"[,，;；、:：\s]", part.strip())[0].casefold()
    return part if first in known or not re.search(r"\d{6,}", part) else f"patent, {part}"


def _key(name: str, question: Question, word: str) -> str:
    """The key of a word in either language; the word itself where it is not known, to be told."""
    if question.choices is not None:
        labels = question.choices
        for language in ("en", "zh-hans"):
            with translation.override(language):
                for key, label in labels.items():
                    more = (_bare(each) for each in WORDS.get(name, {}).get(key, ()))
                    if _bare(word) in (_bare(str(key)), _bare(str(label)), *more):
                        return str(key)
        return word
    texts = centre.sectors() if name == "sectors" else centre.countries()
    for key, named in texts.items():
        if _bare(word) in {_bare(key), *(_bare(text) for text in named.values())}:
            return key
    return word


# --- trying and making -----------------------------------------------------------------------------------------


def dry_run(profile: str, rows: Sequence[Sequence[str]], mapped: Mapping[str, int]) -> list[Tried]:
    """What would come of each row; nothing is written."""
    found = []
    for number, row in enumerate(rows, start=2):
        content = answers_of(profile, row, mapped)
        title = content.get("title_zh") or content.get("title_en") or ""
        wrong = answers.shapes(profile, content)
        unknown = [each for each in content.get("sectors", []) if each not in centre.sectors()]
        if unknown:
            wrong.setdefault("sectors", []).append(_("Not known: %(words)s.") % {"words": ", ".join(unknown)})
        if not title:
            wrong.setdefault("title_zh", []).append(_("A listing needs a title, in Chinese or in English."))
        missing = {} if wrong else answers.problems(profile, content)
        found.append(Tried(number, title, content, wrong, missing))
    return found


@alone()
def create(
    profile: str, organisation_uid: str, rows: Sequence[Sequence[str]], mapped: Mapping[str, int], by: Any, *,
    leave_out_wrong: bool = False,
) -> list[Listing]:  # fmt: skip
    """Make the drafts, all or none. Raises `Invalid` where a row is wrong, unless these are to be left out."""
    tried = dry_run(profile, rows, mapped)
    wrong = [each for each in tried if each.wrong]
    if wrong and not leave_out_wrong:
        numbers = ", ".join(str(each.number) for each in wrong[:20])
        raise Invalid(_("Nothing was made: these rows are wrong: %(rows)s.") % {"rows": numbers})
    good = [each for each in tried if not each.wrong]
    if not good:
        raise Invalid(_("No row can be made into a listing."))
    return [services.begin(profile, organisation_uid, by, each.content) for each in good]
