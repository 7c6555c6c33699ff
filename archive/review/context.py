"""The values of the review page: the lines in runs, a tab for each story, the strip, the current story.

In: a ReviewSession, and the story that the editor is working on. Out: plain values for the template.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby, pairwise

from django.utils.translation import gettext as _

from archive.models import Article
from archive.models.article_choices import Status
from archive.reading.document import Doubt, Part
from archive.review.page_lines import NOISE, Parts
from archive.review.session import ReviewSession
from archive.words.change_words import ROLE_NAMES

COLOURS = 8  # besides red, the colour of the current story
FIRST_SEEN, LAST_SEEN = 3, 1  # lines that are shown of a run of another story; the others are folded
LEAST_FOLDED = 4
LEFT_OUT_FROM = 3000  # with more lines than this, the page leaves out folded lines and links to their story
LABEL = 9  # the longest label of a tab, in characters
STRIP = 1000  # the width of the strip, in units of the drawing


@dataclass(frozen=True)
class Row:
    """A line of the file, or a piece of a line that was cut."""

    start: int
    number: int
    text: str
    role: str  # in words; "" for running text
    begins: bool  # whether it begins a paragraph of running text
    is_doubtful: bool
    place: int = 0  # in the reading order of the current story, if that is not the order of the page


@dataclass(frozen=True)
class Chunk:
    """Lines that are shown, or folded. `left_out`: how many lines are not on this page at all."""

    rows: Sequence[Row]
    is_folded: bool
    left_out: int = 0


@dataclass(frozen=True)
class LineRun:
    """Consecutive lines of the page that belong to one story, or to none."""

    story: Article | None
    number: int
    colour: str
    name: str
    is_current: bool
    is_fixed: bool  # its lines cannot be moved
    chunks: Sequence["Chunk"]


@dataclass(frozen=True)
class Tab:
    story: Article
    number: int
    colour: str
    name: str
    is_current: bool


@dataclass(frozen=True)
class DoubtWithLinks:
    """A doubt, and for each line it is about the line's number and its address on this page."""

    doubt: Doubt
    rows: Sequence[tuple[int, str]]


@dataclass(frozen=True)
class StripBlock:
    x: int
    width: int
    colour: str


@dataclass(frozen=True)
class ReviewContext:
    """`in_reading_order`: show only the current story, in reading order, and the lines that belong to no story."""

    session: ReviewSession
    current: Article | None
    in_reading_order: bool = False

    @cached_property
    def tabs(self) -> list[Tab]:
        return [
            Tab(story, number, self._colour(story), name_of(story), story == self.current)
            for number, story in enumerate(self.session.stories, 1)
        ]

    @cached_property
    def runs(self) -> list[LineRun]:
        lines = self._lines()
        runs = [(pk, [row for _, row in group]) for pk, group in groupby(lines, key=lambda line: line[0])]
        total = Counter(pk for pk, _ in runs)
        seen: Counter[int] = Counter()
        shown = []
        for pk, rows in runs:
            seen[pk] += 1
            shown.append(self._run(pk, rows, seen[pk], total[pk], len(lines) > LEFT_OUT_FROM))
        return shown

    @cached_property
    def strip(self) -> list[StripBlock]:
        """The whole page as a row of blocks. The width of a block is its share of the characters."""
        every = sorted((part.start, pk, part.end - part.start) for pk, parts in self._parts() for part in parts)
        sizes = [(pk, sum(size for *_, size in run)) for pk, run in groupby(every, key=lambda part: part[1])]
        whole = sum(size for _, size in sizes) or 1
        ends = [0, *(round(STRIP * end / whole) for end in accumulate(size for _, size in sizes))]
        return [
            StripBlock(begin, max(2, end - begin - 2), self._colour(None if pk == NOISE else self.session.story(pk)))
            for (pk, _), (begin, end) in zip(sizes, pairwise(ends), strict=True)
        ]

    def _parts(self) -> Iterable[tuple[int, Parts]]:
        return self.session.page_lines.parts.items()

    @property
    def line_count(self) -> int:
        return len(self.session.upload.text.rstrip().split("\n"))

    @property
    def loose_count(self) -> int:
        return len(self.session.page_lines.parts[NOISE])

    @property
    def published_count(self) -> int:
        return sum(story.is_public for story in self.session.stories)

    @property
    def drafts(self) -> list[Tab]:
        return [tab for tab in self.tabs if tab.story.status == Status.DRAFT]

    @property
    def others(self) -> list[Tab]:
        return [tab for tab in self.drafts if not tab.is_current]

    @property
    def targets(self) -> list[Tab]:
        """The stories that lines can be moved to. For a published story the editor must give a reason."""
        return [tab for tab in self.tabs if tab.story.status != Status.WITHDRAWN]

    @cached_property
    def doubts(self) -> list[DoubtWithLinks]:
        """The doubts of the current story, each with the addresses of its lines on this page."""
        first: dict[int, int] = {}
        for run in self.runs:
            for chunk in run.chunks:
                for row in chunk.rows:
                    first.setdefault(row.number, row.start)
        return [
            DoubtWithLinks(doubt, [(row, f"L{row}-{first[row]}") for row in doubt.lines if row in first])
            for doubt in (self.current.doubts if self.current else ())
        ]

    @cached_property
    def before(self) -> Tab | None:
        return self._beside(-1)

    @cached_property
    def after(self) -> Tab | None:
        return self._beside(1)

    def _beside(self, step: int) -> Tab | None:
        at = next((at for at, tab in enumerate(self.tabs) if tab.is_current), None)
        return self.tabs[at + step] if at is not None and 0 <= at + step < len(self.tabs) else None

    def _colour(self, story: Article | None) -> str:
        if story is None:
            return "loose"
        return "in-hand" if story == self.current else f"story-{(self.session.numbers[story.pk] - 1) % COLOURS + 1}"

    def _lines(self) -> list[tuple[int, Row]]:
        """(story, line) in the order of the page."""
        doubtful = {story.pk: rows_of_doubts(story) for story in self.session.stories}
        every = sorted((part.start, pk, part) for pk, parts in self._parts() for part in parts)
        rows, at, number = [], 0, 1
        for start, pk, part in every:
            number += self.session.upload.text.count("\n", at, start)
            at = start
            rows.append((pk, self._row(part, number, number in doubtful.get(pk, ()))))
        return self._as_read(rows) if self.in_reading_order else rows

    def _as_read(self, rows: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
        own = [(pk, row) for pk, row in rows if self.current and pk == self.current.pk]
        own.sort(key=lambda line: self._places[line[1].start])
        return own + [(pk, row) for pk, row in rows if pk == NOISE]

    def _row(self, part: Part, number: int, is_doubtful: bool) -> Row:
        role = str(ROLE_NAMES.get(part.role, "")) if part.role != "body" else ""
        printed = self.session.upload.text[part.start : part.end]
        begins = part.role == "body" and not part.continues
        place = self._places.get(part.start, 0) if self.is_shuffled else 0
        return Row(part.start, number, printed, role, begins, is_doubtful, place)

    @cached_property
    def _places(self) -> dict[int, int]:
        parts = self.session.page_lines.parts[self.current.pk] if self.current else ()
        return {part.start: place for place, part in enumerate(parts, 1)}

    @property
    def is_shuffled(self) -> bool:
        """Whether the reading order of the current story differs from the order of the page."""
        return list(self._places) != sorted(self._places)

    def _run(self, pk: int, rows: list[Row], place: int, of: int, is_long: bool) -> LineRun:
        story = None if pk == NOISE else self.session.story(pk)
        is_current = story is not None and story == self.current
        number = self.session.numbers[pk] if story else 0
        name = _("不属于报道") if story is None else f"{number} {name_of(story)}"
        if of > 1 and story:
            name = _("%(name)s · 第 %(place)d 段，共 %(of)d 段") % {"name": name, "place": place, "of": of}
        fixed = story is not None and story.status == Status.WITHDRAWN
        chunks = [Chunk(rows, False)] if is_current else list(_folded(rows))
        if is_long and not is_current:
            chunks = [Chunk([], True, len(chunk.rows)) if chunk.is_folded else chunk for chunk in chunks]
        return LineRun(story, number, self._colour(story), name, is_current, fixed, chunks)


def name_of(story: Article) -> str:
    """The beginning of a headline, as the label of a tab."""
    return story.headline[:LABEL] or _("（无题）")


def rows_of_doubts(story: Article) -> set[int]:
    return {line for doubt in story.doubts for line in doubt.lines}


def _folded(rows: list[Row]) -> Iterator[Chunk]:
    """The first lines, the last line and doubtful lines are shown. Longer stretches between them are folded."""
    edge = len(rows) - LAST_SEEN
    seen = [at < FIRST_SEEN or at >= edge or row.is_doubtful for at, row in enumerate(rows)]
    for is_seen, group in groupby(zip(seen, rows, strict=True), key=lambda pair: pair[0]):
        chunk = [row for _, row in group]
        yield Chunk(chunk, not is_seen and len(chunk) >= LEAST_FOLDED)
