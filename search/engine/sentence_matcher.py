"""Finds stories in which several phrases are in one sentence.

In: an open segment, a Together, some stories. Out: which of these stories have such a sentence.

The index knows the places at which sentences begin. The number of sentences that begin up to a place numbers the
sentence of that place, so two places are in one sentence if these numbers are equal.
"""

from collections.abc import Sequence

import numpy as np

from search.engine.phrase_matcher import PhraseMatcher, common
from search.engine.query_tree import Phrase, Together
from search.fields import TEXT
from search.index.layout import SENTENCE, Array, distinct
from search.index.open_segment import OpenSegment


class SentenceMatcher:
    """A Together on one segment."""

    def __init__(self, segment: OpenSegment, node: Together) -> None:
        self._segment = segment
        parts = [[PhraseMatcher(segment, phrase) for phrase in part] for part in node.parts]
        # The rarest part first: it leaves the fewest stories for the others.
        self._parts = sorted(parts, key=_max_stories)
        self._sentences = segment.places(TEXT, SENTENCE)
        self._fields = len(segment.shape.text)

    def holds(self, stories: Array) -> Array:
        """For each of these stories (ascending) whether one of its sentences has all parts (bool)."""
        slots = self._segment.sections[f"{TEXT}.slots"]
        held, left = np.zeros(len(stories), bool), np.arange(len(stories))
        numbers: Array | None = None
        for part in self._parts:
            first = stories[left] * self._fields
            starts, ends = slots.take(first), slots.take(first + self._fields)
            found = self._sentences_with(part, starts, ends)
            numbers = found if numbers is None else common(*sorted((numbers, found), key=len))
            if not len(numbers):
                return held
            # The stories in which these sentences are.
            left = left[distinct(starts.searchsorted(self._sentences.take(numbers - 1), "right") - 1)]
        held[left] = True
        return held

    def _sentences_with(self, part: Sequence[PhraseMatcher], starts: Array, ends: Array) -> Array:
        """The numbers of the sentences in these ranges that have one of the phrases, ascending."""
        places = np.concatenate([matcher.within_fields(starts, ends) for matcher in part])
        return distinct(self._sentences.searchsorted(places, "right"))


def _max_stories(part: Sequence[PhraseMatcher]) -> int:
    return sum(matcher.max_stories() for matcher in part)


def loosened(phrase: Phrase) -> Phrase:
    """The phrase wherever its characters are: what the index looks up fastest."""
    return Phrase(phrase.text, phrase.fields, signs=phrase.signs)
