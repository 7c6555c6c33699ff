"""Many names in one reading of a text (Aho and Corasick, 1975).

In: names, then texts folded and stripped as they are. Out: every place where one of them stands, overlaps too.
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
        """Start and end of each place; none where there are no names, which the library takes for an error."""
        if not len(self._automaton):
            return []
        return [(end + 1 - length, end + 1) for end, length in self._automaton.iter(text)]
