"""Collects stories and writes them as one new segment, in bounded memory.

In: stories, one after the other. Out: a segment file.

Stories wait in memory. Every few million characters they are made into a part; when there are many parts, these are
merged into a file. At the end everything is merged into the segment.
"""

from collections.abc import Sequence

import numpy as np

from search.fields import Shape
from search.index.buffer import BufferedStory, build_sections
from search.index.layout import SectionFile, read_sections
from search.index.merge import MergeSource, merge
from search.index.segment import ArraySegment
from search.index.storage import MappedStorage
from search.index.token_table import Tokenizer

# Characters of text: in one part, in all parts in memory before they go to a file, and at most in one segment.
PART_TEXT = 4_000_000
MAX_TEXT = 24_000_000
FULL = 1 << 26


class SegmentBuilder:
    """Builds `segment`. Keys must be unique: `drop` a story that was replaced."""

    def __init__(self, storage: MappedStorage, segment: ArraySegment, shape: Shape, words: Tokenizer | None) -> None:
        self._storage, self._segment, self._shape, self._words = storage, segment, shape, words
        self.added = 0
        self._dropped: list[int] = []
        self._waiting: list[BufferedStory] = []
        self._text = self._all_text = 0
        self._spilled: list[MergeSource] = []
        self._parts: list[MergeSource] = []

    def add(self, story: BufferedStory) -> int:
        """Add a story and return the number by which it can be dropped. Raises ValueError without a tokenizer."""
        if self._words is None:
            raise ValueError("a writer that adds stories needs a tokenizer")
        self._waiting.append(story)
        self.added += 1
        size = story.size(self._shape)
        self._text += size
        self._all_text += size
        if self._text >= PART_TEXT:
            self._cut()
        if len(self._parts) * PART_TEXT >= MAX_TEXT:
            self._spill()
        return self.added - 1

    @property
    def is_full(self) -> bool:
        """Whether further stories should go into another segment to save memory."""
        return self._all_text >= FULL

    def drop(self, number: int) -> None:
        """Leave this story out again."""
        self._dropped.append(number)

    def write(self, before: Sequence[MergeSource] = ()) -> ArraySegment | None:
        """Write everything as one segment, after the stories of `before`. None without any story. Raises TooLarge."""
        self._cut()
        sources = [*before, *self._without_dropped()]
        if not any(source.live_stories for source in sources):
            return None
        segment = self._segment
        segment.shape = self._shape
        stories, segment.seal = self._write_file(segment.file_name, sources)
        segment.set_doc_count(stories)
        for number in range(len(self._spilled)):
            self._storage.path(self._spill_name(number)).unlink()
        return segment

    def _cut(self) -> None:
        if self._waiting and self._words is not None:
            self._parts.append(MergeSource(build_sections(self._waiting, self._shape, self._words)))
            self._waiting, self._text = [], 0

    def _spill(self) -> None:
        name = self._spill_name(len(self._spilled))
        self._write_file(name, self._parts)
        self._spilled.append(MergeSource(read_sections(self._storage.path(name))))
        self._parts = []

    def _spill_name(self, number: int) -> str:
        return self._segment.make_filename(f".{number}.spill")

    def _without_dropped(self) -> list[MergeSource]:
        dropped, start, sources = np.array(sorted(self._dropped), np.int64), 0, []
        for source in [*self._spilled, *self._parts]:
            end = start + source.stories
            sources.append(MergeSource(source.sections, dropped[(dropped >= start) & (dropped < end)] - start))
            start = end
        return sources

    def _write_file(self, name: str, sources: Sequence[MergeSource]) -> tuple[int, int]:
        """Returns the number of stories, and the seal."""
        with SectionFile(self._storage.path(name)) as out:
            return merge(sources, self._shape, out), out.close()
