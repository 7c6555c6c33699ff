"""Other spellings of a whole run, made from other texts for stretches of it.

In: a folded run, the cutter of the index, the names that the archive knows. Out: expansions, and the run in which they
take the place of what was typed: 出租车司机 for 计程车司机.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, islice, product

from search.query.expansions import Expansion, expansions_of
from search.query.name_table import NameTable
from text.words import Cutter

# Each spelling is looked for by itself.
MOST_SPELLINGS = 24


class Expander:
    """`names` may be empty: numbers and regional words are known without them."""

    def __init__(self, cutter: Cutter, names: NameTable) -> None:
        self._cutter, self._names = cutter, names

    def expansions_of(self, folded: str) -> tuple[Expansion, ...]:
        """The stretches of a run that have other texts."""
        return expansions_of(folded, self._names, self._edges(folded))

    def _edges(self, folded: str) -> frozenset[int]:
        """The offsets at which words of the plain dictionary begin or end."""
        words = self._cutter.known_words(folded)
        starts = [0, *accumulate(map(len, words))]
        inside = (
            start + offset
            for start, word in zip(starts, words, strict=False)
            for offset in (*self._cutter.inside(word).begins, *self._cutter.inside(word).ends)
        )
        return frozenset([*starts, *inside])


def no_expansions(folded: str) -> tuple[Expansion, ...]:
    """Nothing but what was typed is looked for."""
    return ()


def spans_run(expansion: Expansion, other: str) -> bool:
    """Whether this spelling of a run is nothing but a text of the expansion: then that stands for the whole run."""
    return other in expansion.texts


def spelled_otherwise(folded: str, expansions: Sequence[Expansion]) -> list[str]:
    """The run in other spellings, folded: those with a single stretch replaced come first."""
    single = (_replaced(folded, [(expansion, text)]) for expansion in expansions for text in expansion.texts)
    several = (_replaced(folded, choice) for choice in _choices(expansions))
    found = dict.fromkeys(text for texts in (single, several) for text in islice(texts, MOST_SPELLINGS))
    found.pop(folded, None)
    return list(found)[:MOST_SPELLINGS]


def _choices(expansions: Sequence[Expansion]) -> Iterator[list[tuple[Expansion, str]]]:
    for texts in product(*((expansion.typed, *expansion.texts) for expansion in expansions)):
        yield list(zip(expansions, texts, strict=True))


def _replaced(folded: str, texts: Sequence[tuple[Expansion, str]]) -> str:
    """`texts`: stretches of the run in their order, each with what takes its place."""
    ends = [0, *(expansion.end for expansion, _ in texts)]
    kept = (folded[end : expansion.start] for end, (expansion, _) in zip(ends, texts, strict=False))
    replaced = chain.from_iterable(zip(kept, (text for _, text in texts), strict=True))
    return "".join([*replaced, folded[ends[-1] :]])
