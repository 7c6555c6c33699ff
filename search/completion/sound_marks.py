"""How a name sounds, with the typed letters marked.

In: a name as units and syllables, the typed text, and where in the name it begins. Out: a mark for each syllable.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from search.completion.offer import SoundMark
from search.completion.typed_run import TypedRun
from text.name_sounds import syllable_names

# A unit of a name, and its syllable.
Sounded = tuple[int, int]


def sound_marks(runs: Iterable[TypedRun], name: Sequence[Sounded], start: int) -> tuple[SoundMark, ...]:
    """() if no syllable was typed: then the name itself shows why it is found."""
    for run in runs:
        ends = _ends(run, name[start:], 0, set()) if run.has_letters else None
        if ends is not None:
            typed = [run.spelled[begin:end] for begin, end in pairwise([0, *ends])]
            parts = [*[""] * start, *typed, *[""] * (len(name) - start - len(typed))]
            is_heard = any(
                part.isascii() and part and syllable for part, (_, syllable) in zip(parts, name, strict=True)
            )
            return tuple(_joined(map(_mark, parts, name))) if is_heard else ()
    return ()


def _ends(run: TypedRun, name: Sequence[Sounded], place: int, vain: set[tuple[int, int]]) -> list[int] | None:
    """For each unit of the name where in the typed text it ends, from `place` on; None if they do not fit.

    `vain`: where this was tried in vain before: how much of the name was left, and the place.
    """
    if place == len(run.units):
        return []
    if not name or (len(name), place) in vain:
        return None
    for end in run.steps(place, *name[0]):
        rest = _ends(run, name[1:], end, vain)
        if rest is not None:
            return [end, *rest]
    vain.add((len(name), place))
    return None


def _mark(typed: str, sounded: Sounded) -> tuple[bool, SoundMark]:
    """Whether it is a syllable, and the mark."""
    unit, syllable = sounded
    if not syllable:
        return False, (typed, "") if typed else ("", chr(unit))
    name = syllable_names()[syllable]
    typed = typed if typed.isascii() else name
    return True, (typed, name[len(typed) :])


def _joined(marks: Iterable[tuple[bool, SoundMark]]) -> Iterator[SoundMark]:
    """Neighbours that are no syllables, as in 12 or ISO, become one mark if all of them were typed, or none."""
    for (is_syllable, _), some in groupby(marks, key=lambda mark: (mark[0], bool(mark[1][0]))):
        here = [mark for _, mark in some]
        if is_syllable:
            yield from here
        else:
            yield "".join(typed for typed, _ in here), "".join(rest for _, rest in here)
