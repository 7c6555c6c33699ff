"""Compares many names with the typed text at once, character by character.

In: a TypedRun; the next unit of each name, and its syllable. Out: for each name a state.

A name may be at several places of the typed text: behind 西, two letters of xian are used up, or only one. A state is
such a set of places. There are only a few dozen of them, so one look into a small table gives the next state of a name.
"""

import numpy as np

from search.completion.typed_run import TypedRun
from search.index.layout import Array

# The states of a name that does not fit, and of one that is at the beginning.
NOWHERE, BEGINNING = 0, 1


class TypingStates:
    def __init__(self, run: TypedRun) -> None:
        self._run = run
        self._end = 1 << len(run.units)
        # For each state its places: bit n is the place behind n units.
        self._places = [0, 1]
        self._state_of = {0: NOWHERE, 1: BEGINNING}
        # For each state the next one, by syllable.
        self._rows: list[Array] = []

    def first(self, names: int) -> Array:
        """The states, u16, of this number of names, before their first character is read."""
        return np.full(names, BEGINNING, np.uint16)

    def is_done(self, states: Array) -> Array:
        """For each name whether it has the whole typed text (bool)."""
        return np.array([places >= self._end for places in self._places]).take(states)

    def is_open(self, states: Array) -> Array:
        """For each name whether it fits so far, but does not have the whole typed text yet (bool)."""
        return np.array([0 < places < self._end for places in self._places]).take(states)

    def step(self, states: Array, units: Array, syllables: Array) -> Array:
        """The states after these units, with these syllables, have been read."""
        for places in self._places[len(self._rows) :]:
            self._rows.append(self._row(places))
        table = np.concatenate(self._rows)
        found: Array = table.take(states.astype(np.int32) * len(self._rows[0]) + syllables)
        known = list(self._places)
        for place, unit in enumerate(self._run.units):
            is_here = np.array([places >> place & 1 > 0 for places in known])
            if is_here.any():
                here = np.flatnonzero(units == unit)
                here = here[is_here[states[here]]]
                onward = [self._state(places | 1 << place + 1) for places in list(self._places)] if len(here) else []
                found[here] = np.array(onward, np.uint16)[found[here]]
        return found

    def _row(self, places: int) -> Array:
        reached = np.zeros(self._run.reach.shape[1], np.uint64)
        for place, onward in enumerate(self._run.reach):
            if places >> place & 1:
                reached |= onward
        return np.array([self._state(places) for places in reached.tolist()], np.uint16)

    def _state(self, places: int) -> int:
        """The number of a set of places."""
        state = self._state_of.setdefault(places, len(self._places))
        if state == len(self._places):
            self._places.append(places)
        return state
