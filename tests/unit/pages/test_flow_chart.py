"""Flows as bands: they begin and end in their nodes, add up to them, and nothing is there that was not given."""

from __future__ import annotations

import json
from collections import defaultdict
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from technopole.pages import drawing, flow_chart

YUAN = {"en": "yuan", "zh": "元"}
FLOWS = [
    ("Shanghai", "Jiangsu", 9e8), ("Shanghai", "Zhejiang", 4e8), ("Shanghai", "Shanghai", 20e8), ("Beijing", "Jiangsu", 1e8),
    ("Germany", "Shanghai", 2e5),
]  # fmt: skip


@pytest.fixture(autouse=True, scope="module")
def _no_helper_is_left_behind():
    yield
    drawing.stop()


def values(spec, name):
    return next(layer["data"]["values"] for layer in spec["layer"] if layer.get("name") == name)


def bands(spec):
    """{flow: (begin, end, thickness)}."""
    found = defaultdict(list)
    for row in values(spec, "bands"):
        found[row["flow"]].append(row)
    return {
        number: (rows[0]["top"], rows[-1]["top"], rows[0]["bottom"] - rows[0]["top"]) for number, rows in found.items()
    }  # fmt: skip


def test_the_nodes_of_each_side_stand_largest_first_with_what_their_bands_add_up_to():
    spec = flow_chart.flows(FLOWS, unit=YUAN, language="en")
    assert [row["name"].replace("\u00a0", " ") for row in values(spec, "nodes_left")] == [
        "Shanghai  3.3 billion yuan", "Beijing  100 million yuan", "Germany  200,000 yuan",
    ]  # fmt: skip
    assert [row["name"].replace("\u00a0", " ") for row in values(spec, "nodes_right")] == [
        "Shanghai  2 billion yuan", "Jiangsu  1 billion yuan", "Zhejiang  400 million yuan",
    ]  # fmt: skip


names = st.sampled_from(["上海", "江苏", "Germany", "United Arab Emirates", "CN"])


@given(st.lists(st.tuples(names, names, st.floats(0, 1e12)), max_size=12, unique_by=lambda row: row[:2]), st.sampled_from([680, 340]))
def test_bands_lie_inside_their_nodes_and_never_on_each_other_there(rows, width):
    spec = flow_chart.flows(rows, unit=YUAN, language="zh-hans", width=width)
    found = bands(spec)
    assert len(found) == len(rows)
    for side, layer in enumerate(("nodes_left", "nodes_right")):
        nodes = {row["name"].split("  ")[0]: row for row in values(spec, layer)}
        assert set(nodes) == {row[side] for row in rows}
        for name, node in nodes.items():
            at = node["top"]
            for top, thick in sorted((found[n][side], found[n][2]) for n, row in enumerate(rows) if row[side] == name):
                assert top == pytest.approx(at, abs=0.3 * len(rows) + 0.3)
                at = top + thick
            assert at == pytest.approx(node["bottom"], abs=0.3 * len(rows) + 0.3)
            assert node["bottom"] <= spec["height"]


def test_a_flow_that_is_left_out_is_in_no_name_and_in_no_sum():
    spec = json.dumps(flow_chart.flows(FLOWS[:3], unit=YUAN, language="en"))
    assert "Beijing" not in spec and "Germany" not in spec and "1 billion" not in spec


def test_less_than_nothing_does_not_flow():
    with pytest.raises(ValueError, match="less than nothing"):
        flow_chart.flows([("a", "b", -1.0)])


@pytest.mark.parametrize(("width", "language", "said"), [
    (680, "en", "United Arab Emirates  5 billion yuan"), (340, "en", "United Arab Emirates"), (340, "zh-hans", "50亿元"),
])  # fmt: skip
def test_a_drawing_is_as_wide_as_it_is_told_and_names_every_place_in_whole(tmp_path, width, language, said):
    rows = [*FLOWS, ("United Arab Emirates", "Inner Mongolia", 5e9)]
    spec = flow_chart.flows(rows, unit=YUAN, language=language, heads=("Seller in", "Buyer in"), width=width)
    svg = drawing.render_svg(spec, tmp_path, "Flows")
    root = ElementTree.fromstring(svg)
    assert float(root.get("width", "0")) <= width + 1
    texts = [" ".join("".join(each.itertext()).split()) for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert " ".join(said.split()) in texts and "Seller in" in texts
    assert len(svg) < 60_000
