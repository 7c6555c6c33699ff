"""Long lists in pieces.

In: keys, names, rows. Out: the same in the same order, no more at once than a statement of SQLite takes parameters.
"""

from collections.abc import Iterator, Sequence
from typing import TypeVar

AT_ONCE = 500
Item = TypeVar("Item")


def in_slices(items: Sequence[Item], size: int = AT_ONCE) -> Iterator[Sequence[Item]]:
    """Pieces of `size` items, the last one shorter; none of an empty list."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
