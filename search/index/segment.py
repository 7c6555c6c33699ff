"""One Whoosh segment, opened for good: its stories' data in memory, its postings behind a lock.

In: a storage and a segment of Whoosh's table of contents. Out: data by document number, postings.

Whoosh opens files late, and after a merge has removed them answers with defaults instead of an error;
its file handles are shared by threads that move them. So all data is read when the segment is opened,
the two files of terms and postings are opened then, and one thread at a time reads from them.
"""

import threading
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import FileStorage
from whoosh.formats import Frequency

from search.index.schema import term_bytes

FORMAT = Frequency()
# How many posting lists a segment keeps in memory after they were read.
KEPT_POSTINGS = 20_000


@dataclass(frozen=True, slots=True)
class Postings:
    """Ascending document numbers, and how often the term counts in each."""

    docs: NDArray[np.int32]
    counts: NDArray[np.float32]


NO_POSTINGS = Postings(np.empty(0, np.int32), np.empty(0, np.float32))


class Segment:
    """`data[n]` is what Document.data gave of story n; deleted ones are there too."""

    def __init__(self, storage: FileStorage, segment: Any) -> None:
        codec = segment.codec()
        reader = codec.per_document_reader(storage, segment)
        self.id: str = segment.segment_id()
        self.data = [reader.stored_fields(number)["data"] for number in range(segment.doc_count_all())]
        reader.close()
        self._terms = codec.terms_reader(storage, segment)
        # Others may still answer from this segment when the index has moved on: the last one closes it.
        weakref.finalize(self, self._terms.close)
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Postings] = OrderedDict()

    def __len__(self) -> int:
        return len(self.data)

    def postings(self, field: str, term: str) -> Postings:
        """Where a term of `words` or `grams` stands; empty where it does not."""
        key = (field, term)
        with self._lock:
            kept = self._kept.get(key)
            if kept is None:
                kept = self._kept[key] = self._read(field, term_bytes(term))
                if len(self._kept) > KEPT_POSTINGS:
                    self._kept.popitem(last=False)
            return kept

    def words_beginning(self, prefix: str, limit: int) -> list[str]:
        """Up to `limit` words that begin so, in the order of their code points."""
        begin = term_bytes(prefix)
        with self._lock:
            found = takewhile(lambda term: term.startswith(begin), self._words_from(begin))
            return [term.decode("utf-8", "surrogatepass") for term, _ in zip(found, range(limit), strict=False)]

    def _words_from(self, begin: bytes) -> Iterator[bytes]:
        if "words" in self._terms.indexed_field_names():
            for field, term in self._terms.terms_from("words", begin):
                if field != "words":
                    return
                yield term

    def _read(self, field: str, term: bytes) -> Postings:
        if (field, term) not in self._terms:
            return NO_POSTINGS
        matcher = self._terms.matcher(field, term, FORMAT)
        docs, counts = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            counts.append(matcher.weight())
            matcher.next()
        return Postings(np.array(docs, np.int32), np.array(counts, np.float32))
