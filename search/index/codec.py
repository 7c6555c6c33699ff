"""Shows a segment to Whoosh: its codec, and readers for Whoosh's own queries.

In: a segment named in Whoosh's table of contents. Out: Whoosh's terms, matchers, lengths and stored fields, from
the arrays that the engine uses too. Whoosh's queries are slow here: they are meant for tests and tools, and for
the fields `words` and `grams` only.

Whoosh pickles ArrayCodec by name into the table of contents: it must stay in this module. Tables of contents that
name ArraySegment here, where it used to be, can still be read.
"""

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from whoosh.codec.base import FieldCursor, FieldWriter, PerDocumentReader, PerDocumentWriter, TermsReader
from whoosh.codec.whoosh3 import W3Codec
from whoosh.matching import ListMatcher
from whoosh.reading import TermInfo, TermNotFound

from search.fields import TEXT, TermsField
from search.index.layout import Array
from search.index.open_segment import NO_LIST, OpenSegment, PackedStrings
from search.index.postings import stories_of, weights_of
from search.index.segment import ArraySegment
from search.index.storage import MappedStorage

MAX_LENGTH = 0xFFFFFFFF


class _NothingWritten(PerDocumentWriter, FieldWriter):
    """Whoosh's writer opens two file writers. They write nothing: the engine's writer makes the only file there is."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True


class ArrayCodec(W3Codec):
    def per_document_writer(self, storage: MappedStorage, segment: ArraySegment) -> _NothingWritten:
        return _NothingWritten()

    def field_writer(self, storage: MappedStorage, segment: ArraySegment) -> _NothingWritten:
        return _NothingWritten()

    def per_document_reader(self, storage: MappedStorage, segment: ArraySegment) -> "ArrayDocuments":
        return ArrayDocuments(storage.open_segment(segment), segment)

    def terms_reader(self, storage: MappedStorage, segment: ArraySegment) -> "ArrayTerms":
        return ArrayTerms(storage.open_segment(segment))

    def new_segment(self, storage: MappedStorage, indexname: str) -> ArraySegment:
        return ArraySegment(self, indexname)


class ArrayDocuments(PerDocumentReader):
    """Lengths and stored fields by number of the story."""

    def __init__(self, open_segment: OpenSegment, segment: ArraySegment) -> None:
        self._opened = open_segment
        self.doc_count, self.doc_count_all = segment.doc_count, segment.doc_count_all
        self.has_deletions, self.is_deleted, self.deleted_docs = (
            segment.has_deletions,
            segment.is_deleted,
            segment.deleted_docs,
        )

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._lengths(fieldname)[docnum]) if len(self._lengths(fieldname)) else default

    def field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).min(initial=MAX_LENGTH))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict:
        return {self._opened.shape.key: self._opened.key_of(docnum), **self._opened.kept(docnum)}

    def _lengths(self, fieldname: str) -> Array:
        return self._opened.sections.get(f"{fieldname}.lengths", NO_LIST)


class _Grams:
    """The terms of `grams` as bytes, in ascending order: pairs of units, without the pairs that end a text."""

    def __init__(self, open_segment: OpenSegment) -> None:
        keys = open_segment.sections[f"{TEXT}.keys"]
        self._keys = keys[(keys > 0xFFFF) & ((keys & 0xFFFF) != 0)]

    def __len__(self) -> int:
        return len(self._keys)

    def __getitem__(self, row: int) -> bytes:
        return int(self._keys[row]).to_bytes(4, "big")


class _NoTerm(TermNotFound, KeyError):
    """Some of Whoosh's methods are expected to raise TermNotFound, the others KeyError."""


class ArrayTerms(TermsReader):
    """The terms of the fields `words` and `grams`."""

    def __init__(self, open_segment: OpenSegment) -> None:
        self._opened = open_segment
        self.of_fields: dict[str, _Grams | PackedStrings] = {"grams": _Grams(open_segment), "words": open_segment.words}

    def __contains__(self, term: tuple[str, bytes]) -> bool:
        terms = self.of_fields.get(term[0], ())
        row = bisect_left(terms, term[1])
        return row < len(terms) and terms[row] == term[1]

    def indexed_field_names(self) -> list[str]:
        return list(self.of_fields)

    def cursor(self, fieldname: str, fieldobj: TermsField) -> "ArrayCursor":
        return ArrayCursor(self, fieldname, fieldobj)

    def terms(self) -> Iterator[tuple[str, bytes]]:
        return (term for name in self.of_fields for term in self.terms_from(name, b""))

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[str, bytes]]:
        terms = self.of_fields[fieldname]
        return ((fieldname, terms[row]) for row in range(bisect_left(terms, prefix), len(terms)))

    def items(self) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[tuple[str, bytes], TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        posting = self._posting(fieldname, text)
        stories, weights = stories_of(posting), weights_of(posting)
        lengths = self._opened.sections[f"{fieldname}.lengths"][stories]
        return TermInfo(
            weight=float(weights.sum(dtype=np.int64)),
            df=len(stories),
            minlength=int(lengths.min(initial=MAX_LENGTH)),
            maxlength=int(lengths.max(initial=0)),
            maxweight=float(weights.max(initial=0)),
            minid=int(stories[0]) if len(stories) else None,
            maxid=int(stories[-1]) if len(stories) else 0,
        )

    def matcher(self, fieldname: str, text: bytes, format_: object, scorer: object = None) -> ListMatcher:
        posting = self._posting(fieldname, text)
        stories, weights = stories_of(posting).tolist(), weights_of(posting).astype(float).tolist()
        info = self.term_info(fieldname, text)
        return ListMatcher(stories, weights, None, format_, scorer, term=(fieldname, text), terminfo=info)

    def _posting(self, fieldname: str, text: bytes) -> Array:
        if (fieldname, text) not in self:
            raise _NoTerm(f"No term {fieldname}:{text!r}")
        if fieldname == "grams":
            return self._opened.gram(int.from_bytes(text, "big"))
        return self._opened.word(text.decode("utf-8", "surrogatepass"))


class ArrayCursor(FieldCursor):
    """Steps through the terms of one field."""

    def __init__(self, reader: ArrayTerms, fieldname: str, field: TermsField) -> None:
        self._reader, self._name, self._field = reader, fieldname, field
        self._terms, self._place = reader.of_fields[fieldname], 0

    def first(self) -> str | None:
        self._place = 0
        return self.text()

    def find(self, term: bytes | str) -> str | None:
        self._place = bisect_left(self._terms, self._field.to_bytes(term))
        return self.text()

    def next(self) -> str | None:
        self._place += 1
        return self.text()

    def text(self) -> str | None:
        return self._field.from_bytes(self._terms[self._place]) if self.is_valid() else None

    def term_info(self) -> TermInfo | None:
        return self._reader.term_info(self._name, self._terms[self._place]) if self.is_valid() else None

    def is_valid(self) -> bool:
        return self._place < len(self._terms)
