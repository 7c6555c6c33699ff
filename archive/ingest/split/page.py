"""A decoded text becomes its stories.

In: the text. Out: a `Page`: drafts whose parts stand in reading order, and noise; every
character of the text that is no white space stands in exactly one of them.
"""

from collections.abc import Sequence

from archive.ingest.document import Draft, Page
from archive.ingest.split.kinds import HEAD, kinds_of
from archive.ingest.split.lines import Line, lines_of
from archive.ingest.split.sequential import in_sequence
from archive.ingest.split.starts import IMAGE_GAP, MOST_HEADS, starts_of
from archive.ingest.split.story import draft_of


def split(text: str) -> Page:
    """The stories of a page of at most 20 MB, in the order of their beginnings."""
    lines = lines_of(text)
    kinds = kinds_of(lines)
    owners = in_sequence(lines, kinds, starts_of(lines, kinds))
    stories: dict[int, list[int]] = {}
    for index, owner in enumerate(owners):
        stories.setdefault(owner, []).append(index)
    stories.pop(-1, None)
    drafts = [_draft(members, lines, kinds) for members in stories.values()]
    noise = [(line.start, line.end) for line, owner in zip(lines, owners, strict=True) if owner < 0]
    return Page(tuple(drafts), tuple(noise))


def _draft(members: Sequence[int], lines: Sequence[Line], kinds: Sequence[str]) -> Draft:
    heads = 0
    most = min(MOST_HEADS, len(members) - 1)
    while heads < most and kinds[members[heads]] == HEAD and (not heads or lines[members[heads]].gap < IMAGE_GAP):
        heads += 1
    placed = [(lines[i], kinds[i]) for i in members]
    return draft_of(placed[:heads], placed[heads:])
