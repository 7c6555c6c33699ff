"""A query with the nearest known words in place of those that no story has.

In: a query by which nothing was found. Out: the query that was probably meant, such as 农民工 for 农名工; None if no
word is near.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import log

from search.engine.query_tree import Node
from search.engine.segment_view import SegmentView
from search.query.nearest import FARTHEST, nearest_words
from search.query.parsed_query import TEXT_FIELDS, Parsed, TypedTerm, leaves
from search.query.parts import RunPart, whole_run
from search.query.plan import MOST_TOLD_APART, Plan
from text.fold import fold
from text.foreign_names import foreign_names
from text.grams import strip_punctuation

# Terms that are corrected in one query. A term of more characters than this is pasted text.
MOST_TERMS, LONGEST = 3, 20

# A foreign name of several words: each of them is a run of its own.
LATIN_WORDS = re.compile(r"[A-Za-z][\w.&'’-]*(?:\s+[A-Za-z][\w.&'’-]*)+", re.ASCII)

Count = Callable[[Node], int]


def corrected_query(
    query: str,
    parsed: Parsed,
    plan: Callable[[Parsed], Plan],
    views: Sequence[SegmentView],
    count: Count,
    least: float = FARTHEST,
) -> str | None:
    """`plan`: makes the plan of a tree. `count`: how many stories a node has. `least`: how near a word must be."""
    corrected = LATIN_WORDS.sub(_in_chinese, query)
    if corrected != query:
        return corrected
    for leaf in _absent(parsed, plan, count):
        near = _nearest(leaf, plan, views, count, least)
        if near is None:
            return None
        corrected = corrected.replace(leaf.text, near)
    return corrected if corrected != query else None


def _in_chinese(words: re.Match[str]) -> str:
    """农民工 for migrant workers. Words that are no known name do not change."""
    return foreign_names().get(strip_punctuation(fold(words[0])).text, words[0])


def _absent(parsed: Parsed, plan: Callable[[Parsed], Plan], count: Count) -> Iterator[TypedTerm]:
    """The terms that no story has as words, or with all parts in one sentence. None of a pasted text."""
    terms = [leaf for leaf in leaves(parsed.tree) if isinstance(leaf, TypedTerm)] if parsed.tree else []
    if len(terms) > MOST_TOLD_APART:
        return
    for leaf in terms[:MOST_TERMS]:
        is_text = not leaf.field or leaf.field in TEXT_FIELDS
        if is_text and len(leaf.text) <= LONGEST and not count(plan(Parsed(leaf)).node):
            yield leaf


def _nearest(
    leaf: TypedTerm, plan: Callable[[Parsed], Plan], views: Sequence[SegmentView], count: Count, least: float
) -> str | None:
    """The run with another word in it, or another run as a whole, that is likeliest among those that stories have."""
    run = strip_punctuation(fold(leaf.text)).text
    phrases = plan(Parsed(leaf)).phrases
    parts: Iterable[RunPart] = (part for phrase in phrases if phrase.is_typed for part in phrase.parts)
    best, worth = None, 0.0
    for text in dict.fromkeys([run, *(part.text for part in parts)]):
        for near in nearest_words(text, views):
            other = run.replace(text, near.word, 1)
            stories = count(whole_run(other).phrase()) if near.nearness >= least else 0
            if stories and near.nearness + log(1 + stories) > worth:
                best, worth = other, near.nearness + log(1 + stories)
    return best
