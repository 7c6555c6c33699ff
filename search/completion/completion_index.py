"""Names in arrays: all names that begin with the typed text are found at once.

In: named things. Out: CompletionIndex, which never changes and can be used by many threads. A hundred
thousand names take about ten megabytes.
"""

from collections.abc import Iterable, Iterator
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from archive.slices import in_slices
from search.completion.typed_run import TypedRun
from search.completion.typing_states import TypingStates
from search.index.layout import Array
from text.name_sounds import syllables_of
from text.units import cut_texts

# Names that are cut at once: cutting takes a hundred times the memory of the result.
AT_ONCE = 5000
NO_UNITS = np.zeros(1, np.uint16)


class NamedKind(IntEnum):
    """The kinds of things that have names, in the order in which they are shown."""

    UNION, BODY, PLACE, PROGRAM, PERSON, TOPIC = range(6)


class NamedThing(NamedTuple):
    """`keys`: two numbers by which it is found in the database. `stories`: how many published stories it has.

    `names`: as printed, the one that is shown first.
    """

    kind: NamedKind
    keys: tuple[int, int]
    stories: int
    names: tuple[str, ...]


class NameFound(NamedTuple):
    """`row`: the number of the name. `start`: at which character of the name the typed text begins."""

    row: int
    start: int


class CompletionIndex:
    def __init__(self, things: Iterable[NamedThing] = ()) -> None:
        made = list(things)
        names = [name for thing in made for name in thing.names]
        sizes = [len(thing.names) for thing in made]
        self._kinds = np.array([thing.kind for thing in made], np.uint8)
        self._keys = np.array([thing.keys for thing in made], np.int64).reshape(-1, 2)
        self._stories = np.array([thing.stories for thing in made], np.uint32)
        self._thing_of = np.repeat(np.arange(len(made), dtype=np.uint32), sizes)
        self._first_name = np.cumsum([0, *sizes[:-1]]) if made else np.zeros(0, np.int64)
        self._printed = "\0".join(name.replace("\0", "") for name in names).encode("utf-8", "surrogatepass")
        ends = np.flatnonzero(np.frombuffer(self._printed + b"\0", np.uint8) == 0)
        self._printed_ends = ends[: len(names)].astype(np.uint32)
        # Every unit of all names, each name followed by a 0.
        self._units = np.concatenate([cut_texts(list(some)).units for some in in_slices(names, AT_ONCE)] or [NO_UNITS])
        self._ends = np.flatnonzero(self._units == 0)[: len(names)].astype(np.uint32)
        self._starts = np.concatenate([[0], self._ends[:-1] + 1]).astype(np.uint32) if names else self._ends
        people = self._starts[self._kinds[self._thing_of] == NamedKind.PERSON].astype(np.int64)
        self._syllables = syllables_of(self._units, people)

    def __len__(self) -> int:
        """The number of names."""
        return len(self._starts)

    @property
    def size(self) -> int:
        """In bytes."""
        arrays = [value for value in vars(self).values() if isinstance(value, np.ndarray)]
        return len(self._printed) + sum(array.nbytes for array in arrays)

    def kind(self, row: int) -> NamedKind:
        return NamedKind(self._kinds[self._thing_of[row]])

    def keys(self, row: int) -> tuple[int, int]:
        first, second = self._keys[self._thing_of[row]].tolist()
        return first, second

    def stories(self, row: int) -> int:
        return int(self._stories[self._thing_of[row]])

    def is_shown(self, row: int) -> bool:
        """Whether it is the name under which the thing is shown."""
        return bool(self._first_name[self._thing_of[row]] == row)

    def printed(self, row: int) -> str:
        start = int(self._printed_ends[row - 1]) + 1 if row else 0
        return self._printed[start : int(self._printed_ends[row])].decode("utf-8", "surrogatepass")

    def sounds(self, row: int) -> list[tuple[int, int]]:
        """Each unit of the name, folded and stripped, and its syllable."""
        here = slice(int(self._starts[row]), int(self._ends[row]))
        return list(zip(self._units[here].tolist(), self._syllables[here].tolist(), strict=True))

    def best(self, runs: Iterable[TypedRun], most: int) -> Iterator[NameFound]:
        """At most `most` things of each kind with a name that has the typed text, each under its best name.

        The names that are equal to the text come first, then those that begin with it, then the others. Among equals
        the thing with most stories comes first.
        """
        places = [self._places(run) for run in runs]
        if not any(map(len, places)):
            return
        rows, starts, is_whole = self._rows_of(np.concatenate(places))
        worth = self._worth(rows, starts, is_whole)
        kinds = self._kinds[self._thing_of[rows]]
        for kind in NamedKind:
            of_kind = np.flatnonzero(kinds == kind)
            taken: dict[int, NameFound] = {}
            # Some things are found by several of their names.
            few = of_kind[_smallest(worth[of_kind], 4 * most)]
            for row, start in zip(rows[few].tolist(), starts[few].tolist(), strict=True):
                taken.setdefault(int(self._thing_of[row]), NameFound(row, start))
            yield from list(taken.values())[:most]

    def _rows_of(self, marked: Array) -> tuple[Array, Array, Array]:
        """The names in which these places are, without duplicates. For each name its first place, as an offset from its
        start, and whether the typed text reaches to its end.
        """
        marked = np.sort(marked, kind="stable")
        places = (marked >> np.uint64(1)).astype(np.uint32)
        rows = self._starts.searchsorted(places, "right") - 1
        is_first = np.concatenate([[True], rows[1:] != rows[:-1]])
        rows = rows[is_first]
        return rows, places[is_first] - self._starts[rows], marked[is_first] & np.uint64(1) == 0

    def _worth(self, rows: Array, starts: Array, is_whole: Array) -> Array:
        """A number for each name. The name with the smallest number comes first."""
        lengths = (self._ends[rows] - self._starts[rows]).astype(np.uint64)
        inside = (starts > 0).astype(np.uint64) << np.uint64(63)
        longer = (~is_whole).astype(np.uint64) << np.uint64(62)
        fewer = np.uint64(0xFFFFFFFF) - self._stories[self._thing_of[rows]].astype(np.uint64)
        other = (self._first_name[self._thing_of[rows]] != rows).astype(np.uint64) << np.uint64(8)
        return inside | longer | fewer << np.uint64(9) | other | np.minimum(lengths, np.uint64(255))

    def _places(self, run: TypedRun) -> Array:
        """The places at which the typed text begins, each times two; plus one if the name goes on behind the text."""
        typing = TypingStates(run)
        begun = at = self._begun(run)
        states = typing.step(typing.first(len(begun)), self._units.take(at), self._syllables.take(at))
        found = [np.zeros(0, np.uint64)]
        while len(begun):
            done, is_open = np.flatnonzero(typing.is_done(states)), np.flatnonzero(typing.is_open(states))
            goes_on = self._units.take(at.take(done) + 1) > 0
            found.append(begun.take(done).astype(np.uint64) << np.uint64(1) | goes_on.astype(np.uint64))
            begun, at, states = begun.take(is_open), at.take(is_open) + np.uint32(1), states.take(is_open)
            states = typing.step(states, self._units.take(at), self._syllables.take(at))
        return np.concatenate(found)

    def _begun(self, run: TypedRun) -> Array:
        """The places at which the first of the typed units fits."""
        fits = run.reach[0] > 0
        if run.begins_names_only:
            units, syllables = self._units[self._starts], self._syllables[self._starts]
            return self._starts[fits[syllables] | (units == run.units[0])]
        first = self._units == run.units[0]
        return np.flatnonzero(first | fits.take(self._syllables) if fits.any() else first).astype(np.uint32)


def _smallest(numbers: Array, most: int) -> Array:
    """The indices of the smallest numbers, in ascending order of these."""
    few = np.argpartition(numbers, most)[:most] if len(numbers) > most else np.arange(len(numbers))
    return few[np.argsort(numbers[few], kind="stable")]
