"""What holds for merging and editing whatever the records."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from technopole.core.merge import differences, edit, fingerprint, identity, merge

WORDS = st.sampled_from(["alpha", "beta", "gamma", "复旦", ""])
NAMES = st.lists(
    st.fixed_dictionaries({"value": WORDS, "kind": st.sampled_from(["display", "alias"]), "language": WORDS}),
    max_size=3,
    unique_by=lambda name: (name["value"], name["kind"]),
)
RECORDS = st.fixed_dictionaries(
    {},
    optional={
        "names": NAMES,
        "domains": st.lists(WORDS, max_size=3, unique=True),
        "types": st.lists(WORDS, max_size=2, unique=True),
        "status": WORDS,
        "position": st.integers(0, 2),
        "summary": st.dictionaries(st.sampled_from(["en", "zh"]), WORDS, max_size=2),
    },
)
SAID = st.dictionaries(st.sampled_from(["local", "centre", "ror", "other"]), RECORDS.map(lambda one: [one]), max_size=4)


def as_sets(record):
    """Records are equal if lists hold the same items, and an empty value says as much as none."""
    return {
        field: sorted((repr(identity(field, item)), repr(item)) for item in value) if isinstance(value, list) else value
        for field, value in record.items()
        if value is not None and value != [] and value != {}
    }


@given(SAID)
def test_merging_does_not_depend_on_the_order_of_sources(said):
    merged = merge(said)
    for order in permutations(said):
        assert fingerprint(merge({source: said[source] for source in order})) == fingerprint(merged)


@given(SAID, RECORDS)
def test_an_edit_merged_again_gives_what_was_wanted(said, wanted):
    others = {source: records for source, records in said.items() if source != "local"}
    fields = ["names", "domains", "types", "status", "position", "summary"]
    local = edit(merge(others), wanted, fields)
    assert as_sets(merge({**others, "local": [local]})) == as_sets(wanted)


@given(SAID, RECORDS)
def test_the_same_edit_twice_is_one_edit(said, wanted):
    others = {source: records for source, records in said.items() if source != "local"}
    once = edit(merge(others), wanted, wanted)
    again = edit(merge(others), merge({**others, "local": [once]}), wanted)
    assert merge({**others, "local": [again]}) == merge({**others, "local": [once]})


@given(SAID)
def test_editing_to_what_is_already_said_needs_no_statement(said):
    merged = merge(said)
    assert edit(merged, merged, merged) == {}


@given(SAID)
def test_sources_differ_only_where_two_of_them_state_unequal_values(said):
    for field, claims in differences(said).items():
        assert len(claims) > 1
        assert any(value != claims[0][1] for _, value in claims[1:])
        assert all(said[source][0][field] == value for source, value in claims)


@given(RECORDS)
def test_one_source_never_disagrees_with_itself(record):
    assert differences({"ror": [record], "centre": [record], "local": [record]}) == {}


@given(SAID)
def test_merging_invents_nothing(said):
    for field, value in merge(said).items():
        stated = [records[0][field] for records in said.values() if field in records[0]]
        if isinstance(value, list):
            assert all(any(item in each for each in stated) for item in value)
        elif isinstance(value, dict):
            assert all(any(each.get(key) == part for each in stated) for key, part in value.items())
        else:
            assert value in stated
