"""Which line belongs to which story: a beam search over the lines of a page.

In: the lines, their kinds, and where stories may start. Out: for each line its story, its part in
that story, and the margin: how much better the best reading scores than the best reading that
gives the line to another story.

The search goes through the page line by line. It extends each of the best readings so far in every
way that makes sense: the line continues the story above, resumes an earlier story, or opens a new one.
"""

import heapq
from collections.abc import Sequence
from dataclasses import replace

from archive.reading.split.columns import WIDEST, Columns
from archive.reading.split.kinds import (
    BYLINE,
    CONTINUED,
    CREDIT,
    HEAD,
    ITEM,
    LABEL,
    LEAD,
    LONGEST_HEAD,
    NOISE,
)
from archive.reading.split.lines import Line
from archive.reading.split.margins import margins_of
from archive.reading.split.placement import BOX, NOISY, SUBHEAD, TEXT, TITLE, Placement
from archive.reading.split.seams import Seams
from archive.reading.split.starts import IMAGE_GAP, StoryStart, StoryStarts
from archive.reading.split.states import BeamState, BeamStory, Move, Step
from archive.reading.split.story_evidence import StoryEvidence, WeakStart
from archive.reading.split.vocabulary import Vocabulary
from archive.reading.split.weights import DEFAULT, Weights

BEAM = 48
HOPELESS = 16.0  # a reading that scores this much less than the best one is dropped
_ROUNDS = 3  # further searches, if some of the stories found were rejected
_STORIES_IN_MIND = 14  # a story can be resumed if it is among this many most recent ones


class BeamSearch:
    """The search over one page."""

    def __init__(
        self,
        lines: Sequence[Line],
        kinds: Sequence[str],
        columns: Columns,
        seams: Seams,
        weights: Weights = DEFAULT,
        beam: int = BEAM,
    ) -> None:
        self.lines, self.kinds = lines, kinds
        self.weights, self.beam = weights, beam
        self.columns, self.seams = columns, seams
        self.words = Vocabulary(lines, weights)
        self.starts = StoryStarts(lines, kinds, self.columns, self.seams, weights)
        self._fits: dict[int, tuple[float, str]] = {}
        self._barred: set[int] = set()  # lines that may not begin a story

    def run(self) -> list[Placement]:
        """Returns the best reading whose stories still look right when each is looked at as a whole."""
        placements = self._searched()
        for turn in range(_ROUNDS):
            rejected = self._rejected(placements)
            if not rejected:
                break
            # Each search may put a wrong start in place of a rejected one. The last search may only use
            # the starts that are sure and those of this reading that were not rejected.
            self._barred |= rejected if turn < _ROUNDS - 1 else self._other_weak_lines(placements) | rejected
            placements = self._searched()
        return placements

    def _other_weak_lines(self, placements: Sequence[Placement]) -> set[int]:
        """Returns the lines that start no story in this reading and are no sure start either."""
        found = {placement.story for placement in placements}
        return {
            line
            for line in range(len(self.lines))
            if line not in found and not any(start.is_sure for start in self.starts.at(line))
        }

    def _rejected(self, placements: Sequence[Placement]) -> set[int]:
        evidence = StoryEvidence(self.lines, self.kinds, self.columns, self.words.words, placements)
        weak_starts = [
            WeakStart(first, heads, start.score)
            for first, heads in evidence.weak_starts()
            for start in self.starts.at(first)
            if start.heads == heads
        ]
        return evidence.rejected(weak_starts)

    def _searched(self) -> list[Placement]:
        states = [BeamState(0.0, (), (), None)]
        for line, kind in enumerate(self.kinds):
            if kind != NOISE:
                states = self._advanced(states, line)
        ended = sorted((self._ended(state) for state in states), key=lambda s: -s.score)
        return self._placements(ended)

    def _advanced(self, states: Sequence[BeamState], line: int) -> list[BeamState]:
        self._fits.clear()
        self._options = [] if line in self._barred else self.starts.at(line)
        moves = [move for state in states for move in self._moves(state, line)]
        least = max(move.score for move in moves) - HOPELESS
        hopeful = [move for move in moves if move.score >= least]
        best = heapq.nlargest(self.beam, hopeful, key=lambda move: move.score)
        return [self._made(move, line) for move in best]

    def _moves(self, state: BeamState, line: int) -> list[Move]:
        current = state.stories[state.current] if state.current >= 0 else None
        if current is not None and current.heads:
            return [Move(state.score, state, state.current, TITLE, 0)]
        if current is not None and self._runs_on(line):
            return [Move(state.score, state, state.current, TEXT, 0)]
        if current is not None and self._is_lead_of(current, line):
            return [self._going_on(state, state.current, line, 0.0)]
        leaving = self.weights.bodiless if current is not None and not current.texts else 0.0
        moves = self._openings(state, leaving)
        if current is None:
            return moves
        moves.append(self._going_on(state, state.current, line, 0.0))
        for at in state.recent[1:]:
            moves.append(self._going_on(state, at, line, leaving + self._resumed(state.stories[at], line)))
        return moves

    def _runs_on(self, line: int) -> bool:
        """Whether a line is inside a list: a story never ends within one."""
        return line > 0 and self.kinds[line] == self.kinds[line - 1] == ITEM

    def _is_lead_of(self, story: BeamStory, line: int) -> bool:
        """Whether the line is a lead or byline right below the headlines of a story."""
        return story.last < 0 and self.kinds[story.first] == HEAD and self.kinds[line] in (LEAD, BYLINE, CONTINUED)

    def _openings(self, state: BeamState, leaving: float) -> list[Move]:
        options = self._options
        if not options and state.current < 0:
            options = [StoryStart(0, 0.0, False)]
        place = len(state.stories)
        return [
            Move(
                state.score + leaving + self.weights.opening + start.score,
                state,
                place,
                TITLE if start.heads else TEXT,
                start.heads,
            )
            for start in options
        ]

    def _resumed(self, story: BeamStory, line: int) -> float:
        is_open = story.last >= 0 and self.seams.is_open[story.last]
        price = self.weights.resume_open if is_open else self.weights.resume_closed
        return price * self.weights.resume_piece if self._is_piece(line) else price

    def _is_piece(self, line: int) -> bool:
        """Whether a line is a second or later piece of a printed line: stories may change at each piece."""
        return line > 0 and self.lines[line].row == self.lines[line - 1].row

    def _going_on(self, state: BeamState, at: int, line: int, price: float) -> Move:
        story = state.stories[at]
        # States share their stories, so each story is compared with the line only once.
        key = id(story)
        if key not in self._fits:
            self._fits[key] = self._fit(story, line)
        score, part = self._fits[key]
        return Move(state.score + price + score, state, at, part, 0)

    def _fit(self, story: BeamStory, line: int) -> tuple[float, str]:
        """Returns how well a line fits a story, and the part (TEXT, SUBHEAD or BOX) that fits best."""
        weights, kind = self.weights, self.kinds[line]
        score = self.words.gain(line, story.counts, story.total)
        if story.is_captioned:
            score += weights.after_credit
        if kind in (LEAD, BYLINE, CONTINUED):
            if story.has_lead:
                return score + weights.sure_ignored, TEXT
            late = weights.lead_late if story.texts else 0.0
            return score + (late * weights.resume_piece if self._is_piece(line) else late), TEXT
        if kind == LABEL or story.in_box:
            return score, BOX
        if kind == ITEM:
            return score, TEXT
        as_text = score + self._seam(story, line) + self._width(story, line)
        if kind == HEAD and self.lines[line].gap >= IMAGE_GAP:
            as_text += weights.bit
        if kind != HEAD:
            return as_text, TEXT
        as_subhead = score + self._as_subhead(story, line)
        return max((as_text, TEXT), (as_subhead, SUBHEAD))

    def _as_subhead(self, story: BeamStory, line: int) -> float:
        weights = self.weights
        score = weights.subhead
        if story.last >= 0 and self.seams.is_open[story.last]:
            score += weights.subhead_inside
        is_of_column = self.columns.is_full(line) and self.lines[line].gap < IMAGE_GAP
        return score + (weights.head_full if is_of_column else 0.0)

    def _seam(self, story: BeamStory, line: int) -> float:
        return self.seams.between(story.last, line) if story.last >= 0 else 0.0

    def _width(self, story: BeamStory, line: int) -> float:
        """Scores whether the line is as wide as the story's column; a short last line of a paragraph scores 0."""
        measure = _measure(story.widths)
        width = self.columns.widths[line]
        if not measure or width > WIDEST:
            return self._between_paragraphs(story, line)
        off = width - measure
        if abs(off) <= 1:
            return self.weights.same_width
        is_first = story.last < 0 or not self.seams.is_open[story.last]
        if is_first and -3 <= off < 0:
            return 0.0
        if off < 0 and not self.seams.is_open[line]:
            return 0.0
        return self.weights.other_width

    def _between_paragraphs(self, story: BeamStory, line: int) -> float:
        """The penalty for a short line without a full stop among whole paragraphs: it is a subhead or caption."""
        below = self.columns.widths[line + 1] if line + 1 < len(self.lines) else 0
        among = max(story.widths, default=below) > WIDEST
        is_bit = len(self.lines[line].raw) <= LONGEST_HEAD and self.seams.is_open[line]
        return self.weights.bit if among and is_bit else 0.0

    def _made(self, move: Move, line: int) -> BeamState:
        """Returns the state that a move leads to."""
        stories = list(move.state.stories)
        if move.story == len(stories):
            stories.append(BeamStory(line, move.heads))
        story = stories[move.story] = self._grown(stories[move.story], line, move.part)
        steps = Step(move.state.steps, story.first, move.part)
        others = [place for place in move.state.recent if place != move.story]
        recent = (move.story, *others[: _STORIES_IN_MIND - 1])
        return BeamState(move.score, tuple(stories), recent, steps)

    def _grown(self, story: BeamStory, line: int, part: str) -> BeamStory:
        kind = self.kinds[line]
        words = self.words.words[line]
        counts = dict(story.counts)
        times = self.weights.title_words if part == TITLE else 1
        for word in words:
            counts[word] = counts.get(word, 0) + times
        is_text = part == TEXT and kind not in (BYLINE, CONTINUED, ITEM)
        return replace(
            story,
            heads=story.heads - 1 if part == TITLE else 0,
            last=line if is_text else story.last,
            texts=story.texts + (part == TEXT and kind != BYLINE),
            total=story.total + len(words) * times,
            counts=counts,
            widths=(*story.widths[-5:], self.columns.widths[line]) if is_text else story.widths,
            has_lead=story.has_lead or kind in (LEAD, BYLINE, CONTINUED),
            is_captioned=kind == CREDIT and not story.has_lead,
            in_box=kind == LABEL or (part == BOX and self.lines[line].is_open),
        )

    def _ended(self, state: BeamState) -> BeamState:
        weights = self.weights
        score = state.score
        for story in state.stories:
            if not story.texts:
                score += weights.bodiless
            elif story.last >= 0 and self.seams.is_open[story.last]:
                score += weights.left_open
        return state._replace(score=score)

    def _placements(self, ended: Sequence[BeamState]) -> list[Placement]:
        """Returns the best reading: each line with its margin over the best reading that places it elsewhere."""
        readings = [_walked(state.steps) for state in ended]
        owners = [(s.score, [step.story for step in r]) for s, r in zip(ended, readings, strict=True)]
        found = iter(zip(readings[0], margins_of(owners), strict=True))
        placements = []
        for kind in self.kinds:
            if kind == NOISE:
                placements.append(NOISY)
            else:
                step, margin = next(found)
                placements.append(Placement(step.story, step.part, margin))
        return placements


def _measure(widths: tuple[int, ...]) -> int:
    """Returns the width of a story's column, judged by its last lines; 0 if they do not show it."""
    if len(widths) < 2:
        return 0
    widest = max(widths)
    return widest if sum(widest - width <= 1 for width in widths) >= 2 else 0


def _walked(last: Step | None) -> list[Step]:
    steps = []
    while last is not None:
        steps.append(last)
        last = last.before
    return steps[::-1]
