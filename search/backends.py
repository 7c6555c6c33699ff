"""The Haystack engines of the archive, to be named in HAYSTACK_CONNECTIONS.

In: Haystack's calls (SearchQuerySet, update_index …). Out: answers from the engine's arrays.

ArchiveEngine is the archive's own: of its stories, changes go the way of all changes, through the
queue and the indexer, for the database is what the index has to equal. ArrayEngine serves SearchIndexes
of any kind from an index in its PATH.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model
from haystack import connections
from haystack.backends import BaseEngine
from haystack.exceptions import SearchBackendError
from whoosh.fields import Schema

from search.answer import Answer, Question, answer
from search.generations.generation import IndexMissing
from search.generations.served_snapshot import ServedSnapshot, with_served_snapshot
from search.haystack.archive_fields import ArchiveFields
from search.haystack.backend import Results, SearchQuerySetBackend
from search.haystack.general.engine import ArrayEngine
from search.haystack.lookup_fields import LookupFields
from search.haystack.parser import schema_to_read
from search.haystack.query_writer import ArrayQuery
from search.indexing import queue, rebuild
from search.indexing.indexer import Indexer
from search.search_indexes import ArticleIndex
from search.withdrawn import withdrawn_from


class ArchiveBackend(SearchQuerySetBackend):
    """One for each thread; what is costly, the open snapshot, is shared by the process."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **{"PATH": str(settings.INDEX_DIR), **options})

    @property
    def root(self) -> Path:
        return Path(settings.INDEX_DIR)

    def answer(self, question: Question) -> Answer:
        """The archive's own way in: see search.find."""
        return answer(self.root, question)

    def update(self, index: Any, iterable: Iterable[Model], commit: bool = True) -> None:
        """Queue these stories; with `commit` wait until they are indexed, unless an indexer runs already."""
        queue.enqueue([article.pk for article in iterable])
        self._drain(commit)

    def remove(self, obj_or_string: Model | str, commit: bool = True) -> None:
        """Look at this story again: it leaves the index if it is not public any more."""
        identifier = obj_or_string.pk if isinstance(obj_or_string, Model) else obj_or_string.rsplit(".", 1)[-1]
        queue.enqueue([int(identifier)])
        self._drain(commit)

    def clear(self, models: Iterable[type[Model]] | None = None, commit: bool = True) -> None:
        """Start over from an empty index. Every published story is queued: none is forgotten."""
        rebuild.clear(self.root)

    def with_served_snapshot(self, question: Callable[[LookupFields], Results]) -> Results:
        """Of public stories only: what was withdrawn and still waits in the queue is left out, as on the page."""
        gone = queue.gone_ids()

        def asked(snapshot: ServedSnapshot) -> Results:
            return question(ArchiveFields(self._schema(), snapshot, [*gone, *withdrawn_from(snapshot)]))

        try:
            return with_served_snapshot(self.root, asked)
        except IndexMissing as error:
            raise SearchBackendError(str(error)) from error

    def text_of(self, instance: Any) -> str:
        return ArticleIndex().prepare_text(instance)

    def key_of(self, instance: Model) -> str:
        return str(instance.pk)

    def _schema(self) -> Schema:
        searched = connections[self.connection_alias].get_unified_index().all_searchfields()
        return schema_to_read(self.build_schema(searched)[1], set())

    def _drain(self, commit: bool) -> None:
        if commit:
            Indexer(self.root).drain()


class ArchiveEngine(BaseEngine):
    backend = ArchiveBackend
    query = ArrayQuery


__all__ = ["ArchiveBackend", "ArchiveEngine", "ArrayEngine"]
