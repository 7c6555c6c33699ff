"""What may have been meant where a word is in no text.

In: a query as it was typed, the fields of an index. Out: the query with the words the index knows in
place of those it does not, or None where there is nothing to mend or nothing near enough.

A word nearest by letters is taken, of those as near the one in most texts. Only what stands in a public
text is ever suggested.
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

# A word so many letters longer or shorter is another.
FARTHEST = 2
# A query of more characters is a pasted text, and every word of it that is not known costs.
LONGEST = 100
SYNTAX = re.compile(rf"\b(?:{'|'.join(WhooshSearchBackend.RESERVED_WORDS)})\b|[(){{}}\[\]^\"~*?:'!]|\^\d+")


def suggestion(fields: LookupFields, query_string: str) -> str | None:
    """None as well for a query that is all syntax, or long."""
    if len(query_string) > LONGEST:
        return None
    typed = SYNTAX.sub(" ", query_string).split()
    mended = [_mended(fields, word) for word in typed]
    if not typed or None in mended or mended == [fold(word) for word in typed]:
        return None
    return " ".join(word for word in mended if word)


def _mended(fields: LookupFields, word: str) -> str | None:
    """The word itself where it is known; None where nothing near it is."""
    parts = [_nearest(fields, part) for part in _parts(fields, fold(word))]
    return None if None in parts else "".join(part for part in parts if part)


def _parts(fields: LookupFields, folded: str) -> Iterator[str]:
    """The words of what was typed; single characters side by side are a word that the cutter does not know."""
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
    """A word of letters as such; ideographs wherever they stand together."""
    return fields.count(Word(word) if word.isascii() else Phrase(word)) > 0
