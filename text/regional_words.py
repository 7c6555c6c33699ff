"""Words of Taiwan and Hong Kong for what the mainland calls otherwise: 計程車 is 出租车, 勞工董事 is 职工董事.

In: tables/regional_words.txt, reviewed. Out: a mapping from a folded word to the other folded words.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from text.fold import fold

REGIONAL_FILE = Path(__file__).parent / "tables" / "regional_words.txt"


@cache
def regional_sets() -> Mapping[str, tuple[str, ...]]:
    """Folded word → the other words for the same, in the order of the table.

    A word without others protects a part of it: 公车 in 公车改革 is no bus.
    """
    others: dict[str, dict[str, None]] = {}
    for words, meant in _rows():
        for word in words:
            others.setdefault(word, {}).update(dict.fromkeys(other for other in meant if other != word))
    return MappingProxyType({word: tuple(meant) for word, meant in others.items()})


def printed_word(folded: str) -> str:
    """A word of the mapping as the table prints it, in the script of its region: 計程車. Other texts do not change."""
    return _printed().get(folded, folded)


@cache
def _printed() -> Mapping[str, str]:
    words = (word for line in _lines() for word in line.replace(">", " ").split())
    return {fold(word): word for word in words}


def _rows() -> Iterator[tuple[list[str], list[str]]]:
    """The words of a line that may be typed, and all that they mean."""
    for line in _lines():
        typed, _, meant = fold(line).partition(">")
        yield typed.split(), (meant or typed).split()


def _lines() -> Iterator[str]:
    lines = REGIONAL_FILE.read_text(encoding="utf-8").splitlines()
    return (line for line in lines if line and not line.startswith("#"))
