"""Stories into an index and out of it, one durable commit at a time.

In: stories by field, keys to delete. Out: after `commit` all of it is on the disk, and a snapshot
taken later has it; before, and after a crash at any point, nothing of it.

A commit merges all that was added with the small segments the policy picks into one new segment.
"""

from collections.abc import Callable, Iterable, Sequence

from whoosh.index import TOC, FileIndex
from whoosh.writing import IndexingError, SegmentWriter

from durability.failpoint import failpoint
from search.fields import Shape
from search.index.buffer import BufferedStory, Tokenize
from search.index.codec import ArrayCodec
from search.index.layout import check_file, read_sections
from search.index.merge import MergeSource, count_places
from search.index.segment import ArraySegment
from search.index.segment_builder import SegmentBuilder
from search.index.validation import checked_key

# Tiers of the merge policy: as many segments of one tier are merged into one of the next.
FAN = 8
# No commit rewrites more stories than this for tidiness alone; `optimize` does.
MOST_MERGED = 40_000
# Characters merged into one segment after a rebuild: it takes some 2 MB a million.
MOST_ADOPTED = 1 << 28
FIXED = "the fields of an index are fixed when it is made: make another, and add its stories again"

Policy = Callable[["ArrayWriter", list[ArraySegment]], list[ArraySegment]]


class ArrayWriter(SegmentWriter):
    """Whoosh's writer, holding Whoosh's lock. `words` cuts folded text; without it only deletions."""

    def __init__(self, index: FileIndex, words: Tokenize | None = None, timeout: float = 0.0) -> None:
        try:
            super().__init__(index, codec=ArrayCodec(), compound=False, timeout=timeout)
            self._words, self._shape = words, Shape.of(self.schema)
            self._builder = SegmentBuilder(self.storage, self.newsegment, self._shape, words)
            self._added_keys: dict[str, int] = {}
            self._merged: list[MergeSource] = []
            self._kept_segments = {segment.segment_id() for segment in self.segments}
            self._sweep({self.generation - 1})
        except BaseException:
            self._let_go()
            raise

    def add_document(self, **fields: object) -> None:
        """Values by name of field; a story added under a key that is known replaces it.

        TypeError, ValueError, whoosh.fields.UnknownFieldError: nothing was added or replaced then.
        """
        self._check_state()
        self._check_fields(self.schema, fields)
        if self._words is None:
            raise ValueError("a writer that adds stories needs the cutter of words")
        story = BufferedStory(checked_key(self._shape, fields), fields)
        self.delete_by_key(story.key)
        self._added_keys[story.key] = self._builder.add(story)
        self.docnum += 1

    update_document = add_document

    def delete_by_key(self, key: str) -> bool:
        """Whether a story was known under this key."""
        self._check_state()
        added = self._added_keys.pop(key, None)
        if added is not None:
            self._builder.drop(added)
            return True
        for segment in self.segments:
            story = self.storage.opened(segment).story_of(key)
            if story is not None and not segment.is_deleted(story):
                segment.delete_document(story)
                return True
        return False

    def delete_by_term(self, fieldname: str, text: str, searcher: object = None) -> int:
        if fieldname == self._shape.key:
            return int(self.delete_by_key(text))
        return int(super().delete_by_term(fieldname, text, searcher))

    def add_field(self, fieldname: str, fieldspec: object, **_: object) -> None:
        """Always raises IndexingError: segments that are there have their values by the place of each field."""
        raise IndexingError(FIXED)

    def remove_field(self, fieldname: str) -> None:
        """Always raises IndexingError."""
        raise IndexingError(FIXED)

    def add_segment(self, segment: ArraySegment) -> None:
        """Merge this segment into the one being written. Raises IndexDamaged: damage must not be merged away.

        IndexingError where its fields are not those of the index.
        """
        if segment.shape != self._shape:
            raise IndexingError(f"{segment.file_name} has other fields: {FIXED}")
        path = self.storage.path(segment.file_name)
        check_file(path, segment.seal)
        self._merged.append(MergeSource(read_sections(path, segment.seal), segment.deleted()))

    def commit(self, mergetype: Policy | None = None, optimize: bool | None = None, merge: bool | None = None) -> None:
        """As Whoosh's: `optimize` merges all segments into one, `merge=False` none. Failed or not, it keeps no lock."""
        self._check_state()
        policy = mergetype or (everything if optimize else nothing if merge is False else tiered)
        try:
            segments = policy(self, self.segments)
            segment = self._builder.write(self._merged)
            self._commit_toc([*segments, segment] if segment else segments)
        finally:
            self.cancel()

    def cancel(self) -> None:
        """Let go of what was not committed, and of the lock; once more does nothing."""
        if not self.is_closed:
            super().cancel()

    def _let_go(self) -> None:
        """Of the lock, where the writer could not be made: an error that somebody keeps would keep it, too."""
        if self.writelock and self.writelock.locked:
            self.writelock.release()

    def adopt(self, segments: Sequence[ArraySegment]) -> None:
        """Add segments that others wrote into the folder: merged into one, unless that takes much memory."""
        if count_places(self.storage.opened(segment).sections for segment in segments) < MOST_ADOPTED:
            everything(self, list(segments))
        else:
            self.segments.extend(segments)

    def _commit_toc(self, segments: Sequence[ArraySegment]) -> None:
        """Whoosh's table of contents in one rename; the former one and its segments stay until the next."""
        TOC(self.schema, list(segments), self.generation).write(self.storage, self.indexname)
        self._kept_segments |= {segment.segment_id() for segment in segments}
        self._sweep({self.generation, self.generation - 1})
        failpoint("commit.cleaned")

    def _sweep(self, generations: Iterable[int]) -> None:
        """Remove what no table of contents names: of older commits, of cancelled and killed writers."""
        kept = {TOC._filename(self.indexname, generation) for generation in generations}
        for name in self.storage.list():
            ours = name.startswith((f"{self.indexname}_", f"_{self.indexname}_"))
            lock = name.endswith("_WRITELOCK")
            if ours and not lock and name not in kept and name.partition(".")[0] not in self._kept_segments:
                self.storage.path(name).unlink(missing_ok=True)


def nothing(writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    """Merge no segment: all are returned."""
    return segments


def everything(writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    """Merge all segments into one."""
    for segment in segments:
        writer.add_segment(segment)
    return []


def tiered(writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    """Merge a tier once FAN segments are in it, and what is mostly deleted; the rest is returned."""
    tiers: dict[int, list[ArraySegment]] = {}
    for segment in segments:
        tiers.setdefault(_tier(segment.doc_count()), []).append(segment)
    merged = [segment for segment in segments if 2 * segment.deleted_count() > segment.doc_count_all()]
    for _, some in sorted(tiers.items()):
        if len(some) < FAN - 1:
            break
        merged += [segment for segment in some if segment not in merged]
    merged = [segment for segment in merged if segment.doc_count() <= MOST_MERGED]
    everything(writer, merged)
    return [segment for segment in segments if segment not in merged]


def _tier(stories: int) -> int:
    """0 below FAN stories, 1 below FAN², and so on."""
    return 1 + _tier(stories // FAN) if stories >= FAN else 0
