"""What the review page shows: the page's lines in runs, a tab for each story, the strip, the story in hand.

In: an ReviewSession, and the number of the story in hand. Out: plain values for the template.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, groupby, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from archive.models import Article
from archive.models.article_choices import Status
from archive.reading.document import Doubt, Part
from archive.review.page_lines import NOISE, Parts
from archive.review.session import ReviewSession

COLOURS = 8  # beside red, which is the story in hand
FIRST_SEEN, LAST_SEEN = 3, 1  # lines of a run that is not in hand; the rest unfolds
LEAST_FOLDED = 4
LEFT_OUT_FROM = 3000  # lines on a page: beyond these what is folded is left to its own story's page
LABEL = 9  # characters of a title on a tab
STRIP = 1000  # units wide

ROLE_NAMES = {
    "kicker": gettext_lazy("引题"), "title": gettext_lazy("标题"), "subtitle": gettext_lazy("副题"),
    "byline": gettext_lazy("署名"), "body": gettext_lazy("正文"),
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One line of the file, or a piece of one that was cut."""

    start: int
    number: int
    text: str
    role: str  # "" for running text
    begins: bool  # a paragraph of running text
    is_doubtful: bool
    place: int = 0  # in the reading order of the story in hand, where that is not the order of the page


@dataclass(frozen=True)
class Chunk:
    """Lines seen at once, or folded away; `left_out` of them are not on this page at all."""

    rows: Sequence[Row]
    is_folded: bool
    left_out: int = 0


@dataclass(frozen=True)
class LineRun:
    """Lines that stand together on the page and belong to one story, or to none."""

    story: Article | None
    number: int
    colour: str
    name: str
    is_current: bool
    is_fixed: bool  # nobody moves its lines
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
    """`in_reading_order`: only the story in hand and what is no story's, its lines as they are read."""

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
        runs = [(pk, [row for _, row in some]) for pk, some in groupby(lines, key=lambda one: one[0])]
        total = {pk: sum(one == pk for one, _ in runs) for pk in {pk for pk, _ in runs}}
        seen: dict[int, int] = {}
        shown = []
        for pk, rows in runs:
            seen[pk] = seen.get(pk, 0) + 1
            shown.append(self._run(pk, rows, seen[pk], total[pk], len(lines) > LEFT_OUT_FROM))
        return shown

    @cached_property
    def strip(self) -> list[StripBlock]:
        """The page lying on its side: the width of a block is its share of the characters."""
        every = sorted((part.start, pk, part.end - part.start) for pk, parts in self._parts() for part in parts)
        sizes = [(pk, sum(size for *_, size in some)) for pk, some in groupby(every, key=lambda one: one[1])]
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
        """Where lines can go; to a published story only with a reason."""
        return [tab for tab in self.tabs if tab.story.status != Status.WITHDRAWN]

    @cached_property
    def doubts(self) -> list[DoubtWithLinks]:
        """Those of the story in hand, each with the addresses of its lines on this page."""
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
        own = [one for one in rows if self.current and one[0] == self.current.pk]
        return sorted(own, key=lambda one: self._places[one[1].start]) + [one for one in rows if one[0] == NOISE]

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
        """Whether the story in hand is not read in the order of the page."""
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
            chunks = [Chunk([], True, len(one.rows)) if one.is_folded else one for one in chunks]
        return LineRun(story, number, self._colour(story), name, is_current, fixed, chunks)


def name_of(story: Article) -> str:
    """The beginning of a headline, for a tab."""
    return story.headline[:LABEL] or _("（无题）")


def rows_of_doubts(story: Article) -> set[int]:
    return {line for doubt in story.doubts for line in doubt.lines}


def _folded(rows: list[Row]) -> Iterator[Chunk]:
    """The first lines, the last one and doubtful ones are seen; what stands between them is folded away."""
    edge = len(rows) - LAST_SEEN
    seen = [at < FIRST_SEEN or at >= edge or row.is_doubtful for at, row in enumerate(rows)]
    for is_seen, some in groupby(zip(seen, rows, strict=True), key=lambda one: one[0]):
        chunk = [row for _, row in some]
        yield Chunk(chunk, not is_seen and len(chunk) >= LEAST_FOLDED)
