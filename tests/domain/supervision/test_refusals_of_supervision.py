"""Every step of every kind of row in every state: what its table does not allow is refused, saying what, where and what to do."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
import supervision_world
from django.utils import translation
from supervision_world import MODELS, STEPS

from technopole.core.errors import Conflict, NotAllowed
from technopole.core.models import Change
from technopole.core.sourced import By
from technopole.registration.models import Status
from technopole.supervision import words
from technopole.supervision.flow import MACHINES
from technopole.supervision.services import ratings

pytestmark = pytest.mark.django_db
SAID = {"en": ("What can be done now", "It has ended"), "zh-hans": ("目前可以办理", "已经结束")}
BEGINS = {"due", "draft", "returned"}
"""States in which a report is written, whatever it is called."""


@pytest.fixture
def rows(people: SimpleNamespace, at: Callable[..., None]) -> dict[str, str]:
    at("2025-01-15")
    supervision_world.register(people.acme, "2020-03-10")
    return supervision_world.build(people.acme, people.alice, people.registrar)


def test_the_table_of_the_test_has_every_step(rows: dict[str, str]) -> None:
    for kind, machine in MACHINES.items():
        assert machine.actions - {"save"} == set(STEPS[kind]) - {"save"}


@pytest.mark.parametrize("kind", MACHINES)
def test_what_the_table_does_not_allow_is_refused_in_both_languages(people: SimpleNamespace, rows: dict[str, str], kind: str) -> None:
    machine, uid = MACHINES[kind], rows[kind]
    own, keeps = By(user=people.alice), By(user=people.registrar)
    tried: set[tuple[str, str]] = set()
    for turn, state in enumerate(machine.states):
        MODELS[kind].objects.filter(uid=uid).update(state=state)
        version, history = MODELS[kind].objects.get(uid=uid).version, Change.objects.count()
        for name, take in STEPS[kind].items():
            if machine.allows(state, name) or (kind == "report" and name == "start" and state in BEGINS):
                continue
            for language, (now, ended) in SAID.items():
                with translation.override(language), pytest.raises(Conflict) as refused:
                    take(uid, own, keeps)
                with translation.override(language):
                    said = refused.value.message
                    name_of_it = "save" if (kind, name) == ("report", "start") else name
                    assert f"“{words.ACTIONS[name_of_it]}”" in said and f"“{words.STATES[kind][state][0]}”" in said
                assert (now if machine.table[state] else ended) in said
                tried.add((name, language))
        row = MODELS[kind].objects.get(uid=uid)
        assert (row.state, row.version, Change.objects.count()) == (state, version, history), turn
    assert {name for name, _language in tried} >= set(STEPS[kind]) - {"save"}


@pytest.mark.parametrize("kind", MACHINES)
def test_who_may_not_is_told_who_may_and_of_which_organisation(people: SimpleNamespace, rows: dict[str, str], kind: str) -> None:
    stranger = By(user=people.bob)
    for state in MACHINES[kind].states:
        MODELS[kind].objects.filter(uid=rows[kind]).update(state=state)
        for name, take in STEPS[kind].items():
            if not MACHINES[kind].allows(state, name) or name == "expire":
                continue
            for language, who in (("en", "Only "), ("zh-hans", "仅")):
                with translation.override(language), pytest.raises(NotAllowed) as refused:
                    take(rows[kind], stranger, stranger)
                assert "Acme Instruments" in refused.value.message and refused.value.message.startswith(who), (kind, name)


@pytest.mark.parametrize(("status", "what_to_do"), [
    (Status.REGISTERED, "certificate has to be issued first"), (Status.LIQUIDATING, "deregistration has to be withdrawn first"),
    (Status.DEREGISTERED, "a new organisation can be applied for"),
])  # fmt: skip
def test_who_is_not_active_is_told_how_it_stands_and_what_to_do(people: SimpleNamespace, rows: dict[str, str], status: str, what_to_do: str) -> None:
    row = supervision_world.registration(people.acme)
    row.status, row.name_en = status, "Acme Instruments"
    row.save()
    with pytest.raises(Conflict, match=f"“Acme Instruments” is “.*{what_to_do}"):
        ratings.apply(people.acme, By(user=people.alice))
