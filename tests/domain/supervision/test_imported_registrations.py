"""Organisations of an official export become rows of the register, and owe reports from then on."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import official_files as files
import pytest

from technopole.core.sourced import By
from technopole.registration.models import Authority, Registration
from technopole.registry.official import load
from technopole.sources.official import records
from technopole.supervision.models import AnnualReport
from technopole.supervision.services import planned

pytestmark = pytest.mark.django_db


def loaded(path: Path, rows: list[list[Any]]) -> None:
    load.load(load.plan(records.read(files.csv_file(path / "a.csv", rows))), By(label="test"))


def test_a_row_with_code_form_and_day_becomes_a_registration(tmp_path: Path) -> None:
    loaded(tmp_path, [files.row(1)])
    row = Registration.objects.get()
    assert (row.code, row.legal_form, row.registered_on, row.status) == (files.code(1), "association", dt.date(2021, 7, 18), "active")
    assert row.details["registered_money"] == "30000" and row.valid_to == dt.date(2026, 7, 17)
    names = dict(Authority.objects.values_list("key", "name_zh"))
    assert (names[row.authority], names[row.supervisory_unit]) == ("上海市民政局", "上海市科学技术协会")


def test_a_row_that_states_no_day_or_no_code_becomes_none(tmp_path: Path) -> None:
    loaded(tmp_path, [files.row(1, 成立日期="2021年"), files.row(2, 统一社会信用代码="")])
    assert not Registration.objects.exists()


def test_loading_again_changes_what_changed_and_nothing_else(tmp_path: Path) -> None:
    loaded(tmp_path, [files.row(1), files.row(2)])
    loaded(tmp_path, [files.row(1, 状态="注销"), files.row(2)])
    assert list(Registration.objects.order_by("code").values_list("status", "version")) == [("deregistered", 2), ("active", 1)]


def test_a_registration_decided_here_is_not_touched(tmp_path: Path) -> None:
    loaded(tmp_path, [files.row(1)])
    Registration.objects.update(details={}, legal_form="foundation")
    loaded(tmp_path, [files.row(1, 住所="别处")])
    assert Registration.objects.get().legal_form == "foundation"


def test_what_was_imported_owes_reports(tmp_path: Path, at: Callable[..., None]) -> None:
    at("2025-02-01")
    loaded(tmp_path, [files.row(1), files.row(2, 成立日期="2024年7月18日"), files.row(3, 状态="注销")])
    planned.daily()
    row = AnnualReport.objects.get()
    assert (row.year, row.due, row.unit_due) == (2024, dt.date(2025, 5, 31), dt.date(2025, 3, 31))
