"""The Haystack engine of the archive.

In: Haystack's calls (SearchQuerySet, update_index …). Out: answers of search.answer; changes go the
way of all changes, through the queue and the indexer, for the database is what the index has to equal.

What this engine cannot do raises SearchBackendError and says so; it never answers something else.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Model
from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery, log_query
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult

from archive.models import Article
from search import queue, rebuild
from search.answer import Answer, Question, answer
from search.index.document import FACETS
from search.indexer import Indexer
from search.query.parse import parse

ORDERS = {(): "relevance", ("-published",): "newest", ("published",): "oldest"}
UNSUPPORTED = ("date_facets", "query_facets", "highlight", "within", "dwithin", "distance_point", "boost")


class ArchiveBackend(BaseSearchBackend):
    """One for each thread; what is costly, the open snapshot, is shared by the process."""

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

    @log_query
    def search(self, query_string: str, **kwargs: Any) -> dict[str, Any]:
        """As Haystack documents it; `query_string` in the syntax of search.query.parse."""
        refused = [name for name in UNSUPPORTED if kwargs.get(name)]
        if refused:
            raise SearchBackendError(f"not supported by the archive's engine: {', '.join(refused)}")
        if Article not in (kwargs.get("models") or {Article}):
            return {"results": [], "hits": 0, "facets": {}, "spelling_suggestion": None}
        found = self.answer(_question(query_string, kwargs))
        result_class = kwargs.get("result_class") or SearchResult
        return {
            "results": [result_class("archive", "article", pk, score) for pk, score in found.hits],
            "hits": found.total,
            "facets": {"fields": _field_facets(found, kwargs.get("facets") or {})},
            "spelling_suggestion": None,
        }

    def more_like_this(self, model_instance: Model, *args: Any, **kwargs: Any) -> dict[str, Any]:
        raise SearchBackendError("not supported by the archive's engine: more_like_this")

    def build_schema(self, fields: Any) -> tuple[str, dict[str, Any]]:
        from search.index.schema import schema

        return "text", dict(schema().items())

    def _drain(self, commit: bool) -> None:
        if commit:
            Indexer(self.root).drain()


class ArchiveQuery(BaseSearchQuery):
    """Writes what SearchQuerySet collected in the syntax of search.query.parse."""

    def matching_all_fragment(self) -> str:
        return ""

    def build_query_fragment(self, field: str, filter_type: str, value: Any) -> str:
        write = FRAGMENTS.get(filter_type)
        if write is None:
            raise SearchBackendError(f"not supported by the archive's engine: {field}__{filter_type}")
        prefix = "" if field in ("content", "text") else f"{field}:"
        if hasattr(value, "input_type_name"):
            return f"{prefix}({value.prepare(self)})"
        return f"{prefix}({write(value)})"

    def clean(self, query_fragment: str) -> str:
        return _words(query_fragment)

    def build_exact_query(self, query_string: str) -> str:
        return _quoted(query_string)


class ArchiveEngine(BaseEngine):
    backend = ArchiveBackend
    query = ArchiveQuery


def _question(query_string: str, kwargs: dict[str, Any]) -> Question:
    order = ORDERS.get(tuple(kwargs.get("sort_by") or ()))
    if order is None:
        raise SearchBackendError(f"ordered by published or -published only, not by {kwargs['sort_by']}")
    start, end = kwargs.get("start_offset") or 0, kwargs.get("end_offset")
    also = [parse(narrow).tree for narrow in sorted(kwargs.get("narrow_queries") or ())]
    return Question(
        query_string,
        order=order,
        limit=None if end is None else end - start,
        offset=start,
        also=tuple(node for node in also if node),
    )


def _field_facets(found: Answer, facets: Iterable[str]) -> dict[str, list[tuple[str, int]]]:
    unknown = sorted(set(facets) - set(FACETS))
    if unknown:
        raise SearchBackendError(f"no facets: {', '.join(unknown)}; there are {', '.join(FACETS)}")
    return {name: sorted(found.facets[name].items(), key=lambda pair: (-pair[1], pair[0])) for name in facets}


def _quoted(value: Any) -> str:
    """Exactly this; quotation marks are no characters that are looked for."""
    return '"' + str(value).replace('"', " ") + '"'


def _words(value: Any) -> str:
    """All of these words, none of their signs read as syntax."""
    return " ".join(_quoted(word) for word in str(value).split())


def _between(value: Any) -> str:
    first, last = value
    return f"{first}..{last}"


FRAGMENTS = {
    "content": _words,
    "contains": _words,
    "exact": _quoted,
    "startswith": lambda value: f"{value}*",
    "in": lambda values: " OR ".join(map(_quoted, values)),
    "range": _between,
    "gte": lambda value: f"{value}..",
    "lte": lambda value: f"..{value}",
}
