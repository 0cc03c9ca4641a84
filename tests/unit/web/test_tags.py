"""Template tags: what they put into a page, and what they never let in."""

from __future__ import annotations

import json

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.translation import override

NAMES = {"en": "Zhangjiang <Hub>", "zh": "张江"}


def render(source: str, language: str = "en", **context) -> str:
    with override(language):
        return Template("{% load technopole %}" + source).render(Context(context))


def test_text_in_the_readers_language_is_escaped_and_unmarked():
    assert render("{% bilingual names %}", names=NAMES) == "Zhangjiang &lt;Hub&gt;"
    assert render("{% bilingual names %}", "zh-hans", names=NAMES) == "张江"


def test_a_missing_translation_is_marked_and_carries_its_language():
    html = render("{% bilingual names %}", "zh-hans", names={"en": "Hub"})
    assert '<span lang="en">Hub</span>' in html
    assert ">EN</span>" in html
    assert render("{% bilingual names %}", names={"zh": "张江"}).startswith('<span lang="zh-Hans">张江</span>')


def test_the_other_name_is_given_only_where_there_is_one():
    assert render("{% other_name names %}", names=NAMES) == '<span lang="zh-Hans">张江</span>'
    assert render("{% other_name names %}", names={"en": "Hub"}) == ""


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "nonsense", "http://[", ""],
)
def test_only_web_addresses_become_links(url):
    assert "<a" not in render("{% external_link url %}", url=url)


def test_a_link_to_another_site_is_shown_by_its_host_and_escaped():
    html = render("{% external_link url %}", url='https://www.example.org/a?b="c"')
    assert 'href="https://www.example.org/a?b=&quot;c&quot;"' in html
    assert html.endswith(">example.org/a</a>")


def test_a_status_is_a_word_with_a_shape():
    html = render("{% status_badge 'under_construction' %}")
    assert "Under construction" in html and "<svg" in html
    assert "half open" in render("{% status_badge 'half_open' %}")
    assert render("{% status_badge '' %}") == ""


def test_synthetic_data_wears_a_label_and_plain_counts_none():
    assert "Synthetic data" in render("{% trust_mark 'synthetic' %}")
    assert render("{% trust_mark 'actual' %}") == ""


def test_an_unknown_theme_in_the_cookie_is_not_written_into_the_page():
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = '"><script>'
    assert render("{% theme %}", request=request) == ""
    request.COOKIES["theme"] = "dark"
    assert render("{% theme %}", request=request) == "dark"


def test_a_form_keeps_the_other_parameters_of_the_page():
    request = RequestFactory().get("/", {"type": ["a", "b"], "q": "x"})
    html = render("{% kept_parameters 'q' %}", request=request)
    assert html.count("<input") == 2 and 'name="q"' not in html


def test_an_entry_is_never_a_method_of_the_mapping():
    assert render("{{ thing|item:'values' }}", thing={"text": "x"}) == "None"
    assert render("{{ thing|item:'title' }}", thing="text") == "None"


def test_places_without_coordinates_are_left_off_the_map():
    html = render("{% points_script points 'm' %}", points=[
        {"name": NAMES, "latitude": "31.2", "longitude": "121.5", "weight": 3},
        {"name": "x", "latitude": None, "longitude": None},
    ])
    block = json.loads(html.split(">", 1)[1].rsplit("<", 1)[0])
    assert [place["at"] for place in block] == [[121.5, 31.2]]
    assert "<Hub>" not in html


@pytest.mark.parametrize("component", [
    "breadcrumbs", "chips", "definition_list", "disagreements", "empty_state", "facets", "history", "notice",
    "page_header", "pagination", "score_card", "sources", "stat_tile", "table", "tabs", "twins", "views",
])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_component_without_content_still_renders(component, language):
    render(f'{{% include "technopole/components/{component}.html" %}}', language)


def test_a_row_of_a_table_links_its_name_and_labels_its_cells():
    html = render(
        '{% include "technopole/components/table.html" %}',
        columns=[{"key": "name", "label": "Name"}, {"key": "n", "label": {"en": "Count"}, "numeric": True}],
        rows=[{"url": "/x?a=1&b=2", "cells": [{"text": NAMES}, {"text": "12"}]}],
    )
    assert '<a href="/x?a=1&amp;b=2">Zhangjiang &lt;Hub&gt;</a>' in html
    assert 'data-label="Count" class="number"' in html
