"""What the members of a disaggregation are called, in both languages."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from technopole.exchange import terms
from technopole.methods import technology_fields
from technopole.registry import vocabulary

Texts = Mapping[str, Mapping[str, str]]


def _technology_fields() -> Texts:
    return {str(each.number): each.name for each in technology_fields.fields()}


class _Subjects(dict[str, dict[str, str]]):
    """OpenAlex's domains, fields and subfields, by their numbers."""

    def __missing__(self, number: str) -> dict[str, str]:
        found = {language: terms.field_name(number, language) for language in ("en", "zh")}
        return {language: name for language, name in found.items() if name}


_YES_NO = {"true": {"en": "Yes", "zh": "是"}, "false": {"en": "No", "zh": "否"}}
_FAMILIES = {
    "education": {"en": "Universities and colleges", "zh": "高等院校"},
    "company": {"en": "Companies", "zh": "企业"},
    "government": {"en": "Government", "zh": "政府机构"},
    "facility": {"en": "Research institutes", "zh": "科研院所"},
    "healthcare": {"en": "Hospitals and health care", "zh": "医疗卫生机构"},
    "nonprofit": {"en": "Non-profit organisations", "zh": "非营利机构"},
    "archive": {"en": "Libraries, archives and museums", "zh": "图书馆、档案馆与博物馆"},
    "funder": {"en": "Funders", "zh": "资助机构"},
    "other": {"en": "Others", "zh": "其他机构"},
}
"""Types of institutions as ROR and OpenAlex have them."""

_WORKS = {
    "article": {"en": "Article", "zh": "期刊论文"},
    "review": {"en": "Review", "zh": "综述"},
    "letter": {"en": "Letter", "zh": "快报与来信"},
    "editorial": {"en": "Editorial", "zh": "社论"},
    "erratum": {"en": "Erratum", "zh": "勘误"},
    "retraction": {"en": "Retraction notice", "zh": "撤稿声明"},
    "preprint": {"en": "Preprint", "zh": "预印本"},
    "book": {"en": "Book", "zh": "图书"},
    "book-chapter": {"en": "Book chapter", "zh": "图书章节"},
    "dissertation": {"en": "Dissertation", "zh": "学位论文"},
    "report": {"en": "Report", "zh": "报告"},
    "dataset": {"en": "Dataset", "zh": "数据集"},
    "software": {"en": "Software", "zh": "软件"},
    "standard": {"en": "Standard", "zh": "标准"},
    "peer-review": {"en": "Peer review", "zh": "同行评议"},
    "reference-entry": {"en": "Reference entry", "zh": "工具书条目"},
    "supplementary-materials": {"en": "Supplementary materials", "zh": "补充材料"},
    "other": {"en": "Other", "zh": "其他"},
}
"""Types of works as OpenAlex has them."""

LISTS: Mapping[str, Callable[[], Texts]] = {
    "sectors": vocabulary.sectors,
    "types": vocabulary.types,
    "districts": vocabulary.districts,
    "hubs": vocabulary.hubs,
    "places": lambda: vocabulary.terms("place"),
    "countries": vocabulary.countries,
    "provinces": vocabulary.provinces,
    "subjects": _Subjects,
    "technology_fields": _technology_fields,
    "institution_types": lambda: _FAMILIES,
    "work_types": lambda: _WORKS,
    "yes_no": lambda: _YES_NO,
}
"""The lists of names that `labels:` may name."""


def names(labels: Any, members: Any) -> dict[str, dict[str, str]]:
    """{member: its name in two languages}, from `labels` of a dimension as far as it is a list or a mapping."""
    if isinstance(labels, str) and labels in LISTS:
        known: Any = LISTS[labels]()
        return {member: dict(known[member]) for member in members if isinstance(known, _Subjects) or member in known}
    if isinstance(labels, Mapping):
        return {
            member: {"en": said} if isinstance(said, str) else dict(said)
            for member in members
            if (said := labels.get(member))
        }
    return {}
