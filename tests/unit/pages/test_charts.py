"""Charts: what the specifications say, and that they become small, readable, accessible SVG."""

from __future__ import annotations

import json
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

import technopole
from technopole.pages import charts, drawing

UNIT = {"en": "%", "zh": "%", "decimals": 1}
SERIES = [
    charts.Point("2019", 4.0),
    charts.Point("2020", 4.17),
    charts.Point("2021", 4.2, "preliminary", published="2022-01"),
    charts.Point("2021", 4.21, "restated", published="2022-12"),
    charts.Point("2021", 4.6, "claim", label="A speech"),
]
TARGET = charts.Target("2025", 4.5, ">=")


@pytest.fixture(autouse=True, scope="module")
def _no_helper_is_left_behind():
    yield
    drawing.stop()


def layer(spec, name):
    return next(part for part in spec["layer"] if part.get("name") == name)


def line_values(spec):
    return next(part for part in spec["layer"] if part["mark"]["type"] == "line")["data"]["values"]


def test_the_line_joins_one_measured_value_a_period_and_no_claim():
    values = line_values(charts.line(SERIES))
    assert [value["y"] for value in values] == [4.0, 4.17, 4.21]


def test_each_status_has_a_shape_or_filling_of_its_own():
    looks = {(shape, filled) for shape, filled, *_ in charts.STATUS_MARKS.values()}
    assert len(looks) == len(charts.STATUS_MARKS)


def test_the_target_is_a_line_with_its_year_in_the_readers_language():
    english = layer(charts.line(SERIES, unit=UNIT, target=TARGET), "target_words")
    chinese = layer(charts.line(SERIES, unit=UNIT, target=TARGET, language="zh-hans"), "target_words")
    assert english["data"]["values"][0]["text"] == "Target for 2025: ≥ 4.5%"
    assert chinese["data"]["values"][0]["text"] == "2025年目标：≥ 4.5%"


def test_the_last_value_is_written_at_its_point():
    label = layer(charts.line(SERIES, unit=UNIT), "last_value")
    assert label["data"]["values"][0]["words"] == "4.2%"


def test_a_band_is_named_at_its_far_end_also_in_a_small_chart_without_words():
    bands = [charts.Band("2022", 4.1, 4.4), charts.Band("2025", 4.0, 4.6)]
    named = next(layer for layer in charts.line(SERIES, bands=bands, band_words="80% interval")["layer"] if layer.get("name") == "band_words")
    assert named["data"]["values"] == [{"x": 2025.0, "low": 4.0, "high": 4.6, "text": "80% interval"}]
    small = charts.small_multiple(SERIES, bands=bands)
    assert small["layer"][0]["name"] == "band"
    assert all(layer.get("name") != "band_words" for layer in small["layer"])
    assert small["layer"][0]["encoding"]["x"]["scale"]["domain"][1] > 2025


def test_words_of_a_target_stand_right_where_a_single_figure_stands_left():
    def where(points):
        layers = charts.line(points, target=TARGET)["layer"]
        return next(layer for layer in layers if layer.get("name") == "target_words")["mark"]["align"]

    assert (where(SERIES[:1]), where(SERIES)) == ("right", "left")


def test_a_band_is_drawn_under_the_line():
    spec = charts.line(SERIES, bands=[charts.Band("2022", 4.1, 4.4), charts.Band("2023", 4.0, 4.6)])
    kinds = [part["mark"]["type"] for part in spec["layer"]]
    assert kinds.index("area") < kinds.index("line")


def test_bars_start_at_zero():
    spec = charts.bars([("2023", 90), ("2024", 95)])
    assert spec["layer"][0]["encoding"]["y"]["scale"]["zero"] is True


def test_categories_are_sorted_and_named_in_the_readers_language():
    rows = [({"en": "Firms", "zh": "企业"}, 2), ({"en": "Institutes", "zh": "院所"}, 9)]
    spec = charts.categories(rows, language="zh")
    assert [value["name"] for value in spec["data"]["values"]] == ["院所", "企业"]


def test_statements_that_disagree_all_stay_visible():
    spec = charts.claims(SERIES)
    drawn = [value["y"] for part in spec["layer"] if part.get("name", "").startswith("status_")
             for value in part["data"]["values"]]
    assert sorted(drawn) == sorted(point.value for point in SERIES)


def test_a_legend_is_only_given_where_something_needs_saying():
    assert charts.legend([charts.Point("2020", 1)]) == []
    assert [entry["label"] for entry in charts.legend(SERIES, "zh")] == ["实际值", "初步值", "修订值", "自述值"]


def test_large_axis_numbers_are_said_in_words_of_the_language():
    point = [charts.Point("2020", 14_000_000)]
    assert "' million'" in json.dumps(charts.line(point, language="en"))
    assert "'万'" in json.dumps(charts.line(point, language="zh"), ensure_ascii=False)


@pytest.mark.parametrize(("period", "year"), [("2024", 2024), ("2024-07", 2024.5), ("2024-Q3", 2024.5)])
def test_a_period_becomes_a_decimal_year(period, year):
    assert charts.year_of(period) == pytest.approx(year)


def test_a_period_that_is_none_is_refused():
    with pytest.raises(ValueError, match="is not a period"):
        charts.year_of("last year")


@pytest.mark.parametrize("points", [[], [charts.Point("2020", 0)], [charts.Point("2020-03", 5)] * 2])
def test_no_points_one_point_and_equal_points_can_be_drawn(points):
    assert charts.render_svg(charts.line(points), None).startswith("<svg")


def test_a_drawing_is_well_formed_named_and_has_no_inline_style():
    svg = charts.render_svg(charts.line(SERIES, unit=UNIT, target=TARGET), None, "R&D <share>", "It rises.")
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root[0].text == "R&D <share>"
    assert "style=" not in svg and "<script" not in svg
    assert len(svg) < 20_000


def test_only_colours_that_follow_the_theme_are_drawn():
    css = (Path(technopole.__file__).parent / "web/static/technopole/css/data.css").read_text()
    bands = [charts.Band("2022", 4, 5), charts.Band("2023", 4, 6)]
    specs = [charts.line(SERIES, unit=UNIT, target=TARGET, bands=bands),
             charts.bars([("2023", 90)]), charts.categories([("x", 1)]), charts.small_multiple(SERIES, target=TARGET)]
    for svg in drawing.render_many(specs, None):
        for attribute, colour in re.findall(r'(fill|stroke)="(#[0-9a-fA-F]+)"', svg):
            assert f'[{attribute}="{colour}"]' in css, (attribute, colour)


def test_a_drawing_is_made_once_and_then_read_from_the_cache(tmp_path, monkeypatch):
    spec = charts.bars([("2023", 90), ("2024", 95)])
    first = charts.render_svg(spec, tmp_path, "Count")
    monkeypatch.setattr(drawing._helper, "ask", lambda *_asked: pytest.fail("drawn twice"))
    assert charts.render_svg(spec, tmp_path, "Count") == first
    assert len(list(tmp_path.glob("*/*.svg"))) == 1


def test_a_specification_that_cannot_be_drawn_is_an_error_and_the_helper_lives_on():
    with pytest.raises(drawing.ChartError):
        charts.render_svg({"mark": "nonsense", "encoding": 3}, None)
    assert charts.render_svg(charts.bars([("2024", 1)]), None).startswith("<svg")


def test_drawing_goes_on_after_the_helper_was_killed():
    charts.render_svg(charts.bars([("2024", 1)]), None)
    drawing._helper._process.kill()
    assert charts.render_svg(charts.bars([("2024", 2)]), None).startswith("<svg")


def test_the_helper_ends_by_itself_when_idle(monkeypatch):
    drawing.stop()
    monkeypatch.setattr(drawing, "IDLE_SECONDS", 0.2)
    charts.render_svg(charts.bars([("2024", 3)]), None)
    assert drawing._helper._process.wait(timeout=10) == 0
    drawing.stop()


def test_a_sparkline_leaves_gaps_where_nothing_is_known():
    svg = charts.sparkline_svg([1, 2, None, 3], 'up & "away"')
    assert svg.count("M") == 2
    ElementTree.fromstring(svg)
    assert charts.sparkline_svg([None], "nothing") == ""
