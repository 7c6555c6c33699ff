"""Finds the lines of a page where a story may begin.

In: lines and their kinds, columns and seams. Out: for a line, the ways a story may begin with it:
how many headline lines it has, and how strong the evidence for it is.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from archive.reading.split.columns import Columns
from archive.reading.split.kinds import BODY, BYLINE, CONTINUED, CREDIT, HEAD, ITEM, LEAD, NOISE, is_marked_up
from archive.reading.split.lines import Line
from archive.reading.split.round_ups import is_round_up
from archive.reading.split.seams import Seams
from archive.reading.split.weights import Weights
from text.patterns import ANY_YEAR, DAY, MONTH, NUMERALS, REPORTER

IMAGE_GAP = 3  # this many blank lines mean a picture on the page
MOST_HEADS = 3
_RUNS_ON = 1.5  # the score of a seam with a word across the break
_ANCHORS = (LEAD, BYLINE, CONTINUED)
_DATE_OPENING = re.compile(
    rf"^(?:(?:{ANY_YEAR}年)?{MONTH}(?:{DAY}|[上中下]旬|[,份])|{DAY}|近日|日前|近期"
    r"|今年以来|今年以來|当地时间|當地時間|昨[日天]|今[日天]|本[周週]|从[0-9]|從[0-9])"
)
# A line cut out of a sentence often ends or begins with these; a title seldom does.
_CUT_END = re.compile(r"[在的和是与與为為将將对對于於以从從把被第其并並向由及至该該这這、:0-9(]$|[0-9]年$")
_CUT_BEGINNING = re.compile(r"[的了和与與及们們个個等性化年月日者]")
# Lines between headline and text that are not part of the headline: the addressee of a notice, the date of a speech.
_NEVER_LAST = re.compile(r":$|^\(.+\)$|^(?:本台消息|本报消息)|^(?:今|昨)[日天][(在上下,从]")
# These begin a section of a text, an answer or a caption, never a story.
_NO_TITLE = re.compile(
    rf"^(?:[{NUMERALS}]{{1,3}}[、.]|\([{NUMERALS}0-9]{{1,3}}\)|[0-9]{{1,2}}[、.](?![0-9]+(?:[万萬亿億%元倍]|个百|個百))"
    rf"|第[{NUMERALS}]{{1,3}}[章节節条條]|附件|附表|附[:：]|[问問答q][:：]|(?:{REPORTER})[:：]"
    r"|(?:[上下左右]|组|組)?[图圖][为為①-⑳0-9一二三四五六七八九:：/]|[图圖]片[:：])",
    re.I,
)


@dataclass(frozen=True)
class StoryStart:
    """A story may begin with `heads` headline lines. `score`: above 0 the evidence is for it, below 0 against it."""

    heads: int
    score: float
    is_sure: bool


class StoryStarts:
    """The possible starts of stories on one page."""

    def __init__(
        self,
        lines: Sequence[Line],
        kinds: Sequence[str],
        columns: Columns,
        seams: Seams,
        weights: Weights,
    ) -> None:
        self._lines, self._kinds, self._weights = lines, kinds, weights
        self._columns, self._seams = columns, seams
        self._is_alone = (
            sum(kind in _ANCHORS and (not at or kinds[at - 1] not in _ANCHORS) for at, kind in enumerate(kinds)) < 2
        )
        self._top = next((index for index, kind in enumerate(kinds) if kind != NOISE), 0)
        # A web page is one report with subheads, and a round-up is one story of several items, unless there are leads.
        self._is_round_up = self._is_alone and self._announces_items()
        self._is_one = self._is_round_up or (self._is_alone and any(map(is_marked_up, lines)))

    def at(self, first: int) -> list[StoryStart]:
        """Returns the ways a story may begin with this line."""
        if self._kinds[first] in _ANCHORS:
            follows = first and self._kinds[first - 1] in _ANCHORS
            if self._is_piece(first):
                return [StoryStart(0, 0.0, False)]
            return [] if follows else [StoryStart(0, self._weights.sure_headless, True)]
        return [start for heads in self._groups(first) if (start := self._start(first, heads))]

    def _announces_items(self) -> bool:
        """Whether the text begins with the headline of a round-up of short items."""
        return bool(self._lines) and self._kinds[self._top] == HEAD and is_round_up(self._lines[self._top].text)

    def _is_piece(self, line: int) -> bool:
        """Whether a line is a second or later piece of a printed line: a headline never is."""
        return line > 0 and self._lines[line].row == self._lines[line - 1].row

    def _groups(self, first: int) -> list[int]:
        """Returns the numbers of lines, from `first` on, that may form a headline together."""
        groups = []
        for heads in range(1, MOST_HEADS + 1):
            last = first + heads - 1
            if last + 1 >= len(self._lines) or self._kinds[last] != HEAD:
                break
            if self._is_piece(last) or self._is_piece(last + 1) or self._heads_a_part(last):
                break
            if heads > 1 and (self._is_round_up or self._lines[last].gap >= IMAGE_GAP):
                break
            groups.append(heads)
        return groups

    def _heads_a_part(self, line: int) -> bool:
        """Whether a line is the heading of a section of a story; the first line of a page never counts as one."""
        is_above_lead = self._kinds[line + 1] in _ANCHORS
        return line != self._top and not is_above_lead and bool(_NO_TITLE.match(self._lines[line].text))

    def _start(self, first: int, heads: int) -> StoryStart | None:
        weights, after = self._weights, first + heads
        if self._kinds[after] in _ANCHORS:
            more = sum(self._as_kicker(line) for line in range(first, after - 1))
            return StoryStart(heads, weights.sure + more, True)
        if self._is_one and first != self._top:
            return None
        if self._kinds[after] in (BODY, CREDIT, ITEM, HEAD) and not self._lines[after].begins_inside:
            if heads > 1 and _NEVER_LAST.search(self._lines[after - 1].text):
                return None
            weak = self._weak(first, after) + self._more(after) * (heads - 1)
            return StoryStart(heads, weak, False)
        return None

    def _more(self, after: int) -> float:
        """The score of each further headline line; lower if the last one looks like the first line of the text."""
        weights, widths = self._weights, self._columns.widths
        is_of_column = any(widths[after - 1] - width in (-2, -1, 0, 1) for width in widths[after : after + 3])
        runs_on = self._seams.between(after - 1, after) >= _RUNS_ON
        return weights.weak_more + (weights.more_as_wide if is_of_column or runs_on else 0.0)

    def _as_kicker(self, line: int) -> float:
        """Scores how much a line above a headline line looks like a headline too, rather than like body text."""
        weights, text = self._weights, self._lines[line].text
        score = weights.sure_more
        score += weights.kicker_full if self._columns.is_full(line) else 0.0
        if _CUT_END.search(text.rstrip(":")) or _CUT_BEGINNING.match(text):
            score += weights.title_cut
        return score

    def _weak(self, first: int, after: int) -> float:
        """Scores how much lines look like a headline, if no lead or byline follows."""
        weights = self._weights
        score = weights.weak
        score += weights.weak_text if self._is_text(after) else weights.weak_no_text
        score += weights.weak_dated if _DATE_OPENING.match(self._lines[after].text) else 0.0
        score += weights.weak_credit if CREDIT in self._kinds[after : after + 3] else 0.0
        score += weights.weak_gap if self._lines[first].gap >= IMAGE_GAP else 0.0
        score += weights.weak_top if first == self._top else 0.0
        score += weights.alone if self._is_alone and first != self._top else 0.0
        return score + self._as_title(after - 1) + self._runs_on(first, after)

    def _is_text(self, line: int) -> bool:
        """Whether a line looks like text: by its kind, by its width, or because the next line continues it."""
        if self._kinds[line] != HEAD:
            return self._kinds[line] != ITEM
        runs_on = line + 1 < len(self._lines) and self._seams.between(line, line + 1) > 0
        return self._columns.is_full(line) or runs_on

    def _as_title(self, title: int) -> float:
        """Scores how much a line by itself looks like a title."""
        weights, text = self._weights, self._lines[title].text
        score = 0.0
        if len(text) >= 13:
            score += weights.title_long
        if len(text) <= 9:
            score += weights.title_short
        if "," in text and len(text) > 24:
            score += weights.title_comma
        if _DATE_OPENING.match(text):
            score += weights.title_dated
        if _CUT_END.search(text):
            score += weights.title_cut
        if _CUT_BEGINNING.match(text):
            score += weights.title_cut
        return score

    def _runs_on(self, first: int, after: int) -> float:
        """The penalty for headlines that run on into the text or are as wide as its column."""
        weights = self._weights
        across = max(0.0, self._seams.between(after - 1, after))
        score = weights.title_runs_on * across
        widths = self._columns.widths
        if widths[after - 1] - widths[after] in (-2, -1, 0, 1):
            score += weights.title_as_wide
        return score + weights.head_full * sum(self._columns.is_full(head) for head in range(first, after))
