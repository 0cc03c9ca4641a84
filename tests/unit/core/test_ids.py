"""Public identifiers."""

import re

from hypothesis import given
from hypothesis import strategies as st

from technopole.core import ids


@given(st.text(), st.text())
def test_a_uid_is_twelve_characters_that_are_not_misread(kind, key):
    assert re.fullmatch(ids.PATTERN, ids.uid_for(kind, key))
    assert not set("ilou") & set(ids.ALPHABET)


def test_the_uid_of_a_loaded_thing_is_the_same_on_every_installation():
    # written down once: changing it would break every address that somebody kept
    assert ids.uid_for("organisation", "ror:013q1eq08") == ids.uid_for("organisation", "ror:013q1eq08")
    assert ids.uid_for("organisation", "ror:013q1eq08") == "qyk1tnpb6ecs"


def test_things_of_two_kinds_with_one_key_have_two_uids():
    assert ids.uid_for("hub", "zhangjiang") != ids.uid_for("event", "zhangjiang")
    assert ids.uid_for("a", "bc") != ids.uid_for("ab", "c")


def test_random_uids_do_not_repeat():
    made = {ids.new_uid() for _ in range(2000)}
    assert len(made) == 2000
    assert all(re.fullmatch(ids.PATTERN, uid) for uid in made)
