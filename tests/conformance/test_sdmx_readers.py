"""What pysdmx and sdmx1 read of our SDMX, unchanged: structures by the official schema, data in both forms."""

import io
import warnings
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from technopole.core.sourced import By, put

pytestmark = pytest.mark.django_db
BY = By(label="test")
VALUES = {("town", "2020"): "12.50", ("town", "2021"): "13", ("city", "2020"): "99.125"}


@pytest.fixture(autouse=True)
def figures(db: Any) -> None:
    indicator = {"key": "spending", "name": {"en": "Spending", "zh": "支出"}, "place": "town", "unit": {"id": "cny"}}
    put("indicator", "centre", "t:spending", indicator, BY)
    for (place, period), value in VALUES.items():
        record = {
            "key": f"{place}{period}", "indicator": "spending", "place": place, "period": period, "value": value,
            "status": "actual", "sources": ["https://a.example.org/1"], "note": {"en": 'said "so", and more'},
        }  # fmt: skip
        put("observation", "centre", f"t:{place}{period}", record, BY)


def answer(address: str) -> bytes:
    response = Client().get(address)
    assert response.status_code == 200
    return bytes(response.getvalue())


def test_pysdmx_reads_structures_that_the_schema_allows_and_the_data_by_them(tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own dependencies
        from pysdmx.io import get_datasets, read_sdmx

        structure, data = tmp_path / "structure.json", tmp_path / "data.csv"
        structure.write_bytes(answer("/sdmx/structure.json"))
        data.write_bytes(answer("/sdmx/data/INDICATORS.csv"))
        message = read_sdmx(structure, validate=True)
        [dataset] = get_datasets(data, structure)
    lists = {each.id: each for each in message.get_codelists()}
    assert [(code.id, code.name) for code in lists["CL_INDICATOR"].codes] == [("spending", "Spending")]
    assert {each.id for each in message.get_dataflows()} == {"INDICATORS", "STATEMENTS", "COMPUTED"}
    table = dataset.data
    found = {(row.REF_AREA, row.TIME_PERIOD): float(row.OBS_VALUE) for row in table.itertuples()}
    assert found == {key: float(value) for key, value in VALUES.items()}
    assert set(table["COMMENT_OBS"]) == {'said "so", and more'}
    components = {each.id for each in dataset.structure.components}
    assert set(table.columns) <= components


def test_sdmx1_reads_the_same_from_both_forms() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its own dependencies
        import sdmx
        from sdmx.model import v30

        from technopole.interop.statistics.flows import FLOWS, MEASURE

        structure = v30.DataStructureDefinition(id="INDICATORS")
        for each in FLOWS["INDICATORS"].dimensions:
            structure.dimensions.getdefault(id=each.id)
        structure.measures.getdefault(id=MEASURE)
        for each in FLOWS["INDICATORS"].attributes:
            structure.attributes.getdefault(id=each.id)
        table = sdmx.read_sdmx(io.BytesIO(answer("/sdmx/data/INDICATORS.csv")), format="csv", structure=structure)
        message = sdmx.read_sdmx(io.BytesIO(answer("/sdmx/data/INDICATORS.json")), format="json")
    read = {}
    for each in table.data[0].obs:
        key = {name: value.value for name, value in each.dimension.values.items()}
        read[key["REF_AREA"], key["TIME_PERIOD"]] = each.value
    assert read == VALUES
    [dataset] = message.data
    for each in dataset.obs:
        key = {name: value.value for name, value in each.key.values.items()}
        assert each.value == float(VALUES[key["REF_AREA"], key["TIME_PERIOD"]])
        assert each.attached_attribute["STATUS"].value.id == "ACTUAL"
    assert len(dataset.obs) == len(VALUES)
