"""The demo centre's core indicators with all that was observed of them, in the store."""

import csv
from pathlib import Path

from technopole.core.sourced import By, put_many
from technopole.observatory import scoreboard
from technopole.observatory.kinds import indicator_from_document, observation_from_row
from technopole.sources.documents import read_yaml

CENTRE = Path(__file__).resolve().parents[1] / "centres" / "shanghai"
CORE = (
    "rd_gdp_ratio", "basic_research_share", "high_tech_enterprises", "pct_applications",
    "high_value_invention_patents_per_10k", "strategic_emerging_industries_va_gdp", "technology_contract_value_gdp",
    "foreign_rd_centres",
)  # fmt: skip


def core() -> None:
    """For `kept.world`: it takes two seconds, and a copy next to nothing. What is forecast now and in 2018 is kept."""
    by = By(label="test")
    documents = (indicator_from_document(read_yaml(CENTRE / "indicators" / f"{key}.yaml", key)) for key in CORE)
    list(put_many("indicator", "centre", ((record["key"], record) for record in documents), by))
    with (CENTRE / "observations.csv").open(encoding="utf-8", newline="") as handle:
        rows = [observation_from_row(row) for row in csv.DictReader(handle) if row["indicator"] in CORE]
    list(put_many("observation", "centre", ((row["key"], row) for row in rows), by))
    for year in (None, 2018):
        scoreboard.rows(year)
