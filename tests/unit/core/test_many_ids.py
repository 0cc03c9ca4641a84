"""Public identifiers by the million."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from technopole.core import ids, many_ids

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


@given(TEXT, st.lists(TEXT, max_size=20))
def test_many_at_once_are_what_each_is_alone(kind, keys):
    uids, numbers = many_ids.uids_for(kind, keys)
    assert uids == [ids.uid_for(kind, key) for key in keys]
    assert numbers.dtype == np.uint64
    assert len(numbers) == len(keys)
    assert all(int(number) < 2**many_ids.BITS for number in numbers)
