"""Putting stories into a generation, and taking them out, on Whoosh's segments.

In: a generation's folder, Documents, primary keys. Out: one durable commit: when `commit` returns,
all of it is on the disk, and a reader opened later sees it. Whoever writes holds the writer's lock.
"""

from collections.abc import Iterable
from pathlib import Path

from whoosh.codec.whoosh3 import W3Codec
from whoosh.index import FileIndex
from whoosh.writing import SegmentWriter

from search.index.document import Document
from search.index.durable import DurableStorage, sync_file
from search.index.generation import NAME
from search.index.schema import schema
from text.words import Cutter

# Postings are always read whole: large blocks, and no compression of each.
BLOCK = 4096


class DurableWriter(SegmentWriter):
    """Whoosh's writer, which has the new segment on disk before the table of contents names it."""

    def _commit_toc(self, segments: list) -> None:
        for name in self.newsegment.list_files(self.storage):
            sync_file(Path(self.storage.folder) / name)
        super()._commit_toc(segments)


def create(folder: Path) -> None:
    """An empty index in an empty folder."""
    FileIndex.create(DurableStorage(str(folder)), schema(), NAME)


def write(folder: Path, cutter: Cutter, documents: Iterable[Document], gone: Iterable[int] = ()) -> int:
    """Put these in, in place of what was known of them; take those of `gone` out. How many were put in."""
    writer = _writer(folder)
    try:
        with writer.searcher() as known:
            for pk in gone:
                writer.delete_by_term("id", str(pk), searcher=known)
            count = 0
            for document in documents:
                writer.delete_by_term("id", str(document.pk), searcher=known)
                _add(writer, cutter, document)
                count += 1
    except BaseException:
        writer.cancel()
        raise
    writer.commit()
    return count


def _writer(folder: Path) -> DurableWriter:
    index = FileIndex(DurableStorage(str(folder)), indexname=NAME)
    codec = W3Codec(blocklimit=BLOCK, compression=0)
    # Lengths are kept by us; asked for one of each posting, Whoosh looks for a file each time.
    codec.length_stats = False
    return DurableWriter(index, codec=codec, compound=False, limitmb=256, timeout=10)


def _add(writer: DurableWriter, cutter: Cutter, document: Document) -> None:
    writer.add_document(id=str(document.pk), words=document.words(cutter), grams=document.grams(), data=document.data())
