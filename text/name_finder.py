"""Finds many names in one pass over a text (Aho and Corasick, 1975).

In: names, then texts folded and normalized in the same way. Out: every place of a name, overlapping ones included.
"""

from collections.abc import Iterable

import ahocorasick


class NameFinder:
    def __init__(self, names: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for name in names:
            self._automaton.add_word(name, len(name))
        self._automaton.make_automaton()

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Start and end of each place. Without names it returns none: the library would raise an error."""
        if not len(self._automaton):
            return []
        return [(end + 1 - length, end + 1) for end, length in self._automaton.iter(text)]
