"""Stories asked for by days: of their publication, of the event they report, or without either.

In: a first and a last day, both included, as proleptic ordinals (datetime.date.toordinal). Out: nodes of the engine.

If only the month or the year of a story is known, a range must hold the whole month or year. The day of the event
(事在) says when a story is from only if its day of publication is unknown.
"""

from search.engine.query_tree import And, Between, Node, Not, Or

# Each holds for stories that have the number at all.
PUBLISHED_SOME_DAY = Between("first_day")
HAPPENED_SOME_DAY = Between("event_first")


def published(first: int, last: int) -> Node:
    """Stories that were certainly published between two days."""
    return And((Between("first_day", low=first), Between("last_day", high=last)))


def happened(first: int, last: int) -> Node:
    """Stories whose event was certainly between two days."""
    return And((Between("event_first", low=first), Between("event_last", high=last)))


def in_days(first: int, last: int) -> Node:
    """The meaning of 日期: published between two days; or the event was then, and there is no day of publication."""
    return Or((published(first, last), And((happened(first, last), Not(PUBLISHED_SOME_DAY)))))


def of_days(first: int, last: int) -> Node:
    """The meaning of a bare date in a query: published between two days, or its event was then."""
    return Or((published(first, last), happened(first, last)))


def undated() -> Node:
    """Stories without either day, not even a year."""
    return Not(Or((PUBLISHED_SOME_DAY, HAPPENED_SOME_DAY)))
