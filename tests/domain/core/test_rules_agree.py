"""A rule's check on one row and its filter on a list are one condition, so they can never disagree."""

from types import SimpleNamespace

import pytest
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from technopole.core.rules import Rule, everyone, has_role, nobody, signed_in
from technopole.registry.models import Hub, Organisation, OrganisationHub, OrganisationType

CONDITIONS = st.sampled_from([
    True, False, Q(key="a"), Q(district="north"), ~Q(district="north"), Q(key="a") | Q(district="south"),
])  # fmt: skip
RULES = st.recursive(
    CONDITIONS.map(lambda condition: Rule("leaf", lambda actor: condition)),
    lambda inner: st.tuples(inner, inner, st.booleans()).map(
        lambda pair: pair[0] | pair[1] if pair[2] else pair[0] & pair[1]
    ),
    max_leaves=6,
)


class RulesTest(TestCase):
    """Hypothesis rolls the store back after each example."""

    @classmethod
    def setUpTestData(cls):
        for key in "abcd":
            for district in ("north", "south", ""):
                name = f"{key}{district}"
                Hub.objects.create(uid=name, key=name if district else key, name_en=name, kind="hub", district=district)

    @settings(max_examples=60, deadline=None)
    @given(RULES)
    def test_check_and_filter_agree_on_every_row(self, rule):
        shown = set(rule.filter(None, Hub.objects.all()))
        for row in Hub.objects.all():
            assert rule.allows(None, row) == (row in shown)

    @settings(max_examples=60, deadline=None)
    @given(RULES, RULES)
    def test_either_and_both_are_union_and_intersection(self, a, b):
        rows = Hub.objects.all()
        of_a, of_b = set(a.filter(None, rows)), set(b.filter(None, rows))
        assert set((a | b).filter(None, rows)) == of_a | of_b
        assert set((a & b).filter(None, rows)) == of_a & of_b


@pytest.mark.django_db
def test_a_condition_over_several_rows_of_another_table_gives_each_row_once():
    from technopole.core import clock

    row = Organisation.objects.create(uid="x", name="X", sort_name="x", updated_at=clock.now())
    for key in ("one", "two"):
        OrganisationHub.objects.create(organisation=row, hub=key)
        OrganisationType.objects.create(organisation=row, type=key)
    rule = Rule("of these hubs", lambda actor: Q(hubs__hub__in=["one", "two"]))
    assert list(rule.filter(None, Organisation.objects.all())) == [row]
    assert rule.allows(None, row)


def test_a_rule_without_a_row_says_whether_any_could_be_meant():
    nobody_in_particular = SimpleNamespace(is_authenticated=False)
    assert everyone.allows(nobody_in_particular)
    assert not nobody.allows(nobody_in_particular)
    assert not signed_in.allows(nobody_in_particular)
    assert not has_role("registrar").allows(nobody_in_particular)
    assert Rule("some", lambda actor: Q(key="a")).allows(nobody_in_particular)
