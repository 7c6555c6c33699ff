"""A year or a date at the beginning or the end of a run: 2016年五一劳动奖章 means 五一劳动奖章 of 2016.

In: a run as it was typed, and the date of today in Shanghai. Out: the date and the rest, in the order in which they
were typed, as if there were a blank between them.
"""

import datetime
import re
from dataclasses import replace

from search.engine.query_tree import And
from search.query.bare_dates import bare_days
from search.query.parsed_query import Node, TypedTerm
from text.fold import fold, fold_with_map
from text.grams import strip_punctuation
from text.measures import CARDINAL
from text.patterns import CHINESE_YEAR, HAN, NUMERALS, YEAR

_NUMBER = f"(?:[0-9]{{1,2}}|[{NUMERALS}]{{1,3}})"
_WRITTEN = f"(?:{YEAR}|{CHINESE_YEAR})年(?:度|{_NUMBER}月(?:{_NUMBER}[日号])?)?"
# 2016年底 and 2016年以来 are other times; 2016人 is a number.
AT_BEGIN = re.compile(rf"({_WRITTEN}|{YEAR}(?!{CARDINAL}))(?![底初末前后以之内中间起至到来年度月])(?=[{HAN}])")
AT_END = re.compile(rf"(?<=[{HAN}])(?<![第约近超达至到])({_WRITTEN}|{YEAR})$")
# A longer run is a sentence or a headline, and is looked for as it stands.
SHORTEST, LONGEST = 2, 8


def dates_apart(tree: Node, today: datetime.date) -> Node:
    """The tree with the dates of its runs as runs of their own; not in an OR or behind a NOT, nor in a field."""
    if isinstance(tree, And):
        inner = (one for part in tree.parts for one in _apart(part, today))
        return replace(tree, parts=tuple(dict.fromkeys(inner)))
    parts = _apart(tree, today)
    return And(parts) if len(parts) > 1 else tree


def _apart(node: Node, today: datetime.date) -> tuple[Node, ...]:
    if not isinstance(node, TypedTerm) or node.field:
        return (node,)
    return tuple(map(TypedTerm, date_apart(node.text, today)))


def date_apart(run: str, today: datetime.date) -> tuple[str, ...]:
    """The date and the rest of the run, in their order; or the run alone if it has no date, or if that is all it is."""
    folded = fold_with_map(run)
    found = AT_BEGIN.match(folded.text) or AT_END.search(folded.text)
    if not found or not bare_days(found[1], today):
        return (run,)
    start, end = folded.origin(*found.span(1))
    rest = run[end:] if start == 0 else run[:start]
    if not SHORTEST <= len(strip_punctuation(fold(rest)).text) <= LONGEST:
        return (run,)
    return (run[start:end], rest) if start == 0 else (rest, run[start:end])
