"""Adds stories to an index and deletes them, one durable commit at a time.

In: stories by field, keys to delete. Out: after `commit` all changes are on the disk, and a snapshot taken later has
them. Before that, and after a crash at any point, none of them is visible.

A commit merges everything that was added, and the small segments that the policy picks, into one new segment.
"""

from collections.abc import Callable, Iterable, Sequence

from whoosh.index import TOC, FileIndex
from whoosh.writing import IndexingError, SegmentWriter

from durability.failpoint import failpoint
from search.fields import Shape
from search.index.buffer import BufferedStory
from search.index.codec import ArrayCodec
from search.index.layout import check_file, read_sections
from search.index.merge import MergeSource, count_places
from search.index.segment import ArraySegment
from search.index.segment_builder import SegmentBuilder
from search.index.token_table import Tokenizer
from search.index.validation import validated_key

# This many segments of one tier are merged into one of the next tier.
MERGE_FACTOR = 8
# No commit rewrites more stories than this just to tidy up; `optimize` does.
MAX_MERGED = 40_000
# Up to this many characters are merged into one segment after a rebuild: a million take about 2 MB of memory.
MAX_ADOPTED = 1 << 28
FIXED_FIELDS = "the fields of an index cannot change: make a new index and add the stories again"

Policy = Callable[["ArrayWriter", list[ArraySegment]], list[ArraySegment]]


class ArrayWriter(SegmentWriter):
    """Whoosh's writer, with Whoosh's lock. `words` splits folded text; without it stories can only be deleted."""

    def __init__(self, index: FileIndex, words: Tokenizer | None = None, timeout: float = 0.0) -> None:
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
        """Values by name of the field. A story with a key that is in the index replaces the story of that key.

        Raises TypeError, ValueError or whoosh.fields.UnknownFieldError: then nothing was added or replaced.
        """
        self._check_state()
        self._check_fields(self.schema, fields)
        if self._words is None:
            raise ValueError("a writer that adds stories needs a tokenizer")
        story = BufferedStory(validated_key(self._shape, fields), fields)
        self.delete_by_key(story.key)
        self._added_keys[story.key] = self._builder.add(story)
        self.docnum += 1

    update_document = add_document

    def delete_by_key(self, key: str) -> bool:
        """Delete a story; return whether there was one with this key."""
        self._check_state()
        added = self._added_keys.pop(key, None)
        if added is not None:
            self._builder.drop(added)
            return True
        for segment in self.segments:
            story = self.storage.open_segment(segment).story_of(key)
            if story is not None and not segment.is_deleted(story):
                segment.delete_document(story)
                return True
        return False

    def delete_by_term(self, fieldname: str, text: str, searcher: object = None) -> int:
        if fieldname == self._shape.key:
            return int(self.delete_by_key(text))
        return int(super().delete_by_term(fieldname, text, searcher))

    def add_field(self, fieldname: str, fieldspec: object, **_: object) -> None:
        """Always raises IndexingError: existing segments store their values by the position of each field."""
        raise IndexingError(FIXED_FIELDS)

    def remove_field(self, fieldname: str) -> None:
        """Always raises IndexingError."""
        raise IndexingError(FIXED_FIELDS)

    def add_segment(self, segment: ArraySegment) -> None:
        """Merge this segment into the one being written. Raises IndexDamaged: damage must not be merged away.

        Raises IndexingError if its fields are not those of the index.
        """
        if segment.shape != self._shape:
            raise IndexingError(f"{segment.file_name} has other fields: {FIXED_FIELDS}")
        path = self.storage.path(segment.file_name)
        check_file(path, segment.seal)
        self._merged.append(MergeSource(read_sections(path, segment.seal), segment.deleted()))

    def commit(self, mergetype: Policy | None = None, optimize: bool | None = None, merge: bool | None = None) -> None:
        """As in Whoosh: `optimize` merges all segments into one, `merge=False` none. Always releases the lock."""
        self._check_state()
        policy = mergetype or (merge_all if optimize else merge_nothing if merge is False else merge_tiers)
        try:
            segments = policy(self, self.segments)
            segment = self._builder.write(self._merged)
            self._commit_toc([*segments, segment] if segment else segments)
        finally:
            self.cancel()

    def cancel(self) -> None:
        """Discard what was not committed and release the lock. A second call does nothing."""
        if not self.is_closed:
            super().cancel()

    def _let_go(self) -> None:
        """Release the lock if the writer could not be made: somebody may keep the error, and with it the writer."""
        if self.writelock and self.writelock.locked:
            self.writelock.release()

    def adopt(self, segments: Sequence[ArraySegment]) -> None:
        """Add segments that others wrote into the folder; merge them into one unless that takes too much memory."""
        if count_places(self.storage.open_segment(segment).sections for segment in segments) < MAX_ADOPTED:
            merge_all(self, list(segments))
        else:
            self.segments.extend(segments)

    def _commit_toc(self, segments: Sequence[ArraySegment]) -> None:
        """Write Whoosh's table of contents by one rename. The one before it, and its segments, stay until the next."""
        TOC(self.schema, list(segments), self.generation).write(self.storage, self.indexname)
        self._kept_segments |= {segment.segment_id() for segment in segments}
        self._sweep({self.generation, self.generation - 1})
        failpoint("commit.cleaned")

    def _sweep(self, generations: Iterable[int]) -> None:
        """Remove files that no table of contents names: of older commits, and of cancelled or killed writers."""
        kept = {TOC._filename(self.indexname, generation) for generation in generations}
        for name in self.storage.list():
            ours = name.startswith((f"{self.indexname}_", f"_{self.indexname}_"))
            lock = name.endswith("_WRITELOCK")
            if ours and not lock and name not in kept and name.partition(".")[0] not in self._kept_segments:
                self.storage.path(name).unlink(missing_ok=True)


def merge_nothing(writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    """Merge no segment: return all."""
    return segments


def merge_all(writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    """Merge all segments into one."""
    for segment in segments:
        writer.add_segment(segment)
    return []


def merge_tiers(writer: ArrayWriter, segments: list[ArraySegment]) -> list[ArraySegment]:
    """Merge a tier that has FAN segments, and segments that are mostly deleted; return the others."""
    tiers: dict[int, list[ArraySegment]] = {}
    for segment in segments:
        tiers.setdefault(_tier(segment.doc_count()), []).append(segment)
    merged = [segment for segment in segments if 2 * segment.deleted_count() > segment.doc_count_all()]
    for _, of_tier in sorted(tiers.items()):
        if len(of_tier) < MERGE_FACTOR - 1:
            break
        merged += [segment for segment in of_tier if segment not in merged]
    merged = [segment for segment in merged if segment.doc_count() <= MAX_MERGED]
    merge_all(writer, merged)
    return [segment for segment in segments if segment not in merged]


def _tier(stories: int) -> int:
    """0 below FAN stories, 1 below FAN², and so on."""
    return 1 + _tier(stories // MERGE_FACTOR) if stories >= MERGE_FACTOR else 0
