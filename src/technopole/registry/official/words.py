"""What is wrong with an export, and what to do, in the reader's language; and the report of it as a table."""

from collections.abc import Iterable, Iterator

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from technopole.pages import exports
from technopole.pages.exports import ExportColumn
from technopole.sources.official.problems import ERROR, Problem

FIELDS: dict[str, Promise] = {
    "name": _("Name"),
    "code": _("Unified social credit code"),
    "authority": _("Registration authority"),
    "supervisory_unit": _("Business supervisory unit"),
    "legal_form": _("Legal form"),
    "legal_representative": _("Legal representative"),
    "established": _("Established"),
    "address": _("Registered address"),
    "capital": _("Registered capital"),
    "scope": _("Scope of business"),
    "status": _("Status"),
    "valid": _("Certificate valid from and to"),
    "valid_from": _("Certificate valid from"),
    "valid_to": _("Certificate valid to"),
    "name_en": _("Name in English"),
    "former_names": _("Former names"),
    "charity": _("Charity"),
    "website": _("Website"),
}

WORDS: dict[str, tuple[Promise, Promise]] = {
    "sheet_without_headings": (
        _("No row of this sheet looks like headings; it was not read."),
        _("Nothing, if it is a cover sheet. Otherwise name its columns as in the other sheets."),
    ),
    "formulas": (
        _("%(count)d formulas were saved without their value and read as empty."),
        _("Open the file in a spreadsheet, save it again, and load that."),
    ),
    "name_missing": (_("The name is empty."), _("Fill it in, or delete the row.")),
    "name": (
        _("This is not a name: it has no letters or more than 300 characters."),
        _("Copy it from the certificate."),
    ),
    "code": (_("The code is not valid."), _("Copy the 18 characters from the certificate again.")),
    "code_as_number": (
        _("The code was saved as a number and lost its last digits."),
        _("Format the column as text and enter the code again."),
    ),
    "code_of_others": (
        _("This code is not that of a social organisation (51, 52 or 53)."),
        _("Check that the row belongs in this export."),
    ),
    "date": (_("This is not a date."), _("Write it as 2021-07-18 or 2021年7月18日.")),
    "date_ambiguous": (
        _("The day and the month cannot be told apart."), _("Write the year first: 2021-07-18.")
    ),
    "date_not_there": (_("The calendar has no such day."), _("Correct the date.")),
    "date_far": (_("The date is before 1900 or after 2099."), _("Correct the year.")),
    "period": (_("This is not a period."), _("Write it as 2021-07-18至2026-07-17.")),
    "period_reversed": (_("The period ends before it begins."), _("Correct one of the two dates.")),
    "money": (_("This is not an amount of money."), _("Write it as 3万元 or 30000元.")),
    "money_unit": (
        _("The amount has no unit, so it may be yuan or ten thousand yuan; it was left out."),
        _("Say the unit in the heading, such as 注册资金（万元）."),
    ),
    "legal_form": (
        _("This is no known legal form."), _("Write 社会团体, 社会服务机构 or 基金会.")
    ),
    "form_unlike_code": (
        _("The code is that of a %(code)s, the row says %(said)s; the code was followed."),
        _("Check which one is right."),
    ),
    "status": (_("This is no known status."), _("Write 正常, 异常, 注销 or 撤销.")),
    "yes_or_no": (_("This is neither yes nor no."), _("Write 是 or 否.")),
    "long": (_("The text has more than %(most)d characters."), _("Shorten it.")),
    "website": (_("This is no web address."), _("Write it as https://example.org.")),
    "duplicate": (
        _("The same organisation stands in row %(first)s already, with the same facts."), _("Nothing.")
    ),
    "duplicate_differs": (
        _("The same organisation stands in row %(first)s already, with other facts; the first row was read."),
        _("Keep the row that is right."),
    ),
    "same_name_other_code": (
        _("An organisation of this name is in the register with another code (%(code)s); this is read as another."),
        _("Check which code is right before loading."),
    ),
    "name_of_several": (
        _("Several organisations in the register have this name, and none this code; this is read as a new one."),
        _("Merge them if they are one."),
    ),
    "may_not_stand": (_("The record may not stand as it would be: %(why)s"), _("Correct the row.")),
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
    return gettext("Row not loaded") if problem.severity == ERROR else gettext("Note")


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
