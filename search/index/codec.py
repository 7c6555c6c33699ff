"""What Whoosh sees of a segment: its codec, and readers for Whoosh's own queries.

In: a segment named by Whoosh's table of contents. Out: Whoosh's terms, matchers, lengths and stored
fields, from the same arrays the engine evaluates. Whoosh's queries are slow here and meant for tests,
tools and fields("words", "grams") only.

Whoosh pickles ArrayCodec and ArraySegment by name into the table of contents: their place must not change.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator

import numpy as np
from whoosh.codec.base import FieldCursor, FieldWriter, PerDocumentReader, PerDocumentWriter, TermsReader
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from search.index.fields import TEXT, GramsField, Shape, TermsField
from search.index.layout import EXTENSION, Array
from search.index.lists import Posting
from search.index.opened import OpenSegment
from search.index.storage import MappedStorage


class ArraySegment(W3Segment):
    """One file. `seal` is its last checksum, which vouches for all others; set when it is written."""

    shape: Shape
    seal: int

    @property
    def file_name(self) -> str:
        return self.make_filename(EXTENSION)

    def should_assemble(self) -> bool:
        return False

    def deleted(self) -> Array:
        """Numbers of the deleted stories (i64, rising)."""
        return np.array(sorted(self.deleted_docs()), np.int64)


class _NothingWritten(PerDocumentWriter, FieldWriter):
    """Whoosh's writer opens two writers of files; the engine's writes the one file there is."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class ArrayCodec(W3Codec):
    def per_document_writer(self, storage: MappedStorage, segment: ArraySegment) -> _NothingWritten:
        return _NothingWritten()

    def field_writer(self, storage: MappedStorage, segment: ArraySegment) -> _NothingWritten:
        return _NothingWritten()

    def per_document_reader(self, storage: MappedStorage, segment: ArraySegment) -> "ArrayDocuments":
        return ArrayDocuments(storage.opened(segment), segment)

    def terms_reader(self, storage: MappedStorage, segment: ArraySegment) -> "ArrayTerms":
        return ArrayTerms(storage.opened(segment))

    def new_segment(self, storage: MappedStorage, indexname: str) -> ArraySegment:
        return ArraySegment(self, indexname)


class ArrayDocuments(PerDocumentReader):
    """Lengths and stored fields by number of story."""

    def __init__(self, opened: OpenSegment, segment: ArraySegment) -> None:
        self._opened, self._segment = opened, segment

    def doc_count(self) -> int:
        return self._segment.doc_count()

    def doc_count_all(self) -> int:
        return self._segment.doc_count_all()

    def has_deletions(self) -> bool:
        return self._segment.has_deletions()

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._segment.deleted_docs()

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        lengths = self._lengths(fieldname)
        return default if lengths is None else int(lengths[docnum])

    def field_length(self, fieldname: str) -> int:
        return self._over_all(fieldname, np.sum)

    def min_field_length(self, fieldname: str) -> int:
        return self._over_all(fieldname, np.min)

    def max_field_length(self, fieldname: str) -> int:
        return self._over_all(fieldname, np.max)

    def stored_fields(self, docnum: int) -> dict:
        return {self._opened.shape.key: self._opened.key_of(docnum), **self._opened.kept(docnum)}

    def _lengths(self, fieldname: str) -> Array | None:
        return self._opened.sections.get(f"{fieldname}.lengths")

    def _over_all(self, fieldname: str, take: Callable) -> int:
        lengths = self._lengths(fieldname)
        return 0 if lengths is None else int(take(lengths.astype(np.int64)))


class _Words:
    """The terms of `words`, rising, in bytes."""

    field = TermsField()

    def __init__(self, opened: OpenSegment) -> None:
        self._opened = opened
        self._bounds = opened.sections["words.bounds"]

    def __len__(self) -> int:
        return len(self._bounds) - 1

    def __getitem__(self, row: int) -> bytes:
        return self._opened.sections["words.terms"][self._bounds[row] : self._bounds[row + 1]].tobytes()

    def posting(self, row: int) -> Posting:
        return self._opened.posting_at(row)


class _Grams(_Words):
    """The terms of `grams`: pairs of units, but those that end a text."""

    field = GramsField()

    def __init__(self, opened: OpenSegment) -> None:
        self._opened = opened
        keys = opened.sections[f"{TEXT}.keys"]
        self._keys = keys[(keys > 0xFFFF) & ((keys & 0xFFFF) != 0)]

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, row: int) -> bytes:
        return int(self._keys[row]).to_bytes(4, "big")

    def posting(self, row: int) -> Posting:
        return self._opened.gram(int(self._keys[row]))


class _NoTerm(TermNotFound, KeyError):
    """Whoosh expects the one of some methods, the other of the rest."""


class ArrayTerms(TermsReader):
    """Terms of the fields `words` and `grams`."""

    def __init__(self, opened: OpenSegment) -> None:
        self._opened = opened
        self._fields = {"grams": _Grams(opened), "words": _Words(opened)}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        return self._row(*term) is not None

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def cursor(self, fieldname: str, fieldobj: TermsField) -> "ArrayCursor":
        return ArrayCursor(self, self._fields[fieldname])

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return ((name, terms[row]) for name, terms in self._fields.items() for row in range(len(terms)))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        terms = self._fields[fieldname]
        return ((fieldname, terms[row]) for row in range(bisect_left(terms, prefix), len(terms)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        return self.info(fieldname, self._posting(fieldname, text))

    def info(self, fieldname: str, posting: Posting) -> TermInfo:
        lengths = self._opened.sections[f"{fieldname}.lengths"][posting.stories]
        return TermInfo(
            weight=float(posting.weights.sum(dtype=np.int64)),
            df=len(posting.stories),
            minlength=int(lengths.min(initial=0xFFFFFFFF)),
            maxlength=int(lengths.max(initial=0)),
            maxweight=float(posting.weights.max(initial=0)),
            minid=int(posting.stories[0]) if len(posting.stories) else None,
            maxid=int(posting.stories[-1]) if len(posting.stories) else 0,
        )

    def matcher(self, fieldname: str, text: bytes, format_: object, scorer: object = None) -> ListMatcher:
        posting = self._posting(fieldname, text)
        weights = posting.weights.astype(float).tolist()
        info = self.info(fieldname, posting)
        term = (fieldname, text)
        return ListMatcher(posting.stories.tolist(), weights, None, format_, scorer, term=term, terminfo=info)

    def _posting(self, fieldname: str, text: bytes) -> Posting:
        row = self._row(fieldname, text)
        if row is None:
            raise _NoTerm(f"No term {fieldname}:{text!r}")
        return self._fields[fieldname].posting(row)

    def _row(self, fieldname: str, text: bytes) -> int | None:
        terms = self._fields.get(fieldname, ())
        row = bisect_left(terms, text)
        return row if row < len(terms) and terms[row] == text else None


class ArrayCursor(FieldCursor):
    """Steps through the terms of one field."""

    def __init__(self, reader: ArrayTerms, terms: _Words) -> None:
        self._reader, self._terms, self._place = reader, terms, 0

    def first(self) -> str | None:
        self._place = 0
        return self.text()

    def find(self, term: bytes | str) -> str | None:
        self._place = bisect_left(self._terms, self._terms.field.to_bytes(term))
        return self.text()

    def next(self) -> str | None:
        self._place += 1
        return self.text()

    def text(self) -> str | None:
        return self._terms.field.from_bytes(self._terms[self._place]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        if not self.is_valid():
            return None
        name = "grams" if isinstance(self._terms, _Grams) else "words"
        return self._reader.info(name, self._terms.posting(self._place))

    def is_valid(self) -> bool:
        return self._place < len(self._terms)
