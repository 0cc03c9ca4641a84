"""Ids as numbers, and what became of them."""

import numpy as np
import pyarrow as pa

from technopole.lake import identifiers


def test_what_became_of_what_something_became_is_followed_to_its_end() -> None:
    old = np.array([5, 1, 2, 1, 8, 9], dtype=np.uint64)
    new = np.array([6, 7, 1, 3, 9, 8], dtype=np.uint64)  # 1 became 3, as was stated last; 8 and 9 name each other
    found = identifiers.became("W", old, new)
    assert found.old.tolist() == [1, 2, 5, 8, 9]
    assert found.new.tolist()[:3] == [3, 3, 6]
    made = pa.table({"id": ["W1", "W5", "I1", ""], "referenced": [["W2", "W4"], [], ["W1"], ["10.1/x"]]})
    changed = identifiers.redirected(made, {"id": found, "referenced": found})
    assert changed.to_pydict() == {
        "id": ["W3", "W6", "I1", ""], "referenced": [["W3", "W4"], [], ["W3"], ["10.1/x"]]
    }  # fmt: skip
    assert identifiers.redirected(made.slice(2, 1), {"id": found}).to_pydict()["id"] == ["I1"]
    assert identifiers.redirected(made, {"id": identifiers.became("W", old[:0], new[:0])}) is made


def test_numbers_of_names_are_those_after_the_letter_or_hashes() -> None:
    texts = ["W12", "", "10.1000/x", "W012", "I" + "9" * 17, "文"]
    found = identifiers.numbers(pa.array(texts)).tolist()
    assert found == [identifiers.number(text) for text in texts]
    assert found[0] == 12
    assert all(each >= 1 << 63 for each in (found[1], found[2], found[3], found[5]))
    assert len(set(found)) == len(texts)
