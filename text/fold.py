"""The one folding that index, query, facets, aliases and jieba's dictionary share.

In: any string. Out: the string with each character replaced by its NFKC form in lower case, and each character of
that by the representative of its class of variants (Simplified, Traditional, Taiwan, Hong Kong, Japan, radicals,
look-alikes, private characters of GBK). Every character is replaced on its own. With a map, the way back to the
original.

For all strings fold(fold(x)) == fold(x) and fold(a + b) == fold(a) + fold(b). The table is tables/fold.tsv, written
by build_fold_table.py. Readers are always shown the original.
"""

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from text.code_points import CODE_POINTS, codes_of, text_of
from text.mapped_text import MappedText

Folded = MappedText

TABLE_FILE = Path(__file__).parent / "tables" / "fold.tsv"


def fold(text: str) -> str:
    """The folded text. It never fails: NUL, lone surrogates and the like stay as they are."""
    if text.isascii():
        return text.lower()
    return _fold_code_points(text)[0]


def fold_with_map(text: str) -> Folded:
    """The folded text with a map from its offsets to the code points of `text`."""
    if text.isascii():
        return MappedText(text.lower(), None, len(text))
    folded, source = _fold_code_points(text)
    return MappedText(folded, source, len(text))


@cache
def fold_fingerprint() -> str:
    """SHA-256 of the table, in hex. Texts folded with different tables cannot be compared."""
    return hashlib.sha256(TABLE_FILE.read_bytes()).hexdigest()


class _CodePointTable(NamedTuple):
    """`target[c]` is what c folds to, or CODE_POINTS + k if it folds to the k-th expansion."""

    target: NDArray[np.uint32]
    expansions: NDArray[np.uint32]  # code points of all expansions, one after the other
    offsets: NDArray[np.int64]  # where the k-th expansion begins, followed by the end of the last


def _fold_code_points(text: str) -> tuple[str, NDArray[np.int32] | None]:
    table = _code_point_table()
    codes = codes_of(text)
    folded = table.target[codes]
    expanding = np.flatnonzero(folded >= CODE_POINTS)
    if not len(expanding):
        return text_of(folded), None
    which = folded[expanding] - np.uint32(CODE_POINTS)
    lengths = np.ones(len(codes), dtype=np.int64)
    lengths[expanding] = table.offsets[which + 1] - table.offsets[which]
    source = np.repeat(np.arange(len(codes), dtype=np.int32), lengths)
    starts = np.cumsum(lengths) - lengths
    folded = folded[source]
    places = _ranges(starts[expanding], lengths[expanding])
    folded[places] = table.expansions[_ranges(table.offsets[which], lengths[expanding])]
    return text_of(folded), source


def _ranges(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """All numbers of the ranges that begin at `starts`, one range after the other."""
    ends = np.cumsum(lengths)
    return np.arange(ends[-1]) + np.repeat(starts - (ends - lengths), lengths)


def _rows() -> Iterator[tuple[int, list[int]]]:
    """Each code point that changes, with the code points it folds to."""
    for line in TABLE_FILE.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            code, folded, _ = line.split("\t")
            yield int(code, 16), [int(part, 16) for part in folded.split()]


@cache
def _code_point_table() -> _CodePointTable:
    target = np.arange(CODE_POINTS, dtype=np.uint32)
    expansions: list[int] = []
    offsets = [0]
    for code, folded in _rows():
        if len(folded) == 1:
            target[code] = folded[0]
            continue
        target[code] = CODE_POINTS + len(offsets) - 1
        expansions += folded
        offsets.append(len(expansions))
    return _CodePointTable(target, np.array(expansions, np.uint32), np.array(offsets))
