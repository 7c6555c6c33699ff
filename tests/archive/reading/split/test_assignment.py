"""The assignment found is the best one."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.reading.split.assignment import best_assignment

_VALUES = st.integers(-20, 20).map(lambda tenth: tenth / 4)
_TABLES = st.integers(1, 4).flatmap(
    lambda width: st.lists(st.lists(_VALUES, min_size=width, max_size=width), min_size=1, max_size=4)
)


def _worth(table: list[list[float]], columns: list[int | None], unpaired: float) -> float:
    return sum(unpaired if column is None else row[column] for row, column in zip(table, columns, strict=True))


@given(_TABLES, _VALUES)
def test_no_other_assignment_has_a_greater_value(table, unpaired):
    found = best_assignment(table, unpaired)
    given_away = [column for column in found if column is not None]
    assert len(set(given_away)) == len(given_away)
    width = len(table[0])
    options = permutations(range(width + len(table)), len(table))
    best = max(_worth(table, [column if column < width else None for column in option], unpaired) for option in options)
    assert _worth(table, found, unpaired) == pytest.approx(best)


def test_without_rows_nothing_is_assigned():
    assert best_assignment([], 0.0) == []
