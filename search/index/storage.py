"""The folder of an index: durable renames, a table of contents that is checked before it is loaded.

In: names of files. Out: open segments, shared by all who read; bytes that are what was written.

Whoosh's table of contents is a pickle: loading a damaged one could do anything. A digest stands at
its end (which Whoosh does not read), and it is compared first.
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
# The number of the last commit: should its table of contents be lost, the one before must not pass for it.
WITNESS = "last-commit"
DIGEST_SIZE = hashlib.sha256().digest_size


class MappedStorage(FileStorage):
    """Whoosh's folder of files. Segments are opened once, and are open for as long as anybody reads them."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._opened: WeakValueDictionary[str, OpenSegment] = WeakValueDictionary()

    def path(self, name: str) -> Path:
        return Path(self.folder, name)

    def opened(self, segment: ArraySegment) -> OpenSegment:
        """Raises FileNotFoundError where a later commit has removed it, IndexDamaged."""
        found = self._opened.get(segment.segid)
        if found is None or not found.is_untouched():
            found = OpenSegment(self.path(segment.file_name), segment.shape, segment.seal)
            if found.stories != segment.doc_count_all():
                raise IndexDamaged(f"{segment.file_name} has another number of stories")
            self._opened[segment.segid] = found
        return found

    def list(self) -> list[str]:
        """Whoosh takes a folder that cannot be read at this moment for an empty one. OSError."""
        try:
            return [path.name for path in Path(self.folder).iterdir()]
        except FileNotFoundError:
            return []

    def open_file(self, name: str, **kwargs: object) -> object:
        """A table of contents, checked. IndexDamaged where a byte is not what was written."""
        if not name.endswith(TOC_END):
            return super().open_file(name, **kwargs)
        content = self.path(name).read_bytes()
        content, digest = content[:-DIGEST_SIZE], content[-DIGEST_SIZE:]
        if hashlib.sha256(content).digest() != digest:
            raise IndexDamaged(f"table of contents {name}")
        return BufferFile(memoryview(content), name=name)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """Whoosh renames its table of contents, when all it names is on the disk, and nothing else."""
        path = self.path(oldname)
        with path.open("r+b") as file:
            digest = hashlib.sha256(file.read()).digest()
            file.write(digest)
            file.flush()
            os.fsync(file.fileno())
        failpoint("commit.toc")
        path.rename(self.path(newname))
        failpoint("commit.renamed")
        # The name of the table of contents, and of all it names.
        sync_folder(Path(self.folder))
        # Only a witness: where a crash leaves it behind or empty, it witnesses less.
        self.path(WITNESS).write_text(newname.removesuffix(TOC_END).rpartition("_")[2], encoding="ascii")

    def witnessed(self) -> int:
        """The number of a commit that was made, the last as a rule; -1 where nothing is known."""
        try:
            told = self.path(WITNESS).read_bytes()
        except FileNotFoundError:
            return -1
        return int(told) if told.isdigit() else -1

    def temp_storage(self, name: str | None = None) -> RamStorage:
        """Whoosh's writer wants one; ours puts nothing there."""
        return RamStorage()
