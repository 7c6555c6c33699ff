"""A Haystack engine for SearchIndexes of any kind, with its index in a folder.

In: PATH of the connection; objects, and the SearchIndex that prepares them. Out: commits; everything that
SearchQuerySet offers; an index that Whoosh's own interface can search, too.

If the index is damaged or was made for other fields, every call raises SearchBackendError until it is cleared and
filled again.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Model
from haystack import connections
from haystack.backends import BaseEngine
from haystack.constants import DJANGO_CT
from haystack.exceptions import SearchBackendError, SkipDocument
from haystack.utils import get_identifier, get_model_ct
from whoosh.fields import Schema
from whoosh.index import TOC
from whoosh.query import Query as WhooshQuery
from whoosh.searching import Searcher

from search.engine.array_index import ArrayIndex
from search.engine.index_snapshot import IndexSnapshot
from search.engine.query_tree import FacetFilter, Query
from search.generations.cutters import cutter_with
from search.haystack.backend import Results, SearchQuerySetBackend
from search.haystack.general.folder import PATIENCE, difference, make_empty, make_first, reading_contents
from search.haystack.general.general_fields import GeneralFields, Kinds
from search.haystack.general.prepared import STORED, schema_of_arrays, story_of, value_field
from search.haystack.lookup_fields import LookupFields
from search.haystack.parser import schema_to_read
from search.haystack.query_reader import read
from search.haystack.query_writer import ArrayQuery
from search.index.layout import IndexDamaged
from search.index.writer import ArrayWriter
from text.words import Cutter


class GeneralHit(NamedTuple):
    key: str
    kept: dict[str, Any]

    def fields(self) -> dict[str, Any]:
        return {"id": self.key, **self.kept}


class ArraySearcher(Searcher):
    """Whoosh's searcher; our engine evaluates its queries."""

    def search(self, q: WhooshQuery, limit: int | None = 10, **_: object) -> list[GeneralHit]:
        fields: LookupFields = self._ix.fields()
        answer = fields.stories.search(Query(read(q, fields).tree, order=fields.order, limit=limit))
        kept = ((hit.key, fields.stories.kept_of(hit.key) or {}) for hit in answer.found)
        return [GeneralHit(key, known[STORED]) for key, known in kept]


class FieldsIndex(ArrayIndex):
    """An index together with the meaning of Haystack's fields in it."""

    def __init__(self, folder: Path, fields: Callable[[], LookupFields]) -> None:
        with reading_contents():
            super().__init__(folder)
        self.fields = fields

    def _read_toc(self) -> TOC:
        with reading_contents():
            return super()._read_toc()

    def searcher(self, **kwargs: object) -> ArraySearcher:
        return ArraySearcher(self.reader(), fromindex=self, **kwargs)


class ArrayBackend(SearchQuerySetBackend):
    """`schema` and `content_field_name` are those of Haystack's Whoosh backend. `index` is open after `setup`."""

    index: FieldsIndex
    # The last snapshot that was found to have today's fields.
    _known: IndexSnapshot | None = None

    def setup(self) -> None:
        """Open the index, or make an empty one in a new folder. SearchBackendError if it is damaged."""
        with self._understood():
            self._declare()
            make_first(Path(self.path), self._arrays)
            self._open()

    def _declare(self) -> None:
        """Read the fields of today's SearchIndexes."""
        searched = connections[self.connection_alias].get_unified_index().all_searchfields()
        self.content_field_name, self.schema = self.build_schema(searched)
        self._kinds = Kinds.of(searched)
        self._arrays = schema_of_arrays(self.schema, self.content_field_name)

    def _open(self) -> None:
        self.index, self._known = FieldsIndex(Path(self.path), self._fields), None
        self.index.latest_schema()
        self.setup_complete = True

    def build_schema(self, fields: dict[str, Any]) -> tuple[str, Schema]:
        default, schema = super().build_schema(fields)
        analyzed = {field.index_fieldname for field in fields.values() if getattr(field, "analyzer", None)}
        return default, schema_to_read(schema, analyzed)

    def update(self, index: Any, iterable: Iterable[Model], commit: bool = True) -> None:
        """Index these objects; former versions of them are replaced."""
        arrival = time.time_ns()
        with self._understood(), self._writer(self._cutter()) as writer:
            for number, instance in enumerate(iterable):
                try:
                    prepared = index.full_prepare(instance)
                except SkipDocument:
                    continue
                writer.add_document(**story_of(prepared, self.schema, self.content_field_name, arrival + number))

    def remove(self, obj_or_string: Model | str, commit: bool = True) -> None:
        with self._understood(), self._writer() as writer:
            writer.delete_by_key(str(get_identifier(obj_or_string)))

    def clear(self, models: Sequence[type[Model]] | None = None, commit: bool = True) -> None:
        """Remove the objects of these models. Without models: make an empty index for today's fields, even in place
        of a damaged one."""
        with self._understood():
            if models is None:
                self._start_over()
                return
            gone = FacetFilter(value_field(DJANGO_CT), tuple(map(get_model_ct, models)))
            with self._writer() as writer:
                for key in self.index.snapshot().keys(Query(gone)):
                    writer.delete_by_key(key)

    def delete_index(self) -> None:
        self.clear()

    def optimize(self) -> None:
        with self._understood():
            self._writer().commit(optimize=True)

    def with_fields(self, question: Callable[[LookupFields], Results]) -> Results:
        with self._understood():
            self._set_up()
            return question(self._fields())

    def text_of(self, instance: Any) -> str:
        self._set_up()
        index = connections[self.connection_alias].get_unified_index().get_index(type(instance))
        return str(index.full_prepare(instance)[self.content_field_name])

    def _fields(self) -> GeneralFields:
        snapshot = self.index.snapshot()
        if snapshot is not self._known:
            self._expect(self.index.latest_schema())
            self._known = snapshot
        return GeneralFields(self.schema, self.content_field_name, snapshot, self._cutter(), self._kinds)

    def _expect(self, found: Schema) -> None:
        """SearchBackendError if the index was made for other fields: it cannot find what it was never given."""
        if others := difference(found, self._arrays):
            names = ", ".join(sorted(name.removeprefix(value_field("")) for name in others))
            raise SearchBackendError(f"{self.path} was made for other fields ({names}): {self._remedy}")

    @contextmanager
    def _understood(self) -> Iterator[None]:
        """Turn IndexDamaged into a SearchBackendError that says what to do."""
        try:
            yield
        except IndexDamaged as error:
            raise SearchBackendError(f"{self.path} is damaged ({error.what}): {self._remedy}") from error

    @property
    def _remedy(self) -> str:
        using = f"--using {self.connection_alias}"
        return f"run manage.py clear_index {using}, then manage.py update_index {using}"

    def _start_over(self) -> None:
        self._declare()
        make_empty(Path(self.path), self._arrays)
        self._open()
        # A writer removes the files no commit names.
        self._writer().cancel()

    def _set_up(self) -> None:
        if not self.setup_complete:
            self.setup()

    def _writer(self, words: Any = None) -> ArrayWriter:
        self._set_up()
        writer = self.index.writer(words, timeout=PATIENCE)
        try:
            self._expect(writer.schema)
        except SearchBackendError:
            writer.cancel()
            raise
        return writer

    def _cutter(self) -> Cutter:
        return cutter_with(Path(self.path), ())


class ArrayEngine(BaseEngine):
    backend = ArrayBackend
    query = ArrayQuery
