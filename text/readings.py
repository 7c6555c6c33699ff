"""The readings of a query that folding alone cannot decide between.

In: a text as typed. Out: the folded texts to look for, the plain folding first. Most texts have only that one.

If folding made 計畫 and 计划 equal, 画 would find every 计划. So the two stay different in the index, and queries
with one of the few characters and words concerned (tables/readings.txt, reviewed) are tried both ways.
"""

from functools import cache
from itertools import islice, product
from pathlib import Path

from text.fold import fold

READINGS_FILE = Path(__file__).parent / "tables" / "readings.txt"
MAX_READINGS = 16


def readings(text: str) -> tuple[str, ...]:
    """The folded texts that `text` may mean: at most MAX_READINGS, without duplicates, fold(text) first."""
    characters, words = _tables()
    if not any(char in characters for char in text):
        return _with_words(fold(text), words)
    choices = [(fold(char), *characters.get(char, "")) for char in text]
    found = ["".join(parts) for parts in islice(product(*choices), MAX_READINGS)]
    every = [reading for plain in found for reading in _with_words(plain, words)]
    return tuple(islice(dict.fromkeys([*found, *every]), MAX_READINGS))


def other_characters(text: str) -> str:
    """The text with its ambiguous characters in their other reading: 計畫 → 計划. Its length stays the same."""
    characters, _ = _tables()
    return text.translate({ord(char): other for char, other in characters.items()})


def _with_words(folded: str, words: dict[str, str]) -> tuple[str, ...]:
    here = [(word, as_well) for word, as_well in words.items() if word in folded]
    every = folded
    for word, as_well in here:
        every = every.replace(word, as_well)
    return tuple(dict.fromkeys((folded, every, *(folded.replace(word, as_well) for word, as_well in here))))


@cache
def _tables() -> tuple[dict[str, str], dict[str, str]]:
    """Character as typed → other foldings it may have; folded word → another word."""
    characters, words = {}, {}
    for line in READINGS_FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        typed, meant = line.split()[:2]
        if len(typed) == 1:
            characters[typed] = fold(meant)
        else:
            words[fold(typed)] = fold(meant)
    return characters, words
