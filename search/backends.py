"""The Haystack engines of the archive, for HAYSTACK_CONNECTIONS.

In: Haystack's calls (SearchQuerySet, update_index …). Out: answers from the index.

ArchiveEngine serves the stories of the archive. Its updates go through the queue and the indexer like all others,
because the index must equal the database. ArrayEngine serves SearchIndexes of any kind, from an index in its PATH.
The pages of the archive do not go through Haystack: search.find says why.
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
from search.withdrawn import left_out_ids, outdated_in


class ArchiveBackend(SearchQuerySetBackend):
    """Haystack makes one for each thread; the open snapshot, which is costly, is shared by the process."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **{"PATH": str(settings.INDEX_DIR), **options})

    @property
    def root(self) -> Path:
        return Path(settings.INDEX_DIR)

    def update(self, index: Any, iterable: Iterable[Model], commit: bool = True) -> None:
        """Queue these stories. With `commit`, wait until they are indexed, unless an indexer is already running."""
        queue.enqueue([article.pk for article in iterable])
        self._drain(commit)

    def remove(self, obj_or_string: Model | str, commit: bool = True) -> None:
        """Queue this story: the indexer removes it from the index if it is not public any more."""
        identifier = obj_or_string.pk if isinstance(obj_or_string, Model) else obj_or_string.rsplit(".", 1)[-1]
        queue.enqueue([int(identifier)])
        self._drain(commit)

    def clear(self, models: Iterable[type[Model]] | None = None, commit: bool = True) -> None:
        """Start again with an empty index. Every published story is queued."""
        rebuild.clear(self.root)

    def with_fields(self, question: Callable[[LookupFields], Results]) -> Results:
        """Only public stories are asked: those that were withdrawn or corrected and still wait are left out."""
        left_out = left_out_ids()

        def answer(snapshot: ServedSnapshot) -> Results:
            return question(ArchiveFields(self._schema(), snapshot, [*left_out, *outdated_in(snapshot)]))

        try:
            return with_served_snapshot(self.root, answer)
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
