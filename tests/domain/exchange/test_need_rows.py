"""Needs: what was said, by whom, in which post, when."""

import pytest

from technopole.core.errors import SourceError
from technopole.core.sourced import By, put
from technopole.exchange import queries
from technopole.exchange.kinds import need_from_row
from technopole.exchange.models import Need

ROW = {
    "id": "n1", "kind": "talent", "statement_en": "People who know both", "stated_by_en": "Yang", "role_en": "director",
    "organisation": "acme", "stated_on": "2023-08-29", "fields": "blockchain|gaming", "status": "open",
    "source": "https://example.org/n1",
}  # fmt: skip


@pytest.mark.parametrize(
    ("field", "value"), [("kind", ""), ("status", "maybe"), ("stated_on", "29/8/2023"), ("source", "")]
)
def test_a_wrong_cell_of_a_need_is_refused_with_its_field(field: str, value: str) -> None:
    with pytest.raises(SourceError) as refused:
        need_from_row({**ROW, field: value})
    assert refused.value.field == field


@pytest.mark.django_db
def test_a_need_names_the_organisation_it_was_stated_for() -> None:
    organisation = {
        "key": "acme",
        "names": [{"value": "Acme", "language": "en", "kind": "display"}],
        "types": ["company"],
    }
    put("organisation", "centre", "t:acme", organisation, By(label="test"))
    put("need", "centre", "t:n1", need_from_row(ROW), By(label="test"))
    party = queries.party(queries.needs().get())
    assert party["text"] == {"en": "Acme"}
    assert "/organisations/" in party["url"]


@pytest.mark.django_db
def test_a_need_may_be_stated_for_a_hub() -> None:
    put("hub", "centre", "t:bay", {"key": "bay", "name": {"en": "Bay"}, "kind": "hub"}, By(label="test"))
    put("need", "centre", "t:n1", need_from_row({**ROW, "organisation": "bay"}), By(label="test"))
    party = queries.party(queries.needs().get())
    assert party["text"] == {"en": "Bay"}
    assert "/hubs/" in party["url"]


@pytest.mark.django_db
def test_an_organisation_that_is_not_registered_is_shown_by_what_the_row_says() -> None:
    put("need", "centre", "t:n1", need_from_row({**ROW, "organisation": "nobody-knows"}), By(label="test"))
    assert queries.party(queries.needs().get()) == {"text": {"": "nobody-knows"}, "url": ""}


@pytest.mark.django_db
def test_only_open_needs_look_for_an_answer() -> None:
    put("need", "centre", "t:n1", need_from_row(ROW), By(label="test"))
    put("need", "centre", "t:n2", need_from_row({**ROW, "id": "n2", "status": "closed"}), By(label="test"))
    assert [need.key for need in queries.open_needs()] == ["n1"]
    assert Need.objects.count() == 2
