"""Stories one after another: what is done where a search would take too long.

In: lines, kinds, starts. Out: for each line the number of its story, or -1 for noise.
"""

from collections.abc import Mapping, Sequence

from archive.ingest.split.kinds import BODY, LEAD, NOISE
from archive.ingest.split.lines import Line
from archive.ingest.split.starts import Start

_ENOUGH = 1.0  # for a start without lead


def in_sequence(lines: Sequence[Line], kinds: Sequence[str], starts: Mapping[int, list[Start]]) -> list[int]:
    """A story lasts until the next start."""
    owners: list[int] = []
    story = -1
    closed_until = 0  # headline lines of a story begun above open no second one
    for index, kind in enumerate(kinds):
        start = _taken(lines, kinds, index, starts.get(index, []))
        if index >= closed_until and (start or (story < 0 and kind != NOISE)):
            story += 1
            closed_until = index + (start.heads if start else 0) + 1
        owners.append(-1 if kind == NOISE else story)
    return owners


def _taken(lines: Sequence[Line], kinds: Sequence[str], index: int, starts: Sequence[Start]) -> Start | None:
    sure = [start for start in starts if start.is_sure]
    if sure:
        return max(sure, key=lambda start: start.heads)
    weak = max(starts, key=lambda start: start.score, default=None)
    if weak is None or weak.score < _ENOUGH:
        return None
    inside = index and kinds[index - 1] in (BODY, LEAD) and lines[index - 1].is_open
    return None if inside else weak
