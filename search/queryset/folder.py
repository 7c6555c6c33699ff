"""An index of SearchIndexes of any kind, in a folder.

In: PATH of the connection; objects, with the SearchIndex that prepares them. Out: commits, an index that can be
asked as Whoosh's can, and all SearchQuerySet offers.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from django.db.models import Model
from haystack import connections
from haystack.backends import BaseEngine
from haystack.constants import DJANGO_CT
from haystack.exceptions import SkipDocument
from haystack.utils import get_identifier, get_model_ct
from whoosh.fields import Schema
from whoosh.index import EmptyIndexError
from whoosh.query import Query as WhooshQuery
from whoosh.searching import Searcher
from whoosh.writing import CLEAR

from search.engine.live import ArrayIndex
from search.engine.tree import Facet, Query
from search.generations.generation import cutter_with
from search.index.layout import IndexDamaged
from search.index.writer import ArrayWriter
from search.queryset.backend import ArrayQuery, Results, SearchQuerySetBackend
from search.queryset.documents import STORED, counted, schema_of_arrays, story_of
from search.queryset.fields import Fields
from search.queryset.general import GeneralFields
from search.queryset.parser import schema_to_read
from search.queryset.reading import read
from text.terms import ranking_terms
from text.words import Cutter

# Seconds to wait for another writer.
PATIENCE = 60


class Hit(NamedTuple):
    key: str
    kept: dict[str, Any]

    def fields(self) -> dict[str, Any]:
        return {"id": self.key, **self.kept}


class ArraySearcher(Searcher):
    """Whoosh's searcher, its queries evaluated on arrays."""

    def search(self, q: WhooshQuery, limit: int | None = 10, **_: object) -> list[Hit]:
        fields: Fields = self._ix.fields()
        answer = fields.stories.search(Query(read(q, fields).tree, order=fields.order, limit=limit))
        kept = ((hit.key, fields.stories.kept_of(hit.key) or {}) for hit in answer.found)
        return [Hit(key, known[STORED]) for key, known in kept]


class FieldsIndex(ArrayIndex):
    """An index that knows what Haystack's fields mean in it."""

    def __init__(self, folder: Path, fields: Callable[[], Fields]) -> None:
        super().__init__(folder)
        self.fields = fields

    def searcher(self, **kwargs: object) -> ArraySearcher:
        return ArraySearcher(self.reader(), fromindex=self, **kwargs)


class ArrayBackend(SearchQuerySetBackend):
    """`schema` and `content_field_name` as Haystack's Whoosh backend has them; `index` is open after `setup`."""

    index: FieldsIndex

    def setup(self) -> None:
        """Open the index; make it where there is none, or one of other fields."""
        folder = Path(self.path)
        folder.mkdir(parents=True, exist_ok=True)
        searched = connections[self.connection_alias].get_unified_index().all_searchfields()
        self.content_field_name, self.schema = self.build_schema(searched)
        self._edges = {field.index_fieldname for field in searched.values() if field.field_type == "edge_ngram"}
        self.index = self._opened(folder, schema_of_arrays(self.schema, self.content_field_name))
        self.setup_complete = True

    def build_schema(self, fields: dict[str, Any]) -> tuple[str, Schema]:
        default, schema = super().build_schema(fields)
        analyzed = {field.index_fieldname for field in fields.values() if getattr(field, "analyzer", None)}
        return default, schema_to_read(schema, analyzed)

    def update(self, index: Any, iterable: Iterable[Model], commit: bool = True) -> None:
        """Put these objects in, in place of what was known of them."""
        self._set_up()
        arrival = time.time_ns()
        with self._writer(self._words()) as writer:
            for number, instance in enumerate(iterable):
                try:
                    prepared = index.full_prepare(instance)
                except SkipDocument:
                    continue
                writer.add_document(**story_of(prepared, self.schema, self.content_field_name, arrival + number))

    def remove(self, obj_or_string: Model | str, commit: bool = True) -> None:
        self._set_up()
        with self._writer() as writer:
            writer.delete_by_key(str(get_identifier(obj_or_string)))

    def clear(self, models: Sequence[type[Model]] | None = None, commit: bool = True) -> None:
        self._set_up()
        if models is None:
            self._writer().commit(mergetype=CLEAR)
            return
        gone = Facet(counted(DJANGO_CT), tuple(map(get_model_ct, models)))
        with self._writer() as writer:
            for key in self.index.snapshot().keys(Query(gone)):
                writer.delete_by_key(key)

    def delete_index(self) -> None:
        self.setup()
        self.clear()

    def optimize(self) -> None:
        self._set_up()
        self._writer().commit(optimize=True)

    def ask(self, question: Callable[[Fields], Results]) -> Results:
        self._set_up()
        return question(self._fields())

    def text_of(self, instance: Any) -> str:
        self._set_up()
        index = connections[self.connection_alias].get_unified_index().get_index(type(instance))
        return str(index.full_prepare(instance)[self.content_field_name])

    def _fields(self) -> GeneralFields:
        return GeneralFields(self.schema, self.content_field_name, self.index.snapshot(), self._cutter(), self._edges)

    def _opened(self, folder: Path, schema: Schema) -> FieldsIndex:
        try:
            index = FieldsIndex(folder, self._fields)
            known = index.latest_schema()
            if [(name, type(field)) for name, field in known.items()] == [
                (name, type(field)) for name, field in schema.items()
            ]:
                return index
        except (EmptyIndexError, IndexDamaged):
            pass
        ArrayIndex.make(folder, schema)
        return FieldsIndex(folder, self._fields)

    def _set_up(self) -> None:
        if not self.setup_complete:
            self.setup()

    def _writer(self, words: Any = None) -> ArrayWriter:
        return self.index.writer(words, timeout=PATIENCE)

    def _words(self) -> Callable[[str], list[str]]:
        cutter = self._cutter()
        return lambda folded: ranking_terms(cutter, folded)

    def _cutter(self) -> Cutter:
        return cutter_with(Path(self.path), ())


class ArrayEngine(BaseEngine):
    backend = ArrayBackend
    query = ArrayQuery
