"""The two searches of a Haystack backend: search() and more_like_this().

In: the query that SearchQuerySet collected. Out: results, an exact count, facets, highlights, a suggestion, as
Haystack documents them. A query that cannot be answered as it was meant raises SearchBackendError.
"""

from abc import abstractmethod
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Model
from haystack.backends import log_query
from haystack.backends.whoosh_backend import WhooshSearchBackend
from haystack.exceptions import SearchBackendError
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct

from search.engine.query_tree import And, Node, Or, Query, Ranked, Word
from search.haystack.facet_counts import facets_of
from search.haystack.highlight import Tags, highlighted, tags_of
from search.haystack.lookup_fields import LookupFields, StoredObject
from search.haystack.parser import parse
from search.haystack.query_reader import ReadQuery, read
from search.haystack.query_writer import restored
from search.haystack.spelling import suggestion
from search.query.ranking import MOST_TERMS

NO_PLACES = ("within", "dwithin", "distance_point")
# For more_like_this: how many words of a text are compared. They are those that the fewest texts have.
RARE_WORDS = 30

Results = dict[str, Any]
Key = str
Found = list[tuple[Key, float]]


@dataclass(frozen=True)
class _Options:
    """Which part of the answer is wanted, and in which form."""

    sort_by: Sequence[str]
    start: int
    end: int | None
    result_class: type
    tags: Tags | None = None


class SearchQuerySetBackend(WhooshSearchBackend):
    """The interface of Haystack's Whoosh backend, answered by our engine. A subclass says from which index."""

    @abstractmethod
    def with_fields(self, question: Callable[[LookupFields], Results]) -> Results:
        """Call `question` with the fields of the newest snapshot, and return its results."""

    @abstractmethod
    def text_of(self, instance: Any) -> str:
        """The text under which an object is indexed."""

    def key_of(self, instance: Any) -> Key:
        """The key of an object in the index."""
        return str(get_identifier(instance))

    @log_query
    def search(
        self,
        query_string: str,
        sort_by: Sequence[str] | None = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        highlight: bool | dict = False,
        result_class: type | None = None,
        **kwargs: Any,
    ) -> Results:
        if not query_string:
            return {"results": [], "hits": 0}
        if any(kwargs.get(name) for name in NO_PLACES):
            raise SearchBackendError("this engine knows no places on a map")
        options = _Options(
            sort_by or (), start_offset or 0, end_offset, result_class or SearchResult, tags_of(highlight)
        )
        return self.with_fields(lambda fields: self._answer(fields, query_string, options, kwargs))

    def _answer(self, fields: LookupFields, query_string: str, options: _Options, kwargs: dict[str, Any]) -> Results:
        query = _read(fields, query_string)
        narrowed = [_read(fields, str(narrow)).tree for narrow in kwargs.get("narrow_queries") or ()]
        tree = fields.tree(query.tree, *narrowed, self._of_models(fields, kwargs))
        total, found = _page(fields, query, tree, options)
        return {
            "results": _Results(fields, found, query, options),
            "hits": total,
            "facets": facets_of(fields, tree, kwargs, lambda query: _read(fields, query).tree),
            "spelling_suggestion": self._suggestion(fields, kwargs.get("spelling_query") or query_string),
        }

    def more_like_this(
        self,
        model_instance: Model,
        additional_query_string: str | None = None,
        start_offset: int = 0,
        end_offset: int | None = None,
        result_class: type | None = None,
        **kwargs: Any,
    ) -> Results:
        """Other objects that have some of the rarest words of this one's text."""
        text, key = self.text_of(model_instance), self.key_of(model_instance)
        options = _Options((), start_offset or 0, end_offset, result_class or SearchResult)

        def alike(fields: LookupFields) -> Results:
            words = _rare_words(fields, text)
            also = [_read(fields, additional_query_string).tree] if additional_query_string else []
            tree = fields.tree(Or(tuple(words)), fields.all_except(key), self._of_models(fields, kwargs), *also)
            query = ReadQuery(tree, boosted=tuple(map(Ranked, words)))
            total, found = _page(fields, query, tree, options)
            return {"results": _Results(fields, found, query, options), "hits": total}

        return self.with_fields(alike)

    def create_spelling_suggestion(self, query_string: str) -> str | None:
        restored: str | None = self.with_fields(lambda fields: {"suggestion": suggestion(fields, query_string)})[
            "suggestion"
        ]
        return restored

    def _suggestion(self, fields: LookupFields, query_string: str) -> str | None:
        return suggestion(fields, restored(query_string)) if self.include_spelling else None

    def _of_models(self, fields: LookupFields, kwargs: dict[str, Any]) -> Node:
        if models := kwargs.get("models"):
            return fields.of_models(sorted(map(get_model_ct, models)))
        limited = kwargs.get("limit_to_registered_models")
        if limited is None:
            limited = getattr(settings, "HAYSTACK_LIMIT_TO_REGISTERED_MODELS", True)
        return fields.of_models(self.build_models_list()) if limited else And(())


def _read(fields: LookupFields, query_string: str) -> ReadQuery:
    return read(parse(fields.schema, fields.default, query_string), fields)


def _page(fields: LookupFields, query: ReadQuery, tree: Node, options: _Options) -> tuple[int, Found]:
    """How many objects were found, and the wanted ones. An end of 0 means 1, as in Haystack's own backends."""
    end = None if options.end is None else max(options.end, 1)
    if options.sort_by:
        keys = _sorted(fields, fields.keys(tree), options.sort_by)
        return len(keys), [(key, 0.0) for key in keys[options.start : end]]
    ranking = fields.ranking(query.phrases)
    ranked = Query(
        tree,
        **ranking._replace(ranked=(*ranking.ranked, *query.boosted))._asdict(),
        order=fields.order,
        offset=options.start,
        limit=None if end is None else max(end - options.start, 0),
    )
    answer = fields.stories.search(ranked)
    return answer.total, [(hit.key, hit.score) for hit in answer.found]


def _sorted(fields: LookupFields, keys: Collection[Key], sort_by: Sequence[str]) -> list[Key]:
    """Sorted by the first field, ties by the next, each in its own direction. Objects without a value come last."""
    rows = sorted(keys)
    for order in reversed(sort_by):
        name = order.lstrip("-")
        if name not in fields.schema.names():
            raise SearchBackendError(f"not ordered by {name}: there are {', '.join(fields.schema.names())}")
        values = fields.sort_values(name, rows)
        valued = [key for key in rows if values.get(key) is not None]
        without = [key for key in rows if values.get(key) is None]
        rows = sorted(valued, key=values.__getitem__, reverse=order.startswith("-")) + without
    return rows


@dataclass(frozen=True)
class _Results(Sequence):
    """A list of results that is read from the index on first use.

    A query for facets, a count or a suggestion asks for all results and uses none of them.
    """

    fields: LookupFields
    found: Found
    query: ReadQuery
    options: _Options

    def __len__(self) -> int:
        return len(self._read)

    @property
    def is_read(self) -> bool:
        return "_read" in vars(self)

    def __reduce__(self) -> tuple[type[list], tuple[list]]:
        """Pickled or copied, it becomes a plain list, without the open index."""
        return list, (self._read,)

    def __getitem__(self, index: Any) -> Any:
        return self._read[index]

    @cached_property
    def _read(self) -> list:
        stored = self.fields.stored_objects([key for key, _ in self.found])
        return [self._result(stored[key], score) for key, score in self.found if key in stored]

    def _result(self, one: StoredObject, score: float) -> Any:
        tags = self.options.tags
        marked = {"highlighted": highlighted(self.fields, one, self.query.phrases, tags)} if tags else {}
        return self.options.result_class(*one.model.split("."), one.pk, score, **one.fields, **marked)


def _rare_words(fields: LookupFields, text: str) -> list[Word]:
    """The words of a text that the fewest objects have, but at least one other; single characters only if need be."""
    words = [Word(term) for term in dict.fromkeys(fields.terms(text))][: MOST_TERMS * 5]
    known = [(frequency, word) for word in words if (frequency := fields.stories.frequency(word)) > 1]
    rarest = [word for _, word in sorted(known, key=lambda pair: pair[0])]
    return ([word for word in rarest if len(word.text) > 1] or rarest)[:RARE_WORDS]
