"""Haystack's facets: counts by value, by time, and by query.

In: the fields of an index, the tree of the search, the facets that SearchQuerySet wants. Out: their counts.
"""

import datetime
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from haystack.exceptions import SearchBackendError
from whoosh.support.relativedelta import relativedelta

from search.engine.query_tree import Node
from search.haystack.lookup_fields import LookupFields

# A facet of more steps is refused.
MOST_STEPS = 100_000
Counted = list[tuple[Any, int]]


def facets_of(
    fields: LookupFields, tree: Node, asked: Mapping[str, Any], read: Callable[[str], Node]
) -> dict[str, dict]:
    """`fields`, `dates` and `queries`; {} if no facet is wanted. `read` turns a query string into a tree."""
    by_value, by_time, by_query = (asked.get(name) for name in ("facets", "date_facets", "query_facets"))
    if not (by_value or by_time or by_query):
        return {}
    return {
        "fields": {name: _value_counts(fields, name, tree, options) for name, options in _options(by_value or {})},
        "dates": {name: _in_steps(_counted(fields, name, tree), **steps) for name, steps in (by_time or {}).items()},
        "queries": dict(_query_count(fields, tree, read, *pair) for pair in _pairs(by_query or ())),
    }


def _options(by_value: Any) -> list[tuple[str, Mapping[str, Any]]]:
    return list(by_value.items() if isinstance(by_value, Mapping) else ((name, {}) for name in by_value))


def _value_counts(fields: LookupFields, name: str, tree: Node, options: Mapping[str, Any]) -> Counted:
    """`mincount`: values with fewer objects are left out. `limit`: at most so many values; all if it is negative."""
    if unknown := options.keys() - {"limit", "mincount"}:
        raise SearchBackendError(f"no facet has {', '.join(sorted(unknown))}: there are limit and mincount")
    limit, least = options.get("limit"), options.get("mincount") or 0
    counted = [pair for pair in _most_first(_counted(fields, name, tree)) if pair[1] >= least]
    return counted if limit is None or limit < 0 else counted[:limit]


def _most_first(counts: Mapping[Any, int]) -> Counted:
    """Largest counts first, then by value; objects without a value come last."""
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0] is None, () if pair[0] is None else pair[0]))


def _counted(fields: LookupFields, name: str, tree: Node) -> Counter[Any]:
    if name not in fields.schema.names():
        raise SearchBackendError(f"no facets: there is no field {name}; there are {', '.join(fields.schema.names())}")
    return fields.count_values(name, tree)


def _in_steps(
    counts: Mapping[Any, int], start_date: Any, end_date: Any, gap_by: str, gap_amount: int | None = 1
) -> Counted:
    """Each step, as its first moment and its end, with its count. None counts what lies outside of all steps."""
    edges = _edges(_moment(start_date), _moment(end_date), f"{gap_by}s", gap_amount or 1)
    steps: Counter[Any] = Counter()
    for value, count in counts.items():
        step = bisect_right(edges, value) if isinstance(value, datetime.datetime) else 0
        steps[(edges[step - 1], edges[step]) if 0 < step < len(edges) else None] += count
    return _most_first(steps)


def _edges(start: datetime.datetime, end: datetime.datetime, unit: str, amount: int) -> list[datetime.datetime]:
    """The edges of the steps, each counted from the start, so that months keep their day.

    SearchBackendError if there are too many steps, or none.
    """
    edges = [start]
    while edges[-1] < end:
        edges.append(start + relativedelta(**{unit: amount * len(edges)}))
        if len(edges) > MOST_STEPS or edges[-1] <= edges[-2]:
            raise SearchBackendError("these are no steps from the first date to the last")
    return edges


def _moment(day: datetime.date) -> datetime.datetime:
    """Without a time zone, in the time of the server, as times are indexed."""
    if not isinstance(day, datetime.datetime):
        return datetime.datetime(day.year, day.month, day.day)
    return timezone.make_naive(day) if timezone.is_aware(day) else day


def _pairs(query_facets: Any) -> list[tuple[str, str]]:
    return list(query_facets.items() if isinstance(query_facets, Mapping) else query_facets)


def _query_count(
    fields: LookupFields, tree: Node, read: Callable[[str], Node], name: str, query: str
) -> tuple[str, int]:
    text = f"{name}:{query}"
    return text, fields.count(tree, read(text))
