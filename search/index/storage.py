"""The folder of an index: durable renames, and a table of contents that is checked before it is loaded.

In: names of files. Out: open segments, shared by all readers; the bytes of files, checked.

Whoosh's table of contents is a pickle, and loading a damaged pickle could do anything. So a digest is appended to
it, which Whoosh does not read, and is compared first.
"""

import hashlib
import os
from pathlib import Path
from weakref import WeakValueDictionary

from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.filedb.structfile import BufferFile

from durability.durable_files import sync_folder
from durability.failpoint import failpoint
from search.index.layout import IndexDamaged
from search.index.open_segment import OpenSegment
from search.index.segment import ArraySegment

TOC_END = ".toc"
# Holds the number of the last commit: if its table of contents is lost, the one before must not be taken for it.
WITNESS = "last-commit"
DIGEST_SIZE = hashlib.sha256().digest_size


class MappedStorage(FileStorage):
    """Whoosh's folder of files. A segment is opened once and stays open as long as anybody reads it."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._opened: WeakValueDictionary[str, OpenSegment] = WeakValueDictionary()

    def path(self, name: str) -> Path:
        return Path(self.folder, name)

    def open_segment(self, segment: ArraySegment) -> OpenSegment:
        """Raises FileNotFoundError if a later commit has removed the segment, or IndexDamaged."""
        found = self._opened.get(segment.segid)
        if found is None or not found.is_untouched():
            found = OpenSegment(self.path(segment.file_name), segment.shape, segment.seal)
            if found.stories != segment.doc_count_all():
                raise IndexDamaged(f"{segment.file_name} has another number of stories")
            self._opened[segment.segid] = found
        return found

    def list(self) -> list[str]:
        """Raises OSError if the folder cannot be read: Whoosh's own method would treat such a folder as empty."""
        try:
            return [path.name for path in Path(self.folder).iterdir()]
        except FileNotFoundError:
            return []

    def open_file(self, name: str, **kwargs: object) -> object:
        """Open a file; a table of contents is checked first. Raises IndexDamaged if a byte of that is wrong."""
        if not name.endswith(TOC_END):
            return super().open_file(name, **kwargs)
        content = self.path(name).read_bytes()
        content, digest = content[:-DIGEST_SIZE], content[-DIGEST_SIZE:]
        if hashlib.sha256(content).digest() != digest:
            raise IndexDamaged(f"table of contents {name}")
        return BufferFile(memoryview(content), name=name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Whoosh renames only its table of contents, once everything that it names is on the disk."""
        path = self.path(oldname)
        with path.open("r+b") as file:
            digest = hashlib.sha256(file.read()).digest()
            file.write(digest)
            file.flush()
            os.fsync(file.fileno())
        failpoint("commit.toc")
        path.rename(self.path(newname))
        failpoint("commit.renamed")
        # This makes the names durable: of the table of contents and of all files that it names.
        sync_folder(Path(self.folder))
        # This number is only an additional check: if a crash leaves an old one or an empty file, the check is weaker.
        self.path(WITNESS).write_text(newname.removesuffix(TOC_END).rpartition("_")[2], encoding="ascii")

    def last_known_commit(self) -> int:
        """The number of a commit that was made, usually the last one; -1 if it is not known."""
        try:
            content = self.path(WITNESS).read_bytes()
        except FileNotFoundError:
            return -1
        return int(content) if content.isdigit() else -1

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """Whoosh's writer asks for this; ours stores nothing in it."""
        return RamStorage()
