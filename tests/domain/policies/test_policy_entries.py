"""Entries of the policy catalogue: reading them, and whether one is in force on a day."""

import datetime as dt

import pytest

from technopole.core.errors import SourceError
from technopole.core.sourced import By, put
from technopole.policies import queries, words
from technopole.policies.kinds import policy_from_row
from technopole.policies.models import Policy

ROW = {
    "id": "p1", "title_en": "Measures", "title_zh": "办法", "document_number": "〔2024〕1号", "published": "2024-01-02",
    "valid_from": "2024-02-01", "valid_to": "2025-12-31", "level": "municipal", "topic": "talent",
    "instruments": "talent|finance", "subject": "person", "official": "no", "source": "https://example.org/p1",
}  # fmt: skip


def stored(**cells: str) -> Policy:
    put("policy", "centre", "t:p1", policy_from_row({**ROW, **cells}), By(label="test"))
    return Policy.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("cells", "day", "validity"),
    [
        ({}, dt.date(2024, 1, 31), "not_yet"),
        ({}, dt.date(2024, 2, 1), "in_force"),
        ({}, dt.date(2025, 12, 31), "in_force"),
        ({}, dt.date(2026, 1, 1), "expired"),
        ({"valid_to": ""}, dt.date(2099, 1, 1), "in_force"),
        ({"valid_to": "2025"}, dt.date(2025, 6, 1), "in_force"),
        ({"valid_from": "", "valid_to": ""}, dt.date(2024, 6, 1), "not_stated"),
        ({"valid_from": ""}, dt.date(2026, 6, 1), "expired"),
    ],
)
def test_validity_says_what_the_dates_say_and_the_list_agrees_with_the_page(
    cells: dict[str, str], day: dt.date, validity: str
) -> None:
    assert words.validity(stored(**cells), day) == validity
    assert queries.policies(day).get().validity == validity  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_policy_keeps_each_of_its_instruments() -> None:
    assert [each.instrument for each in stored().instruments.all()] == ["talent", "finance"]


@pytest.mark.django_db
def test_nobody_compared_the_official_text_unless_the_row_says_so() -> None:
    assert not stored().official
    assert stored(official="yes").official


@pytest.mark.parametrize(
    ("field", "value"),
    [("instruments", "magic"), ("level", "world"), ("valid_to", "2023"), ("published", "soon"), ("official", "maybe")],
)
def test_a_wrong_cell_of_a_policy_is_refused_with_its_field(field: str, value: str) -> None:
    with pytest.raises(SourceError) as refused:
        policy_from_row({**ROW, field: value})
    assert refused.value.field == field
