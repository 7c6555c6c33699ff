"""Cuts long lists into slices that fit into one statement: SQLite limits the number of its parameters.

In: keys, names, or rows. Out: the same in the same order, in slices.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

AT_ONCE = 500
Item = TypeVar("Item")


def in_slices(items: Sequence[Item], size: int = AT_ONCE) -> Iterator[Sequence[Item]]:
    """Slices of `size` items; the last one may be shorter. An empty list has no slices."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
