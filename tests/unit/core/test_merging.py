"""What several sources say of one thing becomes one record, and an edit is only what it changes."""

from technopole.core.merge import diff, differences, edit, fingerprint, identity, merge


def name(value, kind="display", **more):
    return {"value": value, "kind": kind, **more}


def test_a_local_edit_outranks_the_centre_and_the_centre_outranks_ror():
    said = {"ror": [{"status": "active"}], "local": [{"status": "withdrawn"}], "centre": [{"status": "inactive"}]}
    assert merge(said) == {"status": "withdrawn"}
    del said["local"]
    assert merge(said) == {"status": "inactive"}


def test_a_source_nobody_ranked_stands_below_all_others():
    assert merge({"aaa": [{"status": "x"}], "ror": [{"status": "y"}]}) == {"status": "y"}


def test_what_only_one_source_states_is_kept():
    assert merge({"ror": [{"established": "1905"}], "centre": [{"status": "active"}]}) == {
        "established": "1905",
        "status": "active",
    }


def test_lists_are_united_and_an_item_stands_once():
    said = {
        "centre": [{"names": [name("Fudan University"), name("复旦大学", "label", language="zh-Hans")]}],
        "ror": [{"names": [name("Fudan University", language="en"), name("FDU", "acronym")]}],
    }
    assert merge(said)["names"] == [
        name("Fudan University"),
        name("复旦大学", "label", language="zh-Hans"),
        name("FDU", "acronym"),
    ]


def test_types_and_sectors_are_replaced_and_not_united():
    said = {"centre": [{"types": ["university"]}], "ror": [{"types": ["education", "funder"], "sectors": ["ai"]}]}
    assert merge(said) == {"types": ["university"], "sectors": ["ai"]}


def test_a_higher_source_retracts_an_item_of_a_lower_one():
    said = {
        "local": [{"names": [{**name("Old"), "removed": True}]}],
        "ror": [{"names": [name("Old"), name("New")]}],
    }
    assert merge(said)["names"] == [name("New")]


def test_a_list_of_which_everything_is_retracted_is_absent():
    said = {"local": [{"domains": [{"value": "old.org", "removed": True}]}], "ror": [{"domains": ["old.org"]}]}
    assert merge(said) == {}


def test_a_text_takes_the_language_that_the_better_source_lacks():
    said = {"local": [{"summary": {"en": "better"}}], "centre": [{"summary": {"en": "worse", "zh": "中文"}}]}
    assert merge(said) == {"summary": {"en": "better", "zh": "中文"}}


def test_one_language_of_a_text_can_be_retracted():
    said = {"local": [{"summary": {"zh": None}}], "centre": [{"summary": {"en": "kept", "zh": "中文"}}]}
    assert merge(said) == {"summary": {"en": "kept"}}


def test_a_scalar_can_be_retracted():
    assert merge({"local": [{"closed": None}], "ror": [{"closed": "1999"}]}) == {}


def test_a_field_that_is_a_list_in_one_source_and_a_text_in_another_is_the_better_sources():
    assert merge({"local": [{"focus": ["ai"]}], "centre": [{"focus": "ai"}]}) == {"focus": ["ai"]}
    assert merge({"local": [{"focus": "ai"}], "centre": [{"focus": ["ai"]}]}) == {"focus": "ai"}
    assert merge({"local": [{"focus": {"en": "ai"}}], "centre": [{"focus": ["ai"]}]}) == {"focus": {"en": "ai"}}


def test_a_false_or_zero_is_something_stated():
    assert merge({"local": [{"synthetic": False, "position": 0}], "centre": [{"synthetic": True, "position": 3}]}) == {
        "synthetic": False,
        "position": 0,
    }


def test_an_edit_that_changes_nothing_is_empty():
    others = {"names": [name("A")], "summary": {"en": "x"}, "status": "active"}
    assert edit(others, dict(others), others) == {}


def test_an_edit_of_one_language_leaves_the_other_to_its_source():
    local = edit({"summary": {"en": "x", "zh": "中"}}, {"summary": {"en": "y", "zh": "中"}}, ["summary"])
    assert local == {"summary": {"en": "y"}}
    later = {"local": [local], "centre": [{"summary": {"en": "x", "zh": "更正"}}]}
    assert merge(later) == {"summary": {"en": "y", "zh": "更正"}}


def test_an_edit_of_one_name_lets_names_added_upstream_arrive():
    local = edit({"names": [name("A"), name("B", "alias")]}, {"names": [name("A")]}, ["names"])
    assert local == {"names": [{**name("B", "alias"), "removed": True}]}
    upstream = {"names": [name("A"), name("B", "alias"), name("C", "alias")]}
    assert merge({"local": [local], "ror": [upstream]})["names"] == [name("A"), name("C", "alias")]


def test_a_word_of_a_list_of_words_can_be_taken_away():
    local = edit({"domains": ["a.org", "b.org"]}, {"domains": ["b.org"]}, ["domains"])
    assert merge({"local": [local], "ror": [{"domains": ["a.org", "b.org"]}]}) == {"domains": ["b.org"]}


def test_an_edit_touches_only_the_fields_it_names():
    assert edit({"status": "active", "closed": "1999"}, {"status": "inactive"}, ["status"]) == {"status": "inactive"}


def test_differences_name_only_fields_on_which_sources_disagree():
    said = {
        "centre": [{"status": "active", "legal_form": "foundation", "summary": {"en": "x"}}],
        "ror": [{"status": "inactive", "legal_form": "foundation", "summary": {"zh": "中"}, "closed": "2000"}],
    }
    assert differences(said) == {"status": [("centre", "active"), ("ror", "inactive")]}


def test_a_year_and_an_exact_date_in_it_do_not_disagree():
    assert differences({"centre": [{"established": "1905-05-27"}], "ror": [{"established": "1905"}]}) == {}
    assert differences({"centre": [{"established": "1906-05-27"}], "ror": [{"established": "1905"}]})


def test_the_order_of_types_is_no_disagreement():
    assert differences({"centre": [{"types": ["a", "b"]}], "ror": [{"types": ["b", "a"]}]}) == {}


def test_words_that_a_kind_knows_to_be_alike_do_not_disagree():
    said = {"centre": [{"types": ["university"]}], "ror": [{"types": ["education"]}]}
    assert differences(said)
    assert differences(said, lambda field, a, b: field == "types") == {}


def test_a_diff_names_what_was_added_and_removed_from_a_list():
    changes = diff({"names": [name("A")]}, {"names": [name("B")]})
    assert changes == {"names": {"added": [name("B")], "removed": [name("A")]}}


def test_a_diff_sees_a_zero_that_went_away():
    assert diff({"position": 0}, {}) == {"position": [0, None]}
    assert diff({}, {"synthetic": False}) == {"synthetic": [None, False]}


def test_a_diff_names_a_list_of_which_only_the_order_changed():
    assert diff({"types": ["a", "b"]}, {"types": ["b", "a"]}) == {"types": {"added": [], "removed": []}}


def test_equal_records_have_equal_fingerprints_whatever_the_order_of_their_keys():
    assert fingerprint({"a": 1, "b": {"c": 2, "d": 3}}) == fingerprint({"b": {"d": 3, "c": 2}, "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})


def test_an_item_is_the_same_in_two_sources_by_what_identifies_it():
    assert identity("identifiers", {"scheme": "ror", "value": "x"}) == identity(
        "identifiers", {"scheme": "ror", "value": "x", "preferred": True}
    )
    assert identity("hubs", {"value": "harbour", "removed": True}) == identity("hubs", "harbour")
