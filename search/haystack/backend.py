"""One search for Haystack, and more like this.

In: what SearchQuerySet collected. Out: results, an exact count, facets, highlights, a suggestion, as
Haystack documents them. What cannot be answered raises SearchBackendError: never another answer.
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
from search.haystack.lookup_fields import LookupFields, Stored
from search.haystack.parser import parse
from search.haystack.query_reader import ReadQuery, read
from search.haystack.query_writer import said
from search.haystack.spelling import suggestion
from search.query.ranking import MOST_TERMS

NO_PLACES = ("within", "dwithin", "distance_point")
# What is alike is told by so many of a text's words, those that stand in fewest texts.
TELLING_WORDS = 30

Results = dict[str, Any]
Key = str
Found = list[tuple[Key, float]]


@dataclass(frozen=True)
class _Wanted:
    """What of the answer is wanted, and how it is shown."""

    sort_by: Sequence[str]
    start: int
    end: int | None
    result_class: type
    tags: Tags | None = None


class SearchQuerySetBackend(WhooshSearchBackend):
    """What Haystack's Whoosh backend takes and gives, answered by arrays. Subclasses say of which index."""

    @abstractmethod
    def ask(self, question: Callable[[LookupFields], Results]) -> Results:
        """What the question makes of the fields of the newest snapshot."""

    @abstractmethod
    def text_of(self, instance: Any) -> str:
        """What is indexed as the text of an object."""

    def key_of(self, instance: Any) -> Key:
        """What an object is known by in the index."""
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
        shown = result_class or SearchResult
        wanted = _Wanted(sort_by or (), start_offset or 0, end_offset, shown, tags_of(highlight))
        return self.ask(lambda fields: self._answer(fields, query_string, wanted, kwargs))

    def _answer(self, fields: LookupFields, query_string: str, wanted: _Wanted, kwargs: dict[str, Any]) -> Results:
        asked = _read(fields, query_string)
        narrowed = [_read(fields, str(query)).tree for query in kwargs.get("narrow_queries") or ()]
        tree = fields.tree(asked.tree, *narrowed, self._of_models(fields, kwargs))
        total, found = _page(fields, asked, tree, wanted)
        return {
            "results": _Results(fields, found, asked, wanted),
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
        """Objects that share the rarest words of this one's text, itself left out."""
        text, key = self.text_of(model_instance), self.key_of(model_instance)
        wanted = _Wanted((), start_offset or 0, end_offset, result_class or SearchResult)

        def alike(fields: LookupFields) -> Results:
            words = _telling_words(fields, text)
            also = [_read(fields, additional_query_string).tree] if additional_query_string else []
            tree = fields.tree(Or(tuple(words)), fields.but(key), self._of_models(fields, kwargs), *also)
            asked = ReadQuery(tree, boosted=tuple(map(Ranked, words)))
            total, found = _page(fields, asked, tree, wanted)
            return {"results": _Results(fields, found, asked, wanted), "hits": total}

        return self.ask(alike)

    def create_spelling_suggestion(self, query_string: str) -> str | None:
        said: str | None = self.ask(lambda fields: {"suggestion": suggestion(fields, query_string)})["suggestion"]
        return said

    def _suggestion(self, fields: LookupFields, query_string: str) -> str | None:
        return suggestion(fields, said(query_string)) if self.include_spelling else None

    def _of_models(self, fields: LookupFields, kwargs: dict[str, Any]) -> Node:
        if models := kwargs.get("models"):
            return fields.of_models(sorted(map(get_model_ct, models)))
        limited = kwargs.get("limit_to_registered_models")
        if limited is None:
            limited = getattr(settings, "HAYSTACK_LIMIT_TO_REGISTERED_MODELS", True)
        return fields.of_models(self.build_models_list()) if limited else And(())


def _read(fields: LookupFields, query_string: str) -> ReadQuery:
    return read(parse(fields.schema, fields.default, query_string), fields)


def _page(fields: LookupFields, asked: ReadQuery, tree: Node, wanted: _Wanted) -> tuple[int, Found]:
    """How many there are, and those asked for. An end of 0 is taken for 1, as Haystack's backends do."""
    end = None if wanted.end is None else max(wanted.end, 1)
    if wanted.sort_by:
        keys = _sorted(fields, fields.keys(tree), wanted.sort_by)
        return len(keys), [(key, 0.0) for key in keys[wanted.start : end]]
    ranking = fields.ranking(asked.wanted)
    query = Query(
        tree,
        **ranking._replace(ranked=(*ranking.ranked, *asked.boosted))._asdict(),
        order=fields.order,
        offset=wanted.start,
        limit=None if end is None else max(end - wanted.start, 0),
    )
    answer = fields.stories.search(query)
    return answer.total, [(hit.key, hit.score) for hit in answer.found]


def _sorted(fields: LookupFields, keys: Collection[Key], sort_by: Sequence[str]) -> list[Key]:
    """By each field in its own direction, the first deciding; what has no value comes last either way."""
    rows = sorted(keys)
    for order in reversed(sort_by):
        name = order.lstrip("-")
        if name not in fields.schema.names():
            raise SearchBackendError(f"not ordered by {name}: there are {', '.join(fields.schema.names())}")
        values = fields.values(name, rows)
        valued = [key for key in rows if values.get(key) is not None]
        without = [key for key in rows if values.get(key) is None]
        rows = sorted(valued, key=values.__getitem__, reverse=order.startswith("-")) + without
    return rows


@dataclass(frozen=True)
class _Results(Sequence):
    """Read when they are looked at: who asks for facets, a count or a suggestion asks for all results, and for none."""

    fields: LookupFields
    found: Found
    asked: ReadQuery
    wanted: _Wanted

    def __len__(self) -> int:
        return len(self._read)

    @property
    def is_read(self) -> bool:
        return "_read" in vars(self)

    def __reduce__(self) -> tuple[type[list], tuple[list]]:
        """Pickled or copied it is a list of what was found: the open index stays behind."""
        return list, (self._read,)

    def __getitem__(self, index: Any) -> Any:
        return self._read[index]

    @cached_property
    def _read(self) -> list:
        stored = self.fields.stored([key for key, _ in self.found])
        return [self._result(stored[key], score) for key, score in self.found if key in stored]

    def _result(self, one: Stored, score: float) -> Any:
        tags = self.wanted.tags
        marked = {"highlighted": highlighted(self.fields, one, self.asked.wanted, tags)} if tags else {}
        return self.wanted.result_class(*one.model.split("."), one.pk, score, **one.fields, **marked)


def _telling_words(fields: LookupFields, text: str) -> list[Word]:
    """The words of a text that stand in fewest objects, but in another one too; single characters at need."""
    words = [Word(term) for term in dict.fromkeys(fields.terms(text))][: MOST_TERMS * 5]
    known = [(frequency, word) for word in words if (frequency := fields.stories.frequency(word)) > 1]
    rarest = [word for _, word in sorted(known, key=lambda pair: pair[0])]
    return ([word for word in rarest if len(word.text) > 1] or rarest)[:TELLING_WORDS]
