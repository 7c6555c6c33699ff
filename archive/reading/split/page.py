"""Splits a decoded text into its stories.

In: the text. Out: a `Page`: drafts whose parts are in reading order, and noise; every character of
the text other than white space is in exactly one of them.

A round-up (快讯, 简讯, 一句话新闻, 新闻联播 …: short items under one headline) stays one story, because it was
published as one and is cited as one; the headlines of its items become subheads, so a search still finds each
item. Items with their own lead or byline (本报讯 …) are separate reports, so each becomes a story.
"""

from collections.abc import Sequence

from archive.reading.document import Draft, Page
from archive.reading.split.beam import BeamSearch
from archive.reading.split.column_heads import is_column_head
from archive.reading.split.columns import Columns
from archive.reading.split.kinds import kinds_of
from archive.reading.split.lines import lines_of
from archive.reading.split.paragraphs import Paragraphs
from archive.reading.split.placement import NOISY, SUBHEAD, TEXT, TITLE, Placement, as_one_story, one_after_another
from archive.reading.split.reading_order import ReadingOrder
from archive.reading.split.seams import Seams
from archive.reading.split.split_doubts import doubts_of
from archive.reading.split.story import PlacedLine, draft_of
from archive.reading.split.subheads import subheads_inside
from archive.reading.split.weights import DEFAULT

SEARCHED_AT_MOST = 4000  # lines: the search takes a few seconds for them


def split(text: str) -> Page:
    """Splits a text of at most 20 MB; the drafts are in the order in which the stories begin."""
    return _SplitPage(text).split()


class _SplitPage:
    """One page, and what all steps share."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = lines_of(text)
        self.kinds = kinds_of(self.lines)
        self.columns = Columns(self.lines)
        self.seams = Seams(self.lines, self.kinds, DEFAULT)
        self.reading_order = ReadingOrder(self.kinds, self.columns, self.seams)
        self.paragraphs = Paragraphs(self.lines, self.kinds, self.columns, self.seams)

    def split(self) -> Page:
        placements = self._without_column_heads(self._placements())
        stories: dict[int, list[int]] = {}
        for index, placement in enumerate(placements):
            stories.setdefault(placement.story, []).append(index)
        noise = tuple((self.lines[i].start, self.lines[i].end) for i in stories.pop(-1, []))
        drafts = [self._draft(members, placements) for members in stories.values()]
        return Page(tuple(drafts), noise)

    def _placements(self) -> list[Placement]:
        single = as_one_story(self.kinds)
        if single is not None:
            return single
        if len(self.lines) > SEARCHED_AT_MOST:
            return one_after_another(self.kinds)
        return BeamSearch(self.lines, self.kinds, self.columns, self.seams, DEFAULT).run()

    def _without_column_heads(self, placements: list[Placement]) -> list[Placement]:
        heads: dict[int, list[int]] = {}
        for index, placement in enumerate(placements):
            if placement.part == TITLE:
                heads.setdefault(placement.story, []).append(index)
        names = {of[0] for of in heads.values() if is_column_head([self.lines[i] for i in of])}
        return [NOISY if index in names else placement for index, placement in enumerate(placements)]

    def _draft(self, members: Sequence[int], placements: list[Placement]) -> Draft:
        texts = [i for i in members if placements[i].part == TEXT]
        for line in subheads_inside(texts, self.kinds, self.columns, self.seams):
            placements[line] = placements[line]._replace(part=SUBHEAD)
        order = self.reading_order.sort(members, {i: placements[i].part for i in members})
        placed = [
            PlacedLine(
                self.lines[line],
                self.kinds[line],
                placements[line].part,
                self.paragraphs.continues(above, line, placements),
            )
            for above, line in zip([None, *order], order, strict=False)
        ]
        return draft_of(placed, doubts_of(order, placements, self.kinds, self.seams, self.lines))
