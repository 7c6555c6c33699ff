"""A better spelling for a query with words that no text has.

In: a query as it was typed, the fields of an index. Out: the query with known words in place of the unknown ones; None
if there is nothing to correct, or no known word is near enough.

The word with the smallest edit distance is taken; of several, the one that most texts have. Only words of public texts
are ever suggested.
"""

import re
from collections.abc import Iterator
from itertools import groupby

from haystack.backends.whoosh_backend import WhooshSearchBackend
from whoosh.support.levenshtein import damerau_levenshtein

from search.engine.query_tree import Phrase, Word
from search.haystack.lookup_fields import LookupFields
from text.fold import fold
from text.grams import strip_punctuation

# The largest edit distance.
FARTHEST = 2
# A longer query is pasted text, and every unknown word in it would cost time.
LONGEST = 100
SYNTAX = re.compile(rf"\b(?:{'|'.join(WhooshSearchBackend.RESERVED_WORDS)})\b|[(){{}}\[\]^\"~*?:'!]|\^\d+")


def suggestion(fields: LookupFields, query_string: str) -> str | None:
    """Also None for a query of nothing but syntax, and for a long one."""
    if len(query_string) > LONGEST:
        return None
    typed = SYNTAX.sub(" ", query_string).split()
    corrected = [_corrected(fields, word) for word in typed]
    if not typed or None in corrected or corrected == [fold(word) for word in typed]:
        return None
    return " ".join(word for word in corrected if word)


def _corrected(fields: LookupFields, word: str) -> str | None:
    """The word itself if it is known; None if no known word is near it."""
    parts = [_nearest(fields, part) for part in _parts(fields, fold(word))]
    return None if None in parts else "".join(part for part in parts if part)


def _parts(fields: LookupFields, folded: str) -> Iterator[str]:
    """The words of a typed word. Single characters side by side are one word, which the cutter does not know."""
    for is_single, group in groupby(fields.cutter.cut(folded), lambda word: len(word) == 1):
        words = list(group)
        yield from ("".join(words),) if is_single else words


def _nearest(fields: LookupFields, part: str) -> str | None:
    word = strip_punctuation(part).text
    if not word or _is_known(fields, word):
        return part
    most = FARTHEST if len(word) > 3 else 1
    near: dict[str, int] = {}
    for other in fields.words():
        if len(other) > 1 and abs(len(other) - len(word)) <= most and not set(word).isdisjoint(other):
            distance = damerau_levenshtein(other, word, limit=most)
            if distance <= most:
                near[other] = distance
    ordered = sorted(near, key=lambda other: (near[other], -fields.stories.frequency(Word(other)), other))
    return next((other for other in ordered if fields.count(Word(other))), None)


def _is_known(fields: LookupFields, word: str) -> bool:
    """A word of letters must be a word of the index; Chinese characters may be anywhere, in one piece."""
    return fields.count(Word(word) if word.isascii() else Phrase(word)) > 0
