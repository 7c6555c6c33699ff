"""Values of stories as arrays: facets to count, names to look through.

In: for each story its values. Out: who has which value; counts; the stories that have any of some.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Column:
    """One entry for each value of each story: story `docs[k]` has `values[codes[k]]`."""

    docs: NDArray[np.int32]
    codes: NDArray[np.int32]
    values: list[str]

    def counts(self, mask: NDArray[np.bool_]) -> dict[str, int]:
        """How many of the stories in the mask have each value; values none has are left out."""
        counts = np.bincount(self.codes[mask[self.docs]], minlength=len(self.values))
        return {self.values[code]: int(counts[code]) for code in np.flatnonzero(counts)}

    def having(self, wanted: Callable[[str], bool], size: int) -> NDArray[np.bool_]:
        """Mask, `size` long, of the stories with a value that is wanted."""
        mask = np.zeros(size, np.bool_)
        codes = [code for code, value in enumerate(self.values) if wanted(value)]
        mask[self.docs[np.isin(self.codes, codes)]] = True
        return mask


def column_of(values: Iterable[Iterable[str]]) -> Column:
    """A column from the values of each story, in the order of the stories."""
    numbers: dict[str, int] = {}
    docs: list[int] = []
    codes: list[int] = []
    for doc, some in enumerate(values):
        for value in dict.fromkeys(some):
            docs.append(doc)
            codes.append(numbers.setdefault(value, len(numbers)))
    return Column(np.array(docs, np.int32), np.array(codes, np.int32), list(numbers))
