"""A decoded text becomes its stories.

In: the text. Out: a `Page`: drafts whose parts stand in reading order, and noise; every
character of the text that is no white space stands in exactly one of them.
"""

from collections.abc import Sequence

from archive.ingest.document import Draft, Page
from archive.ingest.split.kinds import kinds_of
from archive.ingest.split.lines import Line, lines_of
from archive.ingest.split.placement import TITLE, Placement, as_one_story, one_after_another
from archive.ingest.split.search import Search
from archive.ingest.split.story import draft_of

SEARCHED_AT_MOST = 4000  # lines: some seconds


def split(text: str) -> Page:
    """The stories of a page of at most 20 MB, in the order of their beginnings."""
    lines = lines_of(text)
    kinds = kinds_of(lines)
    placements = _placed(lines, kinds)
    stories: dict[int, list[int]] = {}
    for index, placement in enumerate(placements):
        stories.setdefault(placement.story, []).append(index)
    noise = tuple((lines[i].start, lines[i].end) for i in stories.pop(-1, []))
    drafts = [_draft(members, lines, kinds, placements) for members in stories.values()]
    return Page(tuple(drafts), noise)


def _placed(lines: Sequence[Line], kinds: Sequence[str]) -> list[Placement]:
    single = as_one_story(kinds)
    if single is not None:
        return single
    if len(lines) > SEARCHED_AT_MOST:
        return one_after_another(kinds)
    return Search(lines, kinds).run()


def _draft(
    members: Sequence[int],
    lines: Sequence[Line],
    kinds: Sequence[str],
    placements: Sequence[Placement],
) -> Draft:
    heads = [i for i in members if placements[i].part == TITLE]
    rest = [i for i in members if placements[i].part != TITLE]
    return draft_of([(lines[i], kinds[i]) for i in heads], [(lines[i], kinds[i]) for i in rest])
