"""The directory: what it shows, how it is narrowed, and that its counts are right."""

import re
from collections import Counter

import pytest

from technopole.registry.models import Organisation

HERE = "/organisations/"


@pytest.fixture
def get(client, register):
    def page(query=""):
        answer = client.get(f"{HERE}?{query}" if query else HERE)
        assert answer.status_code == 200
        return answer.context["page"]

    return page


def names(page):
    return [row["cells"][0]["text"]["en"] for row in page["rows"]]


def counts(page, name):
    facet = next(facet for facet in page["facets"] if facet["name"] == name)
    return {value["value"]: value["count"] for value in facet["values"]}


def by_hand(get_values, rows):
    counted = Counter(value for row in rows for value in set(get_values(row)) if value)
    return dict(counted)


VALUES = {
    "type": lambda row: [each.type for each in row.types.all()],
    "sector": lambda row: [each.sector for each in row.sectors.all()],
    "hub": lambda row: [each.hub for each in row.hubs.all()],
    "district": lambda row: [row.district],
    "country": lambda row: [row.country],
    "status": lambda row: [row.status],
    "reference": lambda row: [str(row.reference)],
}


def test_the_centres_own_organisations_are_shown_by_name_and_reference_records_are_not(get):
    page = get()
    assert names(page) == ["Alpha Works", "Beta Works", "Delta Works", "Epsilon Works", "Gamma Works"]
    assert page["total"] == 5


def test_the_scope_in_force_is_a_chip_that_can_be_taken_away(get):
    chips = get()["chips"]
    assert [str(chip["label"]) for chip in chips] == ["Listed by this centre"]
    assert chips[0]["remove_url"] == "/organisations/?reference=%2A"
    assert get("reference=*")["total"] == 10
    assert get("reference=*")["chips"] == []


@pytest.mark.parametrize("query", ["", "reference=*", "reference=True"])
@pytest.mark.parametrize("facet", sorted(VALUES))
def test_facet_counts_equal_a_count_by_hand(get, query, facet):
    scope = {"": [False], "reference=*": [True, False], "reference=True": [True]}[query]
    rows = Organisation.objects.all() if facet == "reference" else Organisation.objects.filter(reference__in=scope)
    assert counts(get(query), facet) == by_hand(VALUES[facet], rows) | (
        {} if facet != "reference" or query == "reference=*" else {str(each): counts(get(query), facet)[str(each)] for each in scope}
    )  # fmt: skip


@pytest.mark.parametrize(
    "chosen",
    [
        {"type": ["company"]},
        {"type": ["company", "university"]},
        {"sector": ["ai"], "district": ["north"]},
        {"sector": ["ai", "energy"], "type": ["company", "research_institute"], "hub": ["harbour", "hill"]},
        {"status": ["inactive"]},
    ],
)
def test_counts_within_a_filter_are_of_what_choosing_a_value_would_show(get, chosen):
    query = "&".join(f"{name}={value}" for name, values in chosen.items() for value in values)
    page = get(query)
    rows = [
        row for row in Organisation.objects.filter(reference=False)
        if all(set(VALUES[name](row)) & set(values) for name, values in chosen.items())
    ]  # fmt: skip
    assert sorted(names(page)) == sorted(row.name for row in rows)
    assert page["total"] == len(rows)
    for facet in ("type", "sector", "hub", "district", "status"):
        others = [
            row for row in Organisation.objects.filter(reference=False)
            if all(set(VALUES[name](row)) & set(values) for name, values in chosen.items() if name != facet)
        ]  # fmt: skip
        expected = dict.fromkeys(chosen.get(facet, ()), 0) | by_hand(VALUES[facet], others)
        assert counts(page, facet) == expected


def test_a_row_that_fits_two_values_of_a_filter_is_shown_and_counted_once(get):
    page = get("hub=harbour&hub=hill")
    assert names(page) == ["Alpha Works", "Beta Works"]
    assert page["total"] == 2


def test_counts_follow_a_change_at_once(get, add):
    before = get()
    add("zeta", types=["company"], sectors=["ai"])
    after = get()
    assert after["total"] == before["total"] + 1
    assert counts(after, "type")["company"] == counts(before, "type")["company"] + 1


def test_searching_narrows_with_filters_and_keeps_counts_exact(get):
    page = get("q=works&sector=ai")
    assert sorted(names(page)) == ["Alpha Works", "Beta Works", "Epsilon Works"]
    assert counts(page, "district") == {"north": 2}
    assert counts(page, "sector") == {"ai": 3, "energy": 3}


def test_searching_puts_the_best_match_first_whatever_its_name(get):
    assert names(get("q=gamma works"))[0] == "Gamma Works"


def test_a_search_without_a_match_says_what_to_try(client, register):
    answer = client.get(HERE, {"q": "xylophonist"})
    assert "Try fewer filters" in answer.content.decode()


def test_sorting_goes_up_and_down(get):
    up = names(get("sort=established"))
    assert up.index("Alpha Works") < up.index("Delta Works") < up.index("Beta Works") < up.index("Gamma Works")
    dated = [name for name in names(get("sort=-established")) if name != "Epsilon Works"]
    assert dated == ["Gamma Works", "Beta Works", "Delta Works", "Alpha Works"]
    assert names(get("sort=-name")) == names(get("sort=name"))[::-1]


def test_sorting_by_what_is_no_column_is_the_usual_order(get):
    assert names(get("sort=password")) == names(get())


def test_pages_hold_fifty_and_together_everything_once(get, add):
    for number in range(110):
        add(f"firm{number:03}", types=["company"])
    pages = [get(f"page={number}") for number in (1, 2, 3)]
    assert [len(page["rows"]) for page in pages] == [50, 50, 15]
    together = [name for page in pages for name in names(page)]
    assert len(set(together)) == 115
    assert pages[0]["pagination"]["previous_url"] == ""
    assert pages[2]["pagination"]["next_url"] == ""


@pytest.mark.parametrize("number", ["0", "-3", "999", "x", "", "1e9", "９"])
def test_a_page_number_that_cannot_be_is_answered_with_a_page(get, number):
    assert get(f"page={number}")["rows"]


def test_an_unknown_filter_value_finds_nothing_and_is_shown_as_chosen(get):
    page = get("type=unicorn")
    assert page["total"] == 0
    assert counts(page, "type")["unicorn"] == 0


def test_a_list_costs_the_same_number_of_queries_whatever_its_length(
    client, register, add, django_assert_max_num_queries
):
    for number in range(60):
        add(f"firm{number:03}", types=["company"], sectors=["ai", "energy"])
    client.get(HERE)
    with django_assert_max_num_queries(5):
        client.get(HERE)


def test_the_map_shows_who_has_a_place(get):
    page = get("view=map")
    assert {point["name"]["en"] for point in page["map_points"]} == {"Alpha Works", "Beta Works", "Gamma Works"}


def test_markup_in_a_name_is_shown_and_not_run(client, register, add):
    add("evil", names=[{"value": "<script>alert(1)</script>", "language": "en", "kind": "display"}])
    html = client.get(HERE).content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_the_directory_is_there_in_chinese(client, register):
    html = client.get(HERE, headers={"accept-language": "zh-hans"}).content.decode()
    assert re.search(r'<html[^>]*lang="zh-[Hh]ans"', html)
    assert "alpha公司" in html
