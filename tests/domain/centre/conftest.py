"""A small centre's folder that tests change as they need."""

from collections.abc import Callable
from pathlib import Path

import pytest

FILES = {
    "centre.toml": '[centre]\nid = "smalltown"\nname_en = "Smalltown Innovation Centre"\n',
    "vocabularies/types.csv": "id,name_en,name_zh\nuniversity,University,高等学校\ncompany,Company,企业\n",
    "vocabularies/sectors.csv": "id,name_en\nenergy,Energy\nmaterials,New materials\n",
    "vocabularies/districts.csv": "id,name_en\nnorth,North District\n",
    "places.csv": "id,name_en,kind\nsmalltown,Smalltown,city\n",
    "hubs.csv": "id,name_en,district,source\nharbour,Harbour Hub,north,https://example.org/harbour\n",
    "organisations.csv": (
        "id,name_en,name_zh,type,sectors,hub,established,source\n"
        "tech,Smalltown Tech,小镇理工,university,energy|materials,harbour,1905,https://example.org/tech\n"
        "bolt,Bolt Sensors,,company,energy,,2019,https://example.org/bolt\n"
    ),
    "events.csv": (
        "id,name_en,start,organisers,source\nfair,Harbour Fair,2024-05-31,host:tech,https://example.org/fair\n"
    ),
    "needs.csv": (
        "id,kind,statement_en,organisation,status,source\n"
        "cells,technology,Better fuel cells,bolt,open,https://example.org/needs\n"
    ),
    "indicators/rd_share.yaml": (
        "id: rd_share\nname: {en: R&D expenditure as a share of GDP}\n"
        'unit: {id: percent, en: "%"}\ndirection: up\nplace: smalltown\n'
    ),
    "observations.csv": (
        "indicator,place,period,value,unit,status,published,source\n"
        "rd_share,smalltown,2023,4.4,percent,actual,2024-03-01,https://example.org/yearbook\n"
    ),
}

Edit = Callable[[str, str, str], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A whole centre of a few rows."""
    top = tmp_path / "smalltown"
    for name, text in FILES.items():
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(text, encoding="utf-8")
    return top


@pytest.fixture
def edit(folder: Path) -> Edit:
    """Replace a text in one of its files, as an editor would."""

    def replace(name: str, old: str, new: str) -> None:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), encoding="utf-8")

    return replace
