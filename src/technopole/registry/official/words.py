"""What is wrong with an export, and what to do, in the reader's language; and the report of it as a table."""

from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from technopole.pages import exports
from technopole.pages.exports import ExportColumn
from technopole.sources.official.problems import ERROR, Problem

FIELDS: dict[str, Promise] = {
    "name": lazy("Name"),
    "code": lazy("Unified social credit code"),
    "authority": lazy("Registration authority"),
    "supervisory_unit": lazy("Business supervisory unit"),
    "legal_form": lazy("Legal form"),
    "legal_representative": lazy("Legal representative"),
    "established": lazy("Established"),
    "address": lazy("Registered address"),
    "capital": lazy("Registered capital"),
    "scope": lazy("Scope of business"),
    "status": lazy("Status"),
    "valid": lazy("Certificate valid from and to"),
    "valid_from": lazy("Certificate valid from"),
    "valid_to": lazy("Certificate valid to"),
    "name_en": lazy("Name in English"),
    "former_names": lazy("Former names"),
    "charity": lazy("Charity"),
    "website": lazy("Website"),
}

WORDS: dict[str, tuple[Promise, Promise]] = {
    "sheet_without_headings": (
        lazy("No row of this sheet looks like headings; it was not read."),
        lazy("Nothing, if it is a cover sheet. Otherwise name its columns as in the other sheets."),
    ),
    "formulas": (
        lazy("%(count)d formulas were saved without their value and read as empty."),
        lazy("Open the file in a spreadsheet, save it again, and load that."),
    ),
    "name_missing": (lazy("The name is empty."), lazy("Fill it in, or delete the row.")),
    "name": (
        lazy("This is not a name: it has no letters or more than 300 characters."),
        lazy("Copy it from the certificate."),
    ),
    "code": (lazy("The code is not valid."), lazy("Copy the 18 characters from the certificate again.")),
    "code_as_number": (
        lazy("The code was saved as a number and lost its last digits."),
        lazy("Format the column as text and enter the code again."),
    ),
    "code_of_others": (
        lazy("This code is not that of a social organisation (51, 52 or 53)."),
        lazy("Check that the row belongs in this export."),
    ),
    "date": (lazy("This is not a date."), lazy("Write it as 2021-07-18 or 2021年7月18日.")),
    "date_ambiguous": (
        lazy("The day and the month cannot be told apart."), lazy("Write the year first: 2021-07-18.")
    ),
    "date_not_there": (lazy("The calendar has no such day."), lazy("Correct the date.")),
    "date_far": (lazy("The date is before 1900 or after 2099."), lazy("Correct the year.")),
    "period": (lazy("This is not a period."), lazy("Write it as 2021-07-18至2026-07-17.")),
    "period_reversed": (lazy("The period ends before it begins."), lazy("Correct one of the two dates.")),
    "money": (lazy("This is not an amount of money."), lazy("Write it as 3万元 or 30000元.")),
    "money_unit": (
        lazy("The amount has no unit, so it may be yuan or ten thousand yuan; it was left out."),
        lazy("Say the unit in the heading, such as 注册资金（万元）."),
    ),
    "legal_form": (
        lazy("This is no known legal form."), lazy("Write 社会团体, 社会服务机构 or 基金会.")
    ),
    "form_unlike_code": (
        lazy("The code is that of a %(code)s, the row says %(said)s; the code was followed."),
        lazy("Check which one is right."),
    ),
    "status": (lazy("This is no known status."), lazy("Write 正常, 异常, 注销 or 撤销.")),
    "yes_or_no": (lazy("This is neither yes nor no."), lazy("Write 是 or 否.")),
    "long": (lazy("The text has more than %(most)d characters."), lazy("Shorten it.")),
    "website": (lazy("This is no web address."), lazy("Write it as https://example.org.")),
    "duplicate": (
        lazy("The same organisation stands in row %(first)s already, with the same facts."), lazy("Nothing.")
    ),
    "duplicate_differs": (
        lazy("The same organisation stands in row %(first)s already, with other facts; the first row was read."),
        lazy("Keep the row that is right."),
    ),
    "same_name_other_code": (
        lazy("An organisation of this name is in the register with another code (%(code)s); this is read as another."),
        lazy("Check which code is right before loading."),
    ),
    "name_of_several": (
        lazy("Several organisations in the register have this name, and none this code; this is read as a new one."),
        lazy("Merge them if they are one."),
    ),
    "may_not_stand": (lazy("The record may not stand as it would be: %(why)s"), lazy("Correct the row.")),
}


def field_name(name: str) -> str:
    return str(FIELDS.get(name, name))


def said(problem: Problem) -> str:
    """What is wrong, in the reader's language."""
    if "english" in problem.params:  # an identifier's own explanation, which names the expected digit
        chinese = (get_language() or "en").startswith("zh")
        return str(problem.params["chinese" if chinese else "english"])
    text = str(WORDS[problem.code][0]) if problem.code in WORDS else problem.code
    return text % problem.params if problem.params else text


def advice(problem: Problem) -> str:
    """What to do about it."""
    return str(WORDS[problem.code][1]) if problem.code in WORDS else ""


def severity(problem: Problem) -> str:
    return _("Row not loaded") if problem.severity == ERROR else _("Note")


REPORT = (
    ExportColumn("sheet", lambda problem: problem.sheet),
    ExportColumn("row", lambda problem: problem.row, "integer"),
    ExportColumn("column", lambda problem: problem.column),
    ExportColumn("value", lambda problem: problem.value),
    ExportColumn("severity", lambda problem: problem.severity),
    ExportColumn("problem", said),
    ExportColumn("what_to_do", advice),
)
"""The report of problems; values that a spreadsheet would run as formulas are disarmed like in every export."""


def report(problems: Iterable[Problem], form: str = "csv") -> Iterator[bytes]:
    """The report of problems as a file, in the reader's language."""
    return exports.stream(form, REPORT, problems)
