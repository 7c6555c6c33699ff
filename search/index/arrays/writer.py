"""Stories into an index and out of it, one durable commit at a time.

In: stories by field, keys to delete. Out: after `commit` all of it is on the disk, and a snapshot
taken later has it; before, and after a crash at any point, nothing of it.

Stories gather in memory, are cut into a part every few million characters, and parts go to a file
when they are many: memory stays bounded, however many stories are added. Commit merges all that was
added with the small segments the policy picks into one new segment file.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from whoosh.index import TOC
from whoosh.writing import SegmentWriter

from search.index.arrays.codec import ArrayCodec, ArraySegment
from search.index.arrays.fields import Shape
from search.index.arrays.layout import SectionFile, check_file, map_sections
from search.index.arrays.merge import Source, TooLarge, merge
from search.index.arrays.part import CutWords, Story, make_part

if TYPE_CHECKING:
    from search.index.arrays.live import ArrayIndex

# Characters of text cut at once, and held in memory before they go to a file.
PART_TEXT = 4_000_000
MOST_TEXT = 24_000_000
# Tiers of the merge policy: as many segments of one tier are merged into one of the next.
FAN = 8
# No commit rewrites more stories than this for tidiness alone; `optimize` does.
MOST_MERGED = 40_000

Policy = Callable[["ArrayWriter", list[ArraySegment]], list[ArraySegment]]


class ArrayWriter(SegmentWriter):
    """Whoosh's writer, holding Whoosh's lock. `words` cuts folded text; without it only deletions."""

    def __init__(self, index: "ArrayIndex", words: CutWords | None = None, timeout: float = 0.0) -> None:
        super().__init__(index, codec=ArrayCodec(), compound=False, timeout=timeout)
        self._shape = Shape.of(self.schema)
        self._words = words
        self._former = {segment.segment_id() for segment in self.segments}
        self._added_keys: dict[str, int] = {}
        self._replaced: list[int] = []
        self._stories: list[Story] = []
        self._text = 0
        self._own: list[Source] = []
        self._spilled = 0
        self._old: list[Source] = []
        self._sweep({self.generation - 1})

    # Adding and deleting

    def add_document(self, **fields: object) -> None:
        """Values by name of field; a story added under a key that is known replaces it."""
        self._check_state()
        self._check_fields(self.schema, fields)
        story = Story(str(fields[self._shape.key]), fields)
        self.delete_by_key(story.key)
        self._added_keys[story.key] = self.docnum
        self._stories.append(story)
        self.docnum += 1
        self._text += story.size(self._shape)
        if self._text >= PART_TEXT:
            self._seal()
        if len(self._own) - self._spilled >= MOST_TEXT // PART_TEXT:
            self._spill()

    update_document = add_document

    def delete_by_key(self, key: str) -> bool:
        """Whether a story was known under this key."""
        self._check_state()
        known = self._added_keys.pop(key, None)
        if known is not None:
            self._replaced.append(known)
        for segment in self.segments:
            story = self.storage.opened(segment).story_of(key)
            if story is not None and not segment.is_deleted(story):
                segment.delete_document(story)
                return True
        return known is not None

    def delete_by_term(self, fieldname: str, text: str, searcher: object = None) -> int:
        if fieldname == self._shape.key:
            return int(self.delete_by_key(text))
        return super().delete_by_term(fieldname, text, searcher)

    def add_segment(self, segment: ArraySegment) -> None:
        """Merge this segment into the one being written. Raises IndexDamaged: damage must not be merged away."""
        check_file(self.storage.path(segment.file_name), segment.size, segment.crc)
        self._old.append(Source(self.storage.opened(segment).sections, segment.deleted()))

    def add_reader(self, reader: object) -> None:
        for leaf, _ in reader.leaf_readers():
            self.add_segment(leaf.segment())

    # Committing

    def commit(self, mergetype: Policy | None = None, optimize: bool | None = None, merge: bool | None = None) -> None:
        """As Whoosh's: `optimize` merges all segments into one, `merge=False` none."""
        self._check_state()
        segments = self._merge_segments(mergetype, optimize, merge)
        self._seal()
        segment = self.write_segment()
        if segment is not None:
            segments.append(segment)
        self._commit_toc(segments)
        self._close_segment()
        self._finish()

    def commit_segments(self, segments: Sequence[ArraySegment]) -> None:
        """Add segments written into the folder by rebuild.py, merged into one if one holds them."""
        try:
            for segment in segments:
                self.add_segment(segment)
            self.commit(merge=False)
        except TooLarge:
            self._old.clear()
            self._commit_toc([*self.segments, *segments])
            self._finish()

    def write_segment(self) -> ArraySegment | None:
        """All that was added, as one segment file on the disk; None where that is nothing."""
        self._seal()
        sources = [*self._old, *self._own_sources()]
        if not sum(source.live_stories for source in sources):
            return None
        segment = self.newsegment
        segment.shape = self._shape
        stories, segment.size, segment.crc = self._write_file(segment.file_name, sources)
        segment.set_doc_count(stories)
        for number in range(self._spilled):
            self.storage.path(self._spill_name(number)).unlink()
        self._old, self._own, self._spilled = [], [], 0
        return segment

    def _merge_segments(
        self, mergetype: Policy | None, optimize: bool | None, merge: bool | None
    ) -> list[ArraySegment]:
        if mergetype is None and not optimize and merge is not False:
            mergetype = tiered
        return super()._merge_segments(mergetype, optimize, merge)

    def _commit_toc(self, segments: Sequence[ArraySegment]) -> None:
        """Whoosh's table of contents in one rename; the former one and its segments stay until the next."""
        TOC(self.schema, list(segments), self.generation).write(self.storage, self.indexname)
        self._former |= {segment.segment_id() for segment in segments}
        self._sweep({self.generation, self.generation - 1})

    def _sweep(self, generations: Iterable[int]) -> None:
        """Remove what no table of contents names: of older commits, of cancelled and killed writers."""
        kept = {TOC._filename(self.indexname, generation) for generation in generations}
        for name in self.storage.list():
            ours = name.startswith((f"{self.indexname}_", f"_{self.indexname}_"))
            lock = name.endswith("_WRITELOCK")
            if ours and not lock and name not in kept and name.partition(".")[0] not in self._former:
                self.storage.path(name).unlink(missing_ok=True)

    # Parts

    def _seal(self) -> None:
        """Cut the stories in memory into a part."""
        if self._stories:
            if self._words is None:
                raise ValueError("a writer that adds stories needs the cutter of words")
            self._own.append(Source(make_part(self._stories, self._shape, self._words)))
            self._stories, self._text = [], 0

    def _spill(self) -> None:
        """Put the parts in memory into one file."""
        name = self._spill_name(self._spilled)
        self._write_file(name, self._own[self._spilled :])
        self._own[self._spilled :] = [Source(map_sections(self.storage.path(name)))]
        self._spilled += 1

    def _spill_name(self, number: int) -> str:
        return self.newsegment.make_filename(f".{number}.spill")

    def _own_sources(self) -> list[Source]:
        """What was added, without the stories that were replaced or deleted since."""
        replaced, start, sources = np.array(sorted(self._replaced), np.int64), self.docbase, []
        for source in self._own:
            end = start + source.stories
            sources.append(Source(source.sections, replaced[(replaced >= start) & (replaced < end)] - start))
            start = end
        return sources

    def _write_file(self, name: str, sources: list[Source]) -> tuple[int, int, int]:
        """Number of stories, size, checksum."""
        out = SectionFile(self.storage.path(name))
        try:
            stories = merge(sources, self._shape, out)
            out.close()
        finally:
            out.abandon()
        return stories, out.size, out.crc


def tiered(writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    """Merge a tier once FAN segments are in it, and what is mostly deleted; the rest is returned."""
    tiers: dict[int, list[ArraySegment]] = {}
    for segment in segments:
        tiers.setdefault(_tier(segment.doc_count()), []).append(segment)
    merged = [segment for segment in segments if 2 * segment.deleted_count() > segment.doc_count_all()]
    for _, some in sorted(tiers.items()):
        full = len(some) >= FAN - 1
        merged += [segment for segment in some if full and segment not in merged]
        if not full:
            break
    merged = [segment for segment in merged if segment.doc_count() <= MOST_MERGED]
    for segment in merged:
        writer.add_segment(segment)
    return [segment for segment in segments if segment not in merged]


def _tier(stories: int) -> int:
    """0 below FAN stories, 1 below FAN², and so on."""
    tier = 0
    while stories >= FAN:
        stories //= FAN
        tier += 1
    return tier
