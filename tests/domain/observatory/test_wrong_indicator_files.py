"""A wrong YAML or SQL is told with its file, its line and what to do, before any data is there."""

from pathlib import Path

import pytest

from technopole.core.errors import SourceError, SourceErrors
from technopole.observatory import kinds
from technopole.observatory.measuring import schema
from technopole.sources.documents import read_yaml

HEAD = "id: papers\nname: {en: Papers, zh: 论文}\nmeasure:\n"
RECORDS = "  records: |\n    SELECT year AS period,\n           id AS record, title, field\n    FROM works\n"
VALUE = "  value: count(DISTINCT record)\n"


def errors(tmp_path: Path, text: str) -> list[SourceError]:
    path = tmp_path / "papers.yaml"
    path.write_text(text, "utf-8")
    document = read_yaml(path, "indicators/papers.yaml")
    with pytest.raises(SourceErrors) as caught:
        kinds.indicator_from_document(document)
    assert {error.file for error in caught.value.errors} == {"indicators/papers.yaml"}
    return caught.value.errors


@pytest.mark.parametrize(
    ("wrong", "line", "field", "problem", "hint"),
    [
        (HEAD + RECORDS.replace("title", "titel") + VALUE, 6, "measure.records", '"titel" not found', "title"),
        (HEAD + RECORDS.replace("works", "work") + VALUE, 7, "measure.records", "no table 'work'", "works"),
        (HEAD + RECORDS.replace("works", "works WHERE type = $kind") + VALUE, 7, "measure.records", "$kind", "$place"),
        (HEAD + RECORDS.replace("FROM", "FORM") + VALUE, 7, "measure.records", "syntax error", ""),
        (HEAD + "  records: DELETE FROM works\n" + VALUE, 4, "measure.records", "Only SELECT", "SELECT"),
        (HEAD + RECORDS.replace("AS record", "") + VALUE, 5, "measure.records", "no column 'record'", "AS record"),
        (HEAD + RECORDS.replace("year AS", "truth AS").replace("truth", "is_oa") + VALUE, 5, "measure.records",
         "BOOLEAN as the period", "year"),
        (HEAD + RECORDS + "  value: |\n    -- how many\n    cuont(record)\n", 10, "measure.value", "cuont", "count"),
        (HEAD + RECORDS + "  value: record\n", 8, "measure.value", "GROUP BY", ""),
        (HEAD + RECORDS + "  value: max(title)\n", 8, "measure.value", "gives VARCHAR", "number"),
        (HEAD + RECORDS + VALUE + "  dimensions:\n    feild: {en: Field}\n", 10, "measure.dimensions.feild",
         "no column of the records", "field"),
        (HEAD + RECORDS + VALUE + "  dimensions:\n    field: {en: Field, labels: subject}\n", 10,
         "measure.dimensions.field.labels", "'subject' is no column", "subjects"),
        (HEAD + RECORDS + VALUE + "  shown:\n    name: Name\n", 10, "measure.shown.name", "no column", "There are"),
        (HEAD + RECORDS, 3, "measure.value", "is missing", "aggregate"),
        (HEAD.replace("name:", "nmae: x\nname:") + RECORDS + VALUE, 2, "nmae", "no key", "name"),
        (HEAD + RECORDS + VALUE + "  totl: true\n", 9, "measure.totl", "no key", "total"),
        (HEAD + RECORDS + VALUE + "  total: never\n", 9, "measure.total", "not true or false", ""),
        (HEAD + RECORDS + VALUE + "target: {period: 2025, value: 3, oprator: '>'}\n", 9, "target.oprator", "no key",
         "operator"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_file_line_and_cure(
    tmp_path: Path, wrong: str, line: int, field: str, problem: str, hint: str
) -> None:
    found = {error.field: error for error in errors(tmp_path, wrong)}
    assert field in found, found
    error = found[field]
    assert (error.line, problem in error.problem, hint in error.hint) == (line, True, True), error


def test_several_mistakes_are_told_together(tmp_path: Path) -> None:
    wrong = HEAD + RECORDS + "  value: sm(record)\n  shown:\n    name: Name\n"
    assert {error.field for error in errors(tmp_path, wrong)} == {"measure.value", "measure.shown.name"}


def test_the_schema_for_editors_is_the_one_that_is_checked_by() -> None:
    published = Path(__file__).parents[3] / "docs" / "reference" / "indicator.schema.json"
    assert published.read_text("utf-8") == schema.text()
